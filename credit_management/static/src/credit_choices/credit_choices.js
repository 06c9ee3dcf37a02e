import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component } from "@odoo/owl";

/** Ways to choose from, each with its brief; one that cannot help is there too, with its reason. */
export class CreditChoicesField extends Component {
    static template = "credit_management.CreditChoicesField";
    static props = { ...standardFieldProps, choicesField: { type: String } };

    get choices() {
        return this.props.record.data[this.props.choicesField] || [];
    }

    isChosen(choice) {
        return this.props.record.data[this.props.name] === choice.code;
    }

    choose(choice) {
        if (!choice.reason) {
            this.props.record.update({ [this.props.name]: choice.code });
        }
    }
}

registry.category("fields").add("credit_choices", {
    component: CreditChoicesField,
    displayName: _t("Credit choices"),
    supportedTypes: ["selection"],
    extractProps: ({ options }) => ({ choicesField: options.choices_field }),
    fieldDependencies: ({ options }) => [{ name: options.choices_field, type: "json" }],
    label: false,
});

/** Copies the text of a field. */
export class CreditCopy extends Component {
    static template = "credit_management.CreditCopy";
    static props = { ...standardWidgetProps, field: { type: String } };

    setup() {
        this.notification = useService("notification");
    }

    async copy() {
        await browser.navigator.clipboard?.writeText(this.props.record.data[this.props.field] || "");
        this.notification.add(_t("Copied"), { type: "info" });
    }
}

registry.category("view_widgets").add("credit_copy", {
    component: CreditCopy,
    extractProps: ({ options }) => ({ field: options.field }),
});
