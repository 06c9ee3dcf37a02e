import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { shortDays } from "../credit_core/credit_format";
import { OverviewTile } from "./overview_tile";

/** The customers with most at risk; a row opens the customer's page. */
export class RisksTile extends OverviewTile {
    static template = "credit_management.OverviewRisks";

    shortDays = shortDays;

    /** What stands before each figure on a phone, where the table has no head. */
    get labels() {
        return {
            free: _t("Free"), overdue: _t("Overdue"), grade: _t("Grade"), owner: _t("Owner"),
            next: _t("Next step"),
        };
    }

    openCustomer({ id, name }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: "credit.profile",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    openAll() {
        return this.open(_t("Top risks"), "credit.profile", [["id", "in", this.data.rows.map(({ id }) => id)]]);
    }
}

registry.category("credit_overview_tiles").add("risks", {
    component: RisksTile, title: _t("Top 10 risks"), size: "wide", sequence: 150,
});
