import { _t } from "@web/core/l10n/translation";
import { formatCurrency } from "@web/core/currency";
import { deserializeDate, deserializeDateTime } from "@web/core/l10n/dates";
import { formatFloat } from "@web/core/utils/numbers";

const { DateTime } = luxon;

/** Print an amount exactly, without cents when there are none. */
export function money(amount, currencyId) {
    const whole = Math.abs(amount - Math.round(amount)) < 0.005;
    return formatCurrency(amount, currencyId, whole ? { digits: [16, 0] } : {});
}

/** Print an amount short: 488k, 1.25m; small ones exactly. */
export function shortAmount(amount) {
    const size = Math.abs(amount);
    if (size < 10000) {
        return formatFloat(amount, { digits: [16, 2], trailingZeros: false });
    }
    const [divisor, unit, decimals] = size < 999950 ? [1e3, "k", 1] : [1e6, "m", 2];
    return formatFloat(amount / divisor, { digits: [16, decimals], trailingZeros: false }) + unit;
}

/** Print a count of days in the least room. */
export function shortDays(count) {
    return _t("%s d", count);
}

/** Print the month of a day in the order of the language: October 2026, Oct 26 where it is short. */
export function monthName(day, isShort = false) {
    const date = typeof day === "string" ? deserializeDate(day) : day;
    return date.toLocaleString(
        isShort ? { month: "short", year: "2-digit" } : { month: "long", year: "numeric" });
}

/** Print a moment as people say it: 11:30, Tue 11:30, 12 Nov 11:30. */
export function moment(value, dateOnly = false) {
    if (!value) {
        return "";
    }
    const when = typeof value === "string" ? deserializeDateTime(value) : value;
    const today = DateTime.local().startOf("day");
    const days = Math.round(when.startOf("day").diff(today, "days").days);
    const time = dateOnly ? "" : when.toLocaleString(DateTime.TIME_24_SIMPLE);
    if (days === 0) {
        return dateOnly ? _t("today") : time;
    }
    const far = Math.abs(days) > 6;
    const day = when.toLocaleString(far ? { day: "numeric", month: "short" } : { weekday: "short" });
    return [day, time].filter(Boolean).join(" ");
}

export function isPast(value) {
    return Boolean(value) && value < DateTime.local();
}

export function isToday(value) {
    return Boolean(value) && value.hasSame(DateTime.local(), "day");
}

/** Say whether a moment (of the server) lies further back than `duration` of luxon. */
export function isOlderThan(value, duration) {
    return deserializeDateTime(value) < DateTime.local().minus(duration);
}
