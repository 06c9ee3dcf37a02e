import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** The values of a short selection side by side; one click answers, also in a list that is not being edited. */
export class CreditTrueOrNot extends Component {
    static template = "credit_management.CreditTrueOrNot";
    static props = { ...standardFieldProps };

    get options() {
        return this.props.record.fields[this.props.name].selection;
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    choose(value) {
        return this.props.record.update({ [this.props.name]: value });
    }
}

registry.category("fields").add("credit_true_or_not", {
    component: CreditTrueOrNot,
    displayName: _t("Answers side by side"),
    supportedTypes: ["selection"],
    extractProps: (_info, { readonly }) => ({ readonly }),
});
