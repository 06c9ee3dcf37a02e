import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { DateTimeField, dateField } from "@web/views/fields/datetime/datetime_field";

/** A date that stands for its month: January 2026. */
export class CreditMonthField extends DateTimeField {
    getFormattedValue(valueIndex) {
        return this.values[valueIndex]?.toFormat("LLLL yyyy") || "";
    }
}

registry.category("fields").add("credit_month", {
    ...dateField,
    component: CreditMonthField,
    displayName: _t("Month"),
});
