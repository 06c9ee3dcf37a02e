import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** What differs between two policies, a line each: which rule, what of it, before and after. */
export class CreditPolicyChanges extends Component {
    static template = "credit_management.CreditPolicyChanges";
    static props = { ...standardFieldProps };

    get rows() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("credit_policy_changes", {
    component: CreditPolicyChanges,
    displayName: _t("Changes of a policy"),
    supportedTypes: ["json"],
    label: false,
});
