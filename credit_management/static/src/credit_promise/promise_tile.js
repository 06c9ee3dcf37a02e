import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { OverviewTile } from "../credit_overview/overview_tile";

const NAMES = {
    near: _t("Promised for the next 7 days"), broken: _t("Broken promises"), kept: _t("Promises of 90 days"),
};

/** Money that was promised, and how much of what is promised comes. */
export class PromisesTile extends OverviewTile {
    static template = "credit_management.OverviewPromises";

    openPromises(which) {
        return this.open(NAMES[which], "credit.promise", this.data.domains[which]);
    }
}

registry.category("credit_overview_tiles").add("promises", {
    component: PromisesTile, title: _t("Promised"), size: "small", sequence: 47,
});
