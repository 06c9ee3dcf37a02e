import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { CreditChart } from "../credit_chart/credit_chart";
import { money } from "../credit_core/credit_format";
import { ageTone, tone } from "../credit_core/credit_tones";

import { Component } from "@odoo/owl";

/** Allowance of each row of a sheet beside its balance: where the money that is lost stands. */
export class CreditProvisionChartField extends Component {
    static template = "credit_management.CreditProvisionChartField";
    static components = { CreditChart };
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name] || { rows: [] };
    }

    get label() {
        return _t("Allowance by age");
    }

    get table() {
        return {
            head: [_t("Claims"), _t("Balance"), _t("Allowance")],
            rows: this.value.rows.map((row) => [
                row.name, this.shown(row.amount), this.shown(row.allowance),
            ]),
        };
    }

    shown(amount) {
        return amount === null ? _t("unknown") : money(amount, this.value.currency_id);
    }

    get config() {
        const rows = this.value.rows;
        return {
            type: "bar",
            data: {
                labels: rows.map((row) => row.name),
                datasets: [{
                    label: _t("Allowance"),
                    data: rows.map((row) => row.allowance),
                    backgroundColor: rows.map((row) =>
                        row.kind === "age" ? ageTone(row.age) : tone("order_delivered")
                    ),
                    maxBarThickness: 56,
                }],
            },
            options: {
                plugins: {
                    legend: { display: false },
                    tooltip: {
                        callbacks: {
                            label: (item) => this.shown(rows[item.dataIndex].allowance),
                            afterLabel: (item) => _t("of %(balance)s", {
                                balance: this.shown(rows[item.dataIndex].amount),
                            }),
                        },
                    },
                },
                scales: { x: { grid: { display: false } }, y: { beginAtZero: true } },
            },
        };
    }
}

registry.category("fields").add("credit_provision_chart", {
    component: CreditProvisionChartField,
    displayName: _t("Allowance by age"),
    supportedTypes: ["json"],
    label: false,
});
