import { _t } from "@web/core/l10n/translation";
import { tone } from "../credit_core/credit_tones";

/** Return the chart of orders held by week. */
export function backtestChart(weeks, exact) {
    return {
        type: "bar",
        data: {
            labels: weeks.map((week) => week.name),
            datasets: [{
                label: _t("Held"), data: weeks.map((week) => week.held),
                backgroundColor: tone("amber-fill"), borderColor: tone("amber"), borderWidth: 1,
            }],
        },
        options: {
            plugins: {
                legend: { display: false },
                tooltip: { callbacks: { label: ({ dataIndex }) => weekText(weeks[dataIndex], exact) } },
            },
            scales: {
                x: { grid: { display: false } },
                y: { beginAtZero: true, ticks: { precision: 0 } },
            },
        },
    };
}

function weekText({ held, orders, amount }, exact) {
    return _t("%(held)s of %(orders)s orders, %(amount)s", { held, orders, amount: exact(amount) });
}

/** Return the chart's twin in words. */
export function backtestTable(weeks, exact) {
    return {
        head: [_t("Week"), _t("Orders"), _t("Held"), _t("Amount")],
        rows: weeks.map((week) => [week.name, week.orders, week.held, exact(week.amount)]),
    };
}
