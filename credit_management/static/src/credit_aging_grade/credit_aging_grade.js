import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CreditVerdictField } from "../credit_verdict/credit_verdict";

/** Aging grades: the name says the stage, so no reader depends on the colour. */
export const AGING_GRADES = {
    G1: { icon: "fa-check", tone: "grey" },
    G2: { icon: "fa-bell-o", tone: "grey" },
    G3: { icon: "fa-calendar-o", tone: "light" },
    G4: { icon: "fa-clock-o", tone: "amber" },
    G5: { icon: "fa-hourglass-end", tone: "amber" },
    G6: { icon: "fa-ban", tone: "dark" },
    G7: { icon: "fa-gavel", tone: "dark" },
    G8: { icon: "fa-times-circle", tone: "dark" },
};

export class CreditAgingGradeField extends CreditVerdictField {
    static template = "credit_management.CreditAgingGradeField";
    static props = { ...CreditVerdictField.props, short: { type: Boolean, optional: true } };

    get shown() {
        return AGING_GRADES[this.value];
    }
}

registry.category("fields").add("credit_aging_grade", {
    component: CreditAgingGradeField,
    displayName: _t("Aging grade"),
    supportedTypes: ["selection"],
    extractProps: ({ options }) => ({ short: options.short }),
});
