import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CreditChart } from "../credit_chart/credit_chart";
import { OverviewTile } from "../credit_overview/overview_tile";
import { allWeeks, cashConfig, cashTable, linesAction, receivedAction, weekName } from "./cash_chart";

/** Eight weeks of expected money beside what came in the eight before. */
export class CashTile extends OverviewTile {
    static template = "credit_management.OverviewCash";
    static components = { CreditChart };

    setup() {
        super.setup();
        this.drawn = {};
    }

    /** The chart is drawn anew when the figures change, and only then. */
    get picture() {
        if (this.drawn.data !== this.props.data) {
            const rows = allWeeks(this.props.data);
            const { currencyId } = this.props.overview;
            this.drawn = {
                data: this.props.data, rows,
                config: cashConfig(rows, currencyId), table: cashTable(rows, currencyId),
            };
        }
        return this.drawn;
    }

    get soon() {
        return this.data.totals.amounts.reduce((sum, amount) => sum + amount, 0);
    }

    get asked() {
        return { asOf: this.data.as_of, companyId: this.props.overview.companyId };
    }

    openPage() {
        return this.action.doAction("credit_management.credit_cash_forecast_page_action");
    }

    openUndated() {
        return this.action.doAction(linesAction(
            _t("Later than usual already"), { ...this.asked, domain: [["expected_date", "=", false]], group: "partner" }
        ));
    }

    pick({ datasetIndex, index }) {
        const { week, isPast } = this.picture.rows[index];
        if (!datasetIndex || isPast) {
            return this.action.doAction(receivedAction(week, this.asked.companyId));
        }
        const name = _t("Expected in the week from %s", weekName(week));
        return this.action.doAction(linesAction(name, { ...this.asked, domain: [["week", "=", week]], group: "partner" }));
    }
}

registry.category("credit_overview_tiles").add("cash", {
    component: CashTile, title: _t("Cash-in 8 weeks"), size: "third", sequence: 130,
});
