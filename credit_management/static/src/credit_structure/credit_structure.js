import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { formatFloat } from "@web/core/utils/numbers";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { CreditChart } from "../credit_chart/credit_chart";
import { money, shortAmount } from "../credit_core/credit_format";
import { CreditPage } from "../credit_page/credit_page";
import { bandTone, percent, structureChart } from "./structure_chart";

import { Component, onWillStart, useState } from "@odoo/owl";

const GROUPS = [
    ["partner", _t("Customer"), "partner_id"],
    ["salesperson", _t("Salesperson"), "user_id"],
    ["country", _t("Country"), "country_id"],
    ["product_category", _t("Product Category"), null],
];
/** Code, name, how it is printed, and of which lines it is made. */
const RATIOS = [
    ["late_share", _t("Overdue"), "percent", "late"],
    ["old_share", _t("More than 90 days overdue"), "percent", "old"],
    ["late_days", _t("Average days overdue"), "days", "late"],
    ["largest_share", _t("Largest customer"), "percent"],
    ["largest_5_share", _t("Five largest customers"), "percent"],
    ["hhi", _t("HHI (10,000 is one customer)"), "number"],
];

/** How receivables are made up by age: month-ends side by side, one day in figures, on whom it rests. */
export class CreditStructure extends Component {
    static template = "credit_management.CreditStructure";
    static components = { CreditChart, CreditPage };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        [this.lastDay, this.lastGroup] = [new KeepLast(), new KeepLast()];
        this.action = useService("action");
        this.state = useState({
            page: "loading", error: "", data: null, chart: null, who: null, mayRebuild: false,
            day: false, basis: "due", group: "partner", ...this.props.state,
        });
        // Who comes back from the lines finds the day he had left.
        useSetupAction({
            getLocalState: () => ({ day: this.state.day, basis: this.state.basis, group: this.state.group }),
        });
        onWillStart(async () => {
            this.state.mayRebuild = await user.hasGroup("credit_management.credit_management_group_manager");
            await this.load();
        });
        this.groups = GROUPS;
    }

    // === READING === //

    async load() {
        try {
            const { day, basis } = this.state;
            this.state.data = await this.lastDay.add(this.orm.call("credit.aging.report", "get_structure", [], {
                as_of: day, basis,
            }));
            this.state.chart = structureChart(this.state.data);
            await this.loadWho();
            this.state.page = this.state.data.now.claims || this.state.data.months.length ? "ready" : "empty";
        } catch (error) {
            this.state.error = error.data?.message || _t("The figures could not be read.");
            this.state.page = "error";
        }
    }

    async loadWho() {
        this.state.who = await this.lastGroup.add(this.orm.call("credit.aging.report", "get_concentration", [], {
            as_of: this.state.day, group_by: this.state.group,
        }));
    }

    retry() {
        this.state.page = "loading";
        return this.load();
    }

    async ask(values) {
        Object.assign(this.state, values);
        await ("group" in values ? this.loadWho() : this.load());
    }

    // === PRINTING FIGURES === //

    get data() {
        return this.state.data;
    }

    get subtitle() {
        if (!this.data) {
            return "";
        }
        const day = this.dayOf(this.data.as_of);
        return {
            live: day,
            kept: _t("%s, month-end as it was kept", day),
            rebuilt: _t("%s, month-end as the ledger says now", day),
        }[this.data.now.kind];
    }

    get days() {
        const months = [...(this.data?.months || [])].reverse().map((month) => month.date);
        if (this.state.day && !months.includes(this.state.day)) {
            months.unshift(this.state.day);
        }
        return [[false, _t("Today")], ...months.map((day) => [day, this.dayOf(day)])];
    }

    dayOf(text) {
        return formatDate(deserializeDate(text));
    }

    exact(amount) {
        return money(amount, this.data.currency_id);
    }

    /** Print an amount exactly, or as short as a phone has room for. */
    figure(amount) {
        return this.env.isSmall ? shortAmount(amount) : this.exact(amount);
    }

    percent(share, digits) {
        return percent(share, digits);
    }

    signed(value, print) {
        return value === 0 ? print(0) : (value > 0 ? "+" : "−") + print(Math.abs(value));
    }

    /** Print a change of amount and share: +20k · +1.2 pts; a phone has room for one of them. */
    changeText(change) {
        if (!change) {
            return "–";
        }
        const amount = this.signed(change.amount, (value) => shortAmount(value));
        if (change.share === null) {
            return amount;
        }
        const points = this.pointsText(change.share);
        return this.env.isSmall
            ? _t("%s pts", points)
            : _t("%(amount)s · %(points)s pts", { amount, points });
    }

    pointsText(share) {
        return this.signed(Math.round(share * 1000) / 10, (value) => formatFloat(value, { digits: [16, 1] }));
    }

    print(value, kind) {
        if (value === null) {
            return "–";
        }
        return {
            percent: () => this.percent(value),
            days: () => _t("%s days", formatFloat(value, { digits: [16, 1] })),
            number: () => formatFloat(value, { digits: [16, 0] }),
        }[kind]();
    }

    // === ROWS === //

    get rows() {
        return this.data.rows.map((row, index) => ({
            ...row,
            colour: bandTone(this.data, index),
            changes: ["month", "year"].map((name) => ({ name, change: row[name], text: this.changeText(row[name]) })),
        }));
    }

    get ratios() {
        const { now, compared } = this.data;
        return RATIOS.map(([code, name, kind, lines]) => ({
            code,
            name,
            lines,
            values: [now, compared.month, compared.year].map((day) => ({
                day, text: day ? this.print(day[code], kind) : "–",
            })),
        }));
    }

    comparedName(name) {
        const day = this.data.compared[name];
        const words = name === "month" ? _t("vs last month") : _t("vs same month last year");
        return day && !this.env.isSmall ? `${words} (${this.dayOf(day.date)})` : words;
    }

    get whoRows() {
        return this.state.who.rows.map((row) => ({
            ...row,
            name: row.name || _t("None"),
            width: 100 * row.share,
        }));
    }

    get whoText() {
        const { who } = this.state;
        return _t("%(groups)s in all · five largest %(five)s · HHI %(hhi)s", {
            groups: who.groups,
            five: this.percent(who.largest_5_share),
            hhi: this.print(who.hhi, "number"),
        });
    }

    /** Names are read from the ledger, also where the shares above it were kept line by line. */
    get isFromLedger() {
        return this.data.now.kind === "kept";
    }

    get othersText() {
        return _t("%(count)s others", { count: this.state.who.others.count });
    }

    get needsMonths() {
        return this.data.months.length < 2;
    }

    get hasRebuilt() {
        return this.data.months.some((month) => month.kind === "rebuilt");
    }

    // === WHAT OPENS === //

    pick({ datasetIndex, index }) {
        return this.openBand(this.data.months[index], this.data.buckets[datasetIndex].code);
    }

    async openBand(day, code = false) {
        return this.action.doAction(await this.orm.call("credit.aging.report", "open_band", [], {
            code, as_of: day.date, company_id: this.data.company_id, basis: this.data.basis,
            snapshot_id: day.snapshot_id,
        }));
    }

    openGroup(row, isLate = false) {
        const { who } = this.state;
        const field = GROUPS.find(([code]) => code === who.group_by)[2];
        return field && this.action.doAction({
            type: "ir.actions.act_window",
            name: row.name,
            res_model: "credit.aging.report",
            views: [[false, "list"], [false, "pivot"], [false, "graph"]],
            domain: [["company_id", "=", who.company_id], [field, "=", row.key || false], ["open_amount", ">", 0], ...(isLate ? [["days", ">", 0]] : [])],
            context: { credit_as_of: who.as_of },
        });
    }

    get canOpenGroups() {
        return Boolean(GROUPS.find(([code]) => code === this.state.who.group_by)[2]);
    }

    async rebuild() {
        return this.action.doAction(await this.orm.call("credit.receivable.snapshot", "action_rebuild", []));
    }

    exportXlsx() {
        return download({
            url: "/credit_management/structure/xlsx",
            data: { data: JSON.stringify({
                as_of: this.state.day, basis: this.state.basis, group_by: this.state.group,
                context: user.context,
            }) },
        });
    }
}

registry.category("actions").add("credit_structure", CreditStructure);
