import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

const AGES = {
    fresh: { tone: "green", word: _t("Fresh") },
    ageing: { tone: "light", word: _t("Ageing") },
    stale: { tone: "dark", word: _t("Stale") },
};

/** What a report says, section by section, each with its own age. */
export class CreditReadingField extends Component {
    static template = "credit_management.CreditReadingField";
    static props = { ...standardFieldProps };

    get sections() {
        return this.props.record.data[this.props.name] || [];
    }

    age(name) {
        return AGES[name];
    }
}

registry.category("fields").add("credit_reading", {
    component: CreditReadingField,
    displayName: _t("Report in words"),
    supportedTypes: ["json"],
    label: false,
});
