import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { DateTimeField, dateField } from "@web/views/fields/datetime/datetime_field";
import { monthName } from "../credit_core/credit_format";

/** A date that stands for its month: January 2026. */
export class CreditMonthField extends DateTimeField {
    getFormattedValue(valueIndex) {
        const date = this.values[valueIndex];
        return date ? monthName(date) : "";
    }
}

registry.category("fields").add("credit_month", {
    ...dateField,
    component: CreditMonthField,
    displayName: _t("Month"),
});
