import { loadBundle } from "@web/core/assets";

import { Component, onWillStart, onWillUnmount, useEffect, useExternalListener, useRef } from "@odoo/owl";

/**
 * A Chart.js chart that a screen reader can read and a printer can print.
 *
 * `config` is what Chart.js takes; `label` says what the picture shows; `table` is its twin in
 * words: {head: [name], rows: [[value]]}. `onPick({datasetIndex, index})` is called for a point that
 * is clicked.
 */
export class CreditChart extends Component {
    static template = "credit_management.CreditChart";
    static props = {
        config: Object,
        label: String,
        table: { type: Object, optional: true },
        height: { type: Number, optional: true },
        onPick: { type: Function, optional: true },
    };
    static defaultProps = { height: 240 };

    setup() {
        this.canvas = useRef("canvas");
        this.chart = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(() => this.draw(), () => [this.props.config]);
        useExternalListener(window, "beforeprint", () => this.chart?.resize());
        useExternalListener(window, "afterprint", () => this.chart?.resize());
        onWillUnmount(() => this.chart?.destroy());
    }

    draw() {
        this.chart?.destroy();
        const { options = {}, ...config } = this.props.config;
        this.chart = new Chart(this.canvas.el, {
            ...config,
            options: {
                responsive: true,
                maintainAspectRatio: false,
                animation: false,
                ...options,
                onClick: (ev, elements) => this.pick(elements),
                onHover: (ev, elements) => {
                    const canPick = this.props.onPick && elements.length;
                    this.canvas.el.style.cursor = canPick ? "pointer" : "default";
                },
            },
        });
    }

    pick(elements) {
        if (elements.length && this.props.onPick) {
            const { datasetIndex, index } = elements[0];
            this.props.onPick({ datasetIndex, index });
        }
    }
}
