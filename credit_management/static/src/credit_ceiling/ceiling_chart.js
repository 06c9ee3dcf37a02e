import { _t } from "@web/core/l10n/translation";
import { deserializeDate } from "@web/core/l10n/dates";
import { shortAmount } from "../credit_core/credit_format";
import { tone } from "../credit_core/credit_tones";

/** The same colour, see-through. */
function veil(colour, part) {
    return `${colour}${Math.round(255 * part).toString(16).padStart(2, "0")}`;
}

/** Actual receivables of months that are over, and of the day shown in its own month. */
function actual(answer) {
    return answer.months.map((row) =>
        row.actual === null && row.month.slice(0, 7) === answer.as_of.slice(0, 7)
            ? answer.today.ar : row.actual
    );
}

/** Return the chart of `get_ceiling`: what is owed, what was planned, and the bands above. */
export function ceilingChart(answer, exact) {
    const months = answer.months;
    const ceilings = months.map((row) => row.ceiling);
    const near = ceilings.map((value) => value === null ? null : (value * answer.plan.amber_from) / 100);
    const line = { pointRadius: 0, borderWidth: 2, tension: 0, spanGaps: false };
    return {
        type: "line",
        data: {
            labels: months.map((row) => deserializeDate(row.month).toFormat("LLL")),
            datasets: [
                {
                    ...line, label: _t("Actual"), data: actual(answer), borderColor: "#343a40",
                    backgroundColor: "#343a40", borderWidth: 3, pointRadius: 3,
                },
                {
                    ...line, label: _t("Plan"), data: months.map((row) => row.closing),
                    borderColor: tone("grey"), backgroundColor: tone("grey"), borderDash: [5, 4],
                },
                {
                    ...line, label: _t("Near"), data: near, borderColor: "transparent", borderWidth: 0,
                    backgroundColor: veil(tone("amber-fill"), 0.45), fill: "+1",
                },
                {
                    ...line, label: _t("Ceiling"), data: ceilings, borderColor: tone("red"),
                    backgroundColor: veil(tone("red"), 0.1), fill: "end",
                },
            ],
        },
        options: {
            interaction: { mode: "index", intersect: false },
            plugins: {
                legend: { position: "bottom", labels: { boxWidth: 24, boxHeight: 2 } },
                tooltip: {
                    filter: (item) => item.datasetIndex !== 2,
                    callbacks: { label: (item) => `${item.dataset.label}: ${exact(item.raw)}` },
                },
            },
            scales: {
                x: { grid: { display: false } },
                y: { beginAtZero: true, ticks: { callback: (value) => shortAmount(value) } },
            },
        },
    };
}

/** Return the chart's twin in words. */
export function ceilingTable(answer, exact) {
    const owed = actual(answer);
    return {
        head: [_t("Month"), _t("Actual"), _t("Plan"), _t("Ceiling")],
        rows: answer.months.map((row, index) => [
            row.name, exact(owed[index]), exact(row.closing), exact(row.ceiling),
        ]),
    };
}
