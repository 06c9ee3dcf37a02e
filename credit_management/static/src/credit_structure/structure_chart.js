import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { formatFloat } from "@web/core/utils/numbers";
import { money } from "../credit_core/credit_format";
import { ageTone } from "../credit_core/credit_tones";

/** Print a share (part of one) in per cent; what is unknown is a dash. */
export function percent(share, digits = 1) {
    return share === null ? "–" : _t("%s %", formatFloat(100 * share, { digits: [16, digits] }));
}

/** Return the number of a band's colour: by posting date none is "not due". */
export function bandTone(data, index) {
    return ageTone(data.basis === "due" ? index : index + 1);
}

function monthName(month) {
    const name = deserializeDate(month.date).toLocaleString({ month: "short", year: "2-digit" });
    return month.kind === "rebuilt" ? `${name} °` : name;
}

function bandText(data, band, month) {
    return _t("%(age)s: %(share)s, %(amount)s", {
        age: data.buckets[band].name,
        share: percent(month.shares[band]),
        amount: money(month.amounts[band], data.currency_id),
    });
}

function lateText(month) {
    return _t("overdue %(late)s, more than 90 days %(old)s", {
        late: percent(month.late_share), old: percent(month.old_share),
    });
}

/** Return what `CreditChart` takes to draw the shares of the bands at the month-ends of `data`. */
export function structureChart(data) {
    const names = data.buckets.map((bucket) => bucket.name);
    return {
        label: _t("Shares of age bands at the last %s month-ends", data.months.length),
        table: {
            head: [_t("Month-end"), ...names],
            rows: data.months.map((month) => [
                formatDate(deserializeDate(month.date)), ...month.shares.map((share) => percent(share)),
            ]),
        },
        config: {
            type: "bar",
            data: {
                labels: data.months.map(monthName),
                datasets: names.map((name, band) => ({
                    label: name,
                    data: data.months.map((month) => 100 * (month.shares[band] || 0)),
                    backgroundColor: bandTone(data, band),
                    categoryPercentage: 0.9,
                    barPercentage: 0.92,
                })),
            },
            options: {
                scales: {
                    x: { stacked: true, grid: { display: false } },
                    y: { stacked: true, min: 0, max: 100, ticks: { callback: (value) => `${value} %` } },
                },
                plugins: {
                    legend: { position: "bottom", labels: { boxWidth: 12 } },
                    tooltip: {
                        callbacks: {
                            label: ({ datasetIndex, dataIndex }) => bandText(data, datasetIndex, data.months[dataIndex]),
                            footer: ([{ dataIndex }]) => lateText(data.months[dataIndex]),
                        },
                    },
                },
            },
        },
    };
}
