import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { CreditChart } from "../credit_chart/credit_chart";
import { money, shortAmount } from "../credit_core/credit_format";
import { tone } from "../credit_core/credit_tones";

import { Component } from "@odoo/owl";

/** How proposed limits are spread: a bar a step of 1, 2, 5; a click opens its customers. */
export class LimitHistogram extends Component {
    static template = "credit_management.LimitHistogram";
    static components = { CreditChart };
    static props = { proposal: Object, onPick: Function, height: { type: Number, optional: true } };
    static defaultProps = { height: 180 };

    get bars() {
        return this.props.proposal.bars;
    }

    get label() {
        return _t("Customers by the limit that they get");
    }

    get config() {
        return {
            type: "bar",
            data: {
                labels: this.bars.map((bar) => this.name(bar)),
                datasets: [{
                    label: _t("Customers"), data: this.bars.map((bar) => bar.count), minBarLength: 2,
                    backgroundColor: tone("grey-fill"), borderColor: tone("grey"), borderWidth: 1,
                }],
            },
            options: {
                plugins: {
                    legend: { display: false },
                    tooltip: { callbacks: { label: ({ dataIndex }) => this.words(this.bars[dataIndex]) } },
                },
                scales: {
                    x: { grid: { display: false }, title: { display: true, text: _t("Limit, from") } },
                    y: { beginAtZero: true, ticks: { precision: 0 } },
                },
            },
        };
    }

    get table() {
        return {
            head: [_t("Limit, from"), _t("Customers"), _t("Limits in all")],
            rows: this.bars.map((bar) => [this.exact(bar.from), bar.count, this.exact(bar.amount)]),
        };
    }

    name(bar) {
        return shortAmount(bar.from);
    }

    words({ count, amount }) {
        return _t("%(count)s customers, %(amount)s", {
            count: formatFloat(count, { digits: [16, 0] }), amount: this.exact(amount),
        });
    }

    exact(amount) {
        return money(amount, this.props.proposal.currency_id);
    }

    pick({ index }) {
        const { from, to } = this.bars[index];
        return this.props.onPick({ low: from, high: to });
    }
}
