import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { registry } from "@web/core/registry";
import { OverviewTile } from "./overview_tile";

/** What control did in twelve months: what it prevented, what it let go wrongly, what it carried. */
export class ControlTile extends OverviewTile {
    static template = "credit_management.OverviewControl";

    get perExposure() {
        const { per_exposure: ratio } = this.data;
        return ratio === null ? "–" : formatFloat(ratio, { digits: [16, 1] });
    }

    get dso() {
        const { dso } = this.data;
        return dso === null ? "–" : _t("%s days", formatFloat(dso, { digits: [16, 1] }));
    }

    openDso() {
        return this.action.doAction("credit_management.credit_kpi_action");
    }

    openHolds(name, { ids }) {
        return this.open(name, "credit.hold", [["id", "in", ids]]);
    }

    openPrevented() {
        return this.openHolds(_t("Prevented before dispatch"), this.data.prevented);
    }

    openLate() {
        return this.openHolds(_t("Released, then late"), this.data.released.late);
    }

    openApproved() {
        return this.open(_t("Orders of customers with a limit"), "sale.order", this.data.domains.approved);
    }

    openExposure() {
        return this.open(_t("Exposure"), "credit.exposure.item", this.data.domains.exposure, { views: ["list", "pivot"] });
    }
}

registry.category("credit_overview_tiles").add("control", {
    component: ControlTile, title: _t("What control did, 12 months"), size: "third", sequence: 160,
});
