import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CreditChart } from "../credit_chart/credit_chart";
import { monthName } from "../credit_core/credit_format";
import { OverviewTile } from "../credit_overview/overview_tile";
import { NAMES, printed, trendConfig, trendTable } from "./dso_format";
import { LEVERS } from "./dso_levers";

/** DSO of the last closed month three ways, its trend, and what makes it long. */
export class DsoTile extends OverviewTile {
    static template = "credit_management.OverviewDso";
    static components = { CreditChart };

    setup() {
        super.setup();
        this.drawn = {};
    }

    get month() {
        return monthName(this.data.as_of);
    }

    get countback() {
        return printed(this.data.countback, "days", this.data.days_floor);
    }

    get others() {
        return ["aging", "period", "best_possible"].map((code) => ({
            code, name: NAMES[code], value: printed(this.data[code]),
        }));
    }

    get hasTrend() {
        const { points, missing } = this.data.trend;
        return points.length - missing.length >= 2;
    }

    /** The chart is drawn anew when the figures change, and only then. */
    get config() {
        if (this.drawn.data !== this.props.data) {
            this.drawn = { data: this.props.data, config: trendConfig(this.data.trend, { legend: false }) };
        }
        return this.drawn.config;
    }

    get table() {
        return trendTable(this.data.trend);
    }

    get levers() {
        return this.data.levers.map(({ code, days }) => ({
            code, text: _t("%(lever)s %(days)s d", { lever: LEVERS[code], days: printed(days) }),
        }));
    }

    openDso() {
        return this.action.doAction("credit_management.credit_kpi_action");
    }
}

registry.category("credit_overview_tiles").add("dso", { component: DsoTile, title: _t("DSO"), size: "third", sequence: 120 });
