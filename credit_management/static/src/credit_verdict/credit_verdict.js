import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** Badges of customers, orders and transfers: icon and word beside every colour. */
export const VERDICTS = {
    ok: { icon: "fa-check", tone: "green" },
    warn: { icon: "fa-exclamation-triangle", tone: "light" },
    near: { icon: "fa-exclamation-triangle", tone: "light" },
    released: { icon: "fa-unlock", tone: "green" },
    over: { icon: "fa-square", tone: "amber" },
    overdue: { icon: "fa-clock-o", tone: "amber" },
    would_hold: { icon: "fa-square-o", tone: "amber" },
    held: { icon: "fa-square", tone: "amber" },
    part: { icon: "fa-cut", tone: "light" },
    stopped: { icon: "fa-ban", tone: "dark" },
    rejected: { icon: "fa-times", tone: "grey" },
    none: { icon: "", tone: "empty" },
};

export class CreditVerdictField extends Component {
    static template = "credit_management.CreditVerdictField";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name];
    }

    get shown() {
        return this.value && VERDICTS[this.value];
    }

    get word() {
        const { selection } = this.props.record.fields[this.props.name];
        return selection.find(([value]) => value === this.value)?.[1] || "";
    }
}

registry.category("fields").add("credit_verdict", {
    component: CreditVerdictField,
    displayName: _t("Credit verdict"),
    supportedTypes: ["selection"],
});
