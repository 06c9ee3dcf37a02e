import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { CreditChart } from "../credit_chart/credit_chart";
import { tone } from "../credit_core/credit_tones";

import { Component } from "@odoo/owl";

const NAMES = { grades: _t("Grades"), scores: _t("Scores") };
const TONES = { grades: "amber", scores: "green" };

/** How many of the defaults are found among the worst so many per cent of customers. */
export class CreditCurve extends Component {
    static template = "credit_management.CreditCurve";
    static components = { CreditChart };
    static props = { ...standardFieldProps };

    get curves() {
        const curves = this.props.record.data[this.props.name]?.curves || {};
        return Object.entries(curves).filter(([, points]) => points.length);
    }

    get label() {
        return _t("Share of defaults among the worst customers");
    }

    get config() {
        const datasets = this.curves.map(([code, points]) => ({
            label: NAMES[code],
            data: points.map(([x, y]) => ({ x, y })),
            borderColor: tone(TONES[code]),
            backgroundColor: tone(TONES[code]),
        }));
        const chance = { label: _t("By chance"), borderDash: [4, 4], pointRadius: 0 };
        datasets.push({ ...chance, borderColor: tone("grey"), data: [{ x: 0, y: 0 }, { x: 100, y: 100 }] });
        const axis = (text) => ({ type: "linear", min: 0, max: 100, title: { display: true, text } });
        return {
            type: "line",
            data: { datasets },
            options: { scales: { x: axis(_t("Customers, the worst first (%)")), y: axis(_t("Defaults (%)")) } },
        };
    }

    get table() {
        return {
            head: [_t("Curve"), _t("Customers (%)"), _t("Defaults (%)")],
            rows: this.curves.flatMap(([code, points]) => points.map(([x, y]) => [NAMES[code], x, y])),
        };
    }
}

registry.category("fields").add("credit_curve", {
    component: CreditCurve,
    displayName: _t("Curve of defaults"),
    supportedTypes: ["json"],
});
