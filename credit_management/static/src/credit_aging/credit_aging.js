import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { money, shortAmount } from "../credit_core/credit_format";

import { Component } from "@odoo/owl";

/** Open receivable by days late, and what is delivered but not invoiced; each part opens its lines. */
export class CreditAgingField extends Component {
    static template = "credit_management.CreditAgingField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get value() {
        return this.props.record.data[this.props.name] || { parts: [] };
    }

    get parts() {
        const total = this.value.parts.reduce((sum, part) => sum + Math.max(part.amount, 0), 0);
        return this.value.parts.map((part) => ({
            ...part,
            short: shortAmount(part.amount),
            exact: `${part.name}: ${money(part.amount, this.value.currency_id)}`,
            width: total ? (100 * Math.max(part.amount, 0)) / total : 0,
        }));
    }

    open(part) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("%(customer)s: %(part)s", {
                customer: this.props.record.data.partner_id?.display_name || "",
                part: part.name,
            }),
            res_model: "credit.exposure.item",
            views: [[false, "list"]],
            domain: [["profile_id", "=", this.props.record.resId], ...part.domain],
        });
    }
}

registry.category("fields").add("credit_aging", {
    component: CreditAgingField,
    displayName: _t("Aging"),
    supportedTypes: ["json"],
    label: false,
});
