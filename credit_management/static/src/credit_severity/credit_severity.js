import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** Icon, colour and word of each severity; the word is there for those who see no colour. */
export const SEVERITIES = {
    stop: { icon: "fa-ban", tone: "dark", word: _t("Stop") },
    hold: { icon: "fa-square", tone: "amber", word: _t("Hold") },
    warn: { icon: "fa-exclamation-triangle", tone: "amber", word: _t("Warning") },
    ok: { icon: "fa-check", tone: "green", word: _t("Passed") },
};

export const PRIORITIES = {
    2: { icon: "fa-square", tone: "red", word: _t("Decide today: late, or ships today") },
    1: { icon: "fa-caret-up", tone: "amber", word: _t("Has a deadline") },
    0: null,
};

export class CreditSeverityField extends Component {
    static template = "credit_management.CreditSeverityField";
    static props = { ...standardFieldProps };
    static words = SEVERITIES;

    get shown() {
        return this.constructor.words[this.props.record.data[this.props.name]];
    }
}

export class CreditPriorityField extends CreditSeverityField {
    static words = PRIORITIES;
}

registry.category("fields").add("credit_severity", {
    component: CreditSeverityField,
    displayName: _t("Credit severity"),
    supportedTypes: ["selection"],
    label: false,
});
registry.category("fields").add("credit_priority", {
    component: CreditPriorityField,
    displayName: _t("Credit priority"),
    supportedTypes: ["selection"],
    label: false,
});
