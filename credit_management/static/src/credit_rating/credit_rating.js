import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** A rating from 1 to the record's `best`, one click each; the same again: not known. */
export class CreditRating extends Component {
    static template = "credit_management.CreditRating";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name];
    }

    get steps() {
        const best = this.props.record.data.best || 10;
        return Array.from({ length: best }, (_, index) => index + 1);
    }

    /** Good, fair or poor: the parts of the scale in the words of the trade. */
    get tone() {
        const share = this.value / (this.props.record.data.best || 10);
        return share > 0.7 ? "green" : share > 0.3 ? "amber" : "dark";
    }

    label(step) {
        return _t("Rate %s", step);
    }

    rate(step) {
        if (!this.props.readonly) {
            const rating = step === this.value ? 0 : step;
            return this.props.record.update({ [this.props.name]: rating });
        }
    }
}

registry.category("fields").add("credit_rating", {
    component: CreditRating,
    displayName: _t("Rating by points"),
    supportedTypes: ["integer"],
    fieldDependencies: [{ name: "best", type: "integer" }],
    // A click on another row rates it at once, as a star does: lists say readonly of all rows but one.
    extractProps: (_node, dynamicInfo) => ({ readonly: dynamicInfo.readonly }),
});
