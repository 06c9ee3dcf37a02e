import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { OverviewTile } from "../credit_overview/overview_tile";

/** Contacts of the day, and what fits into nobody's. */
export class TouchesTile extends OverviewTile {
    static template = "credit_management.OverviewTouches";

    openDay() {
        return this.open(_t("Contacts"), "credit.touch", this.data.domains.day);
    }

    openOver() {
        return this.open(_t("What does not fit"), "credit.touch", this.data.domains.over);
    }
}

registry.category("credit_overview_tiles").add("touches", {
    component: TouchesTile, title: _t("Contacts today"), size: "small", sequence: 45,
});
