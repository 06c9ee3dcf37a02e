import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { OverviewTile } from "../credit_overview/overview_tile";
import { BANDS, use } from "./ceiling_bands";
import { CeilingBar } from "./ceiling_bar";

/** Receivables against their ceiling, as the overview has it. */
export class CeilingTile extends OverviewTile {
    static template = "credit_management.OverviewCeiling";
    static components = { CeilingBar };

    get band() {
        return BANDS[this.data.band];
    }

    use(percentage) {
        return use(percentage, 0);
    }

    openCeiling() {
        return this.action.doAction("credit_management.credit_ceiling_action");
    }
}

registry.category("credit_overview_tiles").add("ceiling", {
    component: CeilingTile, title: _t("A/R against ceiling"), size: "small", sequence: 20,
});
