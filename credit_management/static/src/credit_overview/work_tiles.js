import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { registry } from "@web/core/registry";
import { OverviewTile } from "./overview_tile";

/** Holds that wait for a decision: red only while the oldest waits longer than the company allows. */
export class HoldsTile extends OverviewTile {
    static template = "credit_management.OverviewHolds";

    get isLate() {
        return this.data.count && this.data.hours > this.data.limit_hours;
    }

    get oldest() {
        const hours = formatFloat(this.data.hours, { digits: [16, this.data.hours < 10 ? 1 : 0], trailingZeros: false });
        return _t("oldest %s working hours", hours);
    }

    openHolds() {
        return this.open(_t("Holds waiting"), "credit.hold", this.data.domain);
    }
}

/** Tasks that wait, and limits whose review is due. */
export class ReviewsTile extends OverviewTile {
    static template = "credit_management.OverviewReviews";

    openTasks() {
        return this.open(_t("My Work"), "credit.task", this.data.domains.tasks, { views: ["list", "kanban"] });
    }

    openReviews(which) {
        const name = which === "overdue" ? _t("Reviews overdue") : _t("Reviews within 30 days");
        return this.open(name, "credit.profile", this.data.domains[which]);
    }
}

const tiles = registry.category("credit_overview_tiles");
tiles.add("holds", { component: HoldsTile, title: _t("Holds waiting"), size: "small", sequence: 10 });
tiles.add("reviews", { component: ReviewsTile, title: _t("To decide"), size: "small", sequence: 50 });
