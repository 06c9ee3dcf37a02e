import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { OverviewTile } from "../credit_overview/overview_tile";
import { QuadrantChart } from "./quadrant_chart";
import { days } from "./quadrant_words";

/** The quadrant, small: it opens the large one, a bubble its customer. */
export class QuadrantTile extends OverviewTile {
    static template = "credit_management.QuadrantTile";
    static components = { QuadrantChart };

    get linesText() {
        return _t("large from %(amount)s, late for long from %(days)s on", {
            amount: this.short(this.data.lines.amount), days: days(this.data.lines.days),
        });
    }

    openQuadrant() {
        return this.action.doAction("credit_management.credit_aging_report_action", {
            viewType: "credit_quadrant",
        });
    }

    openCustomer(customer) {
        return customer.profile_id
            ? this.action.doAction({
                  type: "ir.actions.act_window",
                  res_model: "credit.profile",
                  res_id: customer.profile_id,
                  views: [[false, "form"]],
              })
            : this.open(customer.name, "credit.aging.report", [
                  ["partner_id", "=", customer.key], ["company_id", "=", this.data.company_id],
              ], { views: ["list", "pivot", "graph"] });
    }
}

registry.category("credit_overview_tiles").add("quadrant", {
    component: QuadrantTile, title: _t("Quadrant"), size: "third", sequence: 140,
});
