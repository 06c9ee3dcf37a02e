import { _t } from "@web/core/l10n/translation";
import { money } from "../credit_core/credit_format";

/** Print how many days, as people say it. */
export function days(count) {
    return _t("%s days", Math.round(count * 10) / 10);
}

/** Say in words what a bubble shows. */
export function bubbleText(bubble, currencyId) {
    if (bubble.pool) {
        return _t("%(count)s more customers, %(amount)s overdue, %(days)s on average", {
            count: bubble.pool.pooled.count,
            amount: money(bubble.pool.pooled.amount, currencyId),
            days: days(bubble.pool.pooled.days),
        });
    }
    return [
        bubble.name,
        bubble.grade ? _t("grade %s", bubble.grade) : _t("no grade"),
        _t("%s overdue", money(bubble.amount, currencyId)),
        _t("%(days)s on average, %(oldest)s the oldest", {
            days: days(bubble.days), oldest: days(bubble.oldest),
        }),
        bubble.exposure === null
            ? _t("%s open", money(bubble.claims, currencyId))
            : _t("exposure %s", money(bubble.exposure, currencyId)),
    ].join(" · ");
}

/** Return what the picture shows as a table, for who does not see it. */
export function quadrantTable(data) {
    const names = Object.fromEntries(data.corners.map((corner) => [corner.code, corner.name]));
    return {
        head: [
            _t("Customer"), _t("Corner"), _t("Grade"), _t("Overdue"), _t("Days overdue"), _t("Oldest"),
            _t("Exposure"),
        ],
        rows: data.customers.map((customer) => [
            customer.name,
            names[customer.corner],
            customer.grade || _t("no grade"),
            money(customer.amount, data.currency_id),
            days(customer.days),
            days(customer.oldest),
            customer.exposure === null ? _t("unknown") : money(customer.exposure, data.currency_id),
        ]),
    };
}
