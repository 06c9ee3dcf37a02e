import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { monthName } from "../credit_core/credit_format";
import { tone } from "../credit_core/credit_tones";

/** The three methods in the order in which they are shown, and their colour in the trend. */
export const METHODS = ["countback", "aging", "period"];
const TONES = { countback: "late_5", period: "not_due", aging: "late_2", best_possible: "green" };

export const NAMES = {
    countback: _t("Count-back"),
    period: _t("By period"),
    aging: _t("By aging"),
    best_possible: _t("Best possible"),
    delinquent: _t("Average days delinquent"),
    overdue_ratio: _t("Overdue"),
    cei: _t("Collection effectiveness"),
    default_rate: _t("Unpaid 30 days after due"),
    days_to_pay: _t("Days to pay"),
    beyond_terms: _t("Days beyond terms"),
    turnover: _t("Turnover a year"),
    bad_debt: _t("Bad debt ratio"),
    with_unbilled: _t("With what is not invoiced"),
    true_dso: _t("True DSO"),
    same_period: _t("Same-period receivables"),
};

/** Print a figure with its unit; what nobody knows is a dash. */
export function printed(value, unit = "days", floor = false) {
    if (value === null || value === undefined) {
        return "–";
    }
    const number = formatFloat(value, { digits: [16, unit === "days" ? 1 : 2] });
    if (unit === "percent") {
        return _t("%s %", number);
    }
    return floor ? `≥ ${number}` : number;
}

/** The trend as Chart.js takes it: three methods, what is possible, and the target if there is one. */
export function trendConfig(trend, { legend = true } = {}) {
    const line = (code, more) => ({
        label: NAMES[code].toString(),
        data: trend.points.map((point) => point[code]),
        borderColor: tone(TONES[code]), backgroundColor: tone(TONES[code]),
        borderWidth: 2, pointRadius: 2, pointHitRadius: 10, tension: 0, ...more,
    });
    const datasets = [
        ...METHODS.map((code) => line(code, {})),
        line("best_possible", { borderDash: [5, 4], borderWidth: 1.5, pointRadius: 0 }),
    ];
    if (trend.target !== null) {
        datasets.push({
            label: _t("Target").toString(), data: trend.points.map(() => trend.target),
            borderColor: tone("grey"), backgroundColor: tone("grey"), borderDash: [2, 3],
            borderWidth: 1.5, pointRadius: 0, pointHitRadius: 0,
        });
    }
    return {
        type: "line",
        data: { labels: trend.points.map(({ date }) => monthName(date, true)), datasets },
        options: {
            interaction: { mode: "index", intersect: false },
            plugins: {
                legend: { display: legend, position: "bottom", labels: { boxWidth: 14, boxHeight: 2 } },
                tooltip: { callbacks: { label: ({ dataset, raw }) => `${dataset.label}: ${printed(raw)}` } },
            },
            scales: {
                x: { grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 12 } },
                y: { beginAtZero: true, ticks: { maxTicksLimit: 6 } },
            },
        },
    };
}

/** The same in words, for who cannot see it. */
export function trendTable(trend) {
    const codes = [...METHODS, "best_possible"];
    return {
        head: [_t("Month-end"), ...codes.map((code) => NAMES[code].toString())],
        rows: trend.points.map((point) => [
            monthName(point.date), ...codes.map((code) => printed(point[code])),
        ]),
    };
}
