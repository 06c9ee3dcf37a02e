import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { formatFloat } from "@web/core/utils/numbers";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { CreditChart } from "../credit_chart/credit_chart";
import { monthName } from "../credit_core/credit_format";
import { ageTone } from "../credit_core/credit_tones";
import { OverviewTile } from "./overview_tile";

import { onWillStart } from "@odoo/owl";

const REPORT = "credit.aging.report";
/** Rows of receivables, and their lines' documents: there is no form of a row. */
const VIEWS = { views: ["list", "pivot", "graph"] };

/** What is overdue of all claims, and how that changed. */
export class OverdueTile extends OverviewTile {
    static template = "credit_management.OverviewOverdue";

    get compared() {
        return this.data.compared[this.props.overview.compare];
    }

    /** The change in percentage points, or null where there is nothing to compare with. */
    get change() {
        const before = this.compared?.share;
        return before === undefined || before === null || this.data.share === null
            ? null
            : 100 * (this.data.share - before);
    }

    get changeText() {
        const points = formatFloat(Math.abs(this.change), { digits: [16, 1] });
        return `${this.change > 0 ? "▲" : "▼"} ${points}`;
    }

    get changeHint() {
        const { day, share } = this.compared;
        return _t("%(share)s on %(day)s", { share: this.percent(share, 1), day: formatDate(deserializeDate(day)) });
    }

    get oldText() {
        return _t("more than %(days)s days: %(share)s", { days: this.data.old_days, share: this.percent(this.data.old_share) });
    }

    openOverdue() {
        return this.open(_t("Overdue"), REPORT, this.data.domain, VIEWS);
    }

    openOld() {
        const domain = [...this.data.domain, ["days", ">", this.data.old_days]];
        return this.open(_t("More than %s days late", this.data.old_days), REPORT, domain, VIEWS);
    }
}

/** The bands of the last month-ends, one upon another; each opens its lines. */
export class AgingTile extends OverviewTile {
    static template = "credit_management.OverviewAging";
    static components = { CreditChart };

    setup() {
        super.setup();
        this.orm = useService("orm");
        onWillStart(async () => {
            this.mayRebuild = await user.hasGroup("credit_management.credit_management_group_manager");
        });
        this.drawn = {};
    }

    get isEnough() {
        return this.data.months.length >= this.data.fewest;
    }

    get needs() {
        return _t("Needs %(fewest)s month-ends; there are %(count)s.", { fewest: this.data.fewest, count: this.data.months.length });
    }

    month(day) {
        return monthName(day, true);
    }

    get last() {
        return this.data.months.at(-1);
    }

    /** The chart is drawn anew when the figures change, and only then. */
    get config() {
        if (this.drawn.data !== this.props.data) {
            this.drawn = { data: this.props.data, config: this.draw() };
        }
        return this.drawn.config;
    }

    draw() {
        const { buckets, months } = this.data;
        return {
            type: "bar",
            data: {
                labels: months.map(({ day }) => this.month(day)),
                datasets: buckets.map((bucket, index) => ({
                    label: bucket.name,
                    data: months.map(({ amounts }) => amounts[index]),
                    backgroundColor: ageTone(index),
                })),
            },
            options: {
                plugins: {
                    legend: { display: false },
                    tooltip: { callbacks: { label: ({ dataset, raw }) => `${dataset.label}: ${this.exact(raw)}` } },
                },
                scales: {
                    x: { stacked: true, grid: { display: false } },
                    y: { stacked: true, ticks: { maxTicksLimit: 5, callback: (value) => this.short(value) } },
                },
            },
        };
    }

    get table() {
        return {
            head: [_t("Month-end"), ...this.data.buckets.map(({ name }) => name)],
            rows: this.data.months.map(({ day, amounts }) => [this.month(day), ...amounts.map((amount) => this.exact(amount))]),
        };
    }

    get legend() {
        return this.data.buckets.map((bucket, index) => ({ ...bucket, index, tone: ageTone(index), amount: this.last.amounts[index] }));
    }

    openBucket(index, month = this.last) {
        const { from, to, name } = this.data.buckets[index];
        const domain = [["company_id", "=", this.props.overview.companyId], ["open_amount", ">", 0]];
        if (from !== null) {
            domain.push(["days", ">=", from]);
        }
        if (to !== null) {
            domain.push(["days", "<=", to]);
        }
        const title = _t("%(band)s on %(day)s", { band: name, day: formatDate(deserializeDate(month.day)) });
        return this.open(title, REPORT, domain, { ...VIEWS, context: { credit_as_of: month.day } });
    }

    pick({ datasetIndex, index }) {
        return this.openBucket(datasetIndex, this.data.months[index]);
    }

    async rebuild() {
        this.action.doAction(await this.orm.call("credit.receivable.snapshot", "action_rebuild", []));
    }
}

const tiles = registry.category("credit_overview_tiles");
tiles.add("overdue", { component: OverdueTile, title: _t("Overdue"), size: "small", sequence: 30 });
tiles.add("aging", { component: AgingTile, title: _t("Aging, 12 months"), size: "third", sequence: 110 });
