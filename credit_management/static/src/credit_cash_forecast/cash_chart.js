import { _t } from "@web/core/l10n/translation";
import { deserializeDate } from "@web/core/l10n/dates";
import { money, shortAmount } from "../credit_core/credit_format";
import { tone } from "../credit_core/credit_tones";

export const FORECAST = "credit.cash.forecast";

/** Print a week by its Monday. */
export function weekName(week) {
    return deserializeDate(week).toLocaleString({ day: "numeric", month: "short" });
}

/** Weeks that are over, this one and those to come, as one row each. */
export function allWeeks({ history, weeks }) {
    return [
        ...history.map((row) => ({ ...row, isPast: true })),
        ...weeks.map(({ week, amount, received, kept }, number) => ({
            week, received, kept, expected: amount, hit_rate: null, isPast: false, isNow: number === 0,
        })),
    ];
}

/** Return what the chart draws: bars of what was or is expected, a line of what came. */
export function cashConfig(rows, currencyId) {
    return {
        type: "bar",
        data: {
            labels: rows.map(({ week }) => weekName(week)),
            datasets: [
                {
                    type: "line",
                    label: _t("Received"),
                    data: rows.map(({ received }) => received),
                    borderColor: tone("late_5"),
                    backgroundColor: tone("late_5"),
                    borderWidth: 2,
                    pointRadius: 3,
                },
                {
                    label: _t("Expected"),
                    data: rows.map(({ expected }) => expected),
                    backgroundColor: rows.map(({ isPast }) => tone("not_due") + (isPast ? "80" : "")),
                },
            ],
        },
        options: {
            plugins: {
                legend: { display: false },
                tooltip: { callbacks: { label: ({ dataset, raw }) => `${dataset.label}: ${money(raw, currencyId)}` } },
            },
            scales: {
                x: { grid: { display: false } },
                y: { beginAtZero: true, ticks: { maxTicksLimit: 5, callback: (value) => shortAmount(value) } },
            },
        },
    };
}

/** The chart in words, for who does not see it. */
export function cashTable(rows, currencyId) {
    const print = (amount) => (amount === null ? "–" : money(amount, currencyId));
    return {
        head: [_t("Week From"), _t("Expected"), _t("Received")],
        rows: rows.map(({ week, expected, received }) => [weekName(week), print(expected), print(received)]),
    };
}

/** Return the action that shows the money that came in a week. */
export function receivedAction(week, companyId) {
    const sunday = deserializeDate(week).plus({ days: 6 }).toISODate();
    return {
        type: "ir.actions.act_window",
        name: _t("Received in the week from %s", weekName(week)),
        res_model: "account.move.line",
        views: [[false, "list"], [false, "form"]],
        domain: [
            ["account_type", "=", "asset_receivable"], ["parent_state", "=", "posted"],
            ["journal_id.type", "in", ["bank", "cash", "credit"]],
            ["company_id", "child_of", companyId], ["date", ">=", week], ["date", "<=", sunday],
        ],
    };
}

/** Return the action that shows expected payments. */
export function linesAction(name, { asOf, companyId, domain = [], group }) {
    return {
        type: "ir.actions.act_window",
        name,
        res_model: FORECAST,
        views: [[false, "list"], [false, "pivot"], [false, "graph"]],
        domain: [["company_id", "=", companyId], ...domain],
        context: { credit_as_of: asOf, ...(group ? { [`search_default_group_${group}`]: 1 } : {}) },
    };
}
