import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { download } from "@web/core/network/download";
import { formatFloat } from "@web/core/utils/numbers";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { CreditChart } from "../credit_chart/credit_chart";
import { money, moment, shortAmount } from "../credit_core/credit_format";
import { CreditPage } from "../credit_page/credit_page";
import { BANDS, use } from "./ceiling_bands";
import { CeilingBar } from "./ceiling_bar";
import { ceilingChart, ceilingTable } from "./ceiling_chart";

import { Component, onWillStart, useState } from "@odoo/owl";

const MANAGER = "credit_management.credit_management_group_manager";

/** Receivables against plan and ceiling: today, month by month, and what stands behind it. */
export class CreditCeiling extends Component {
    static template = "credit_management.CreditCeiling";
    static components = { CeilingBar, CreditChart, CreditPage };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ page: "loading", error: "", answer: null, day: null });
        onWillStart(async () => {
            this.isManager = await user.hasGroup(MANAGER);
            this.load();
        });
    }

    async load() {
        try {
            const answer = await this.orm.call("credit.ceiling", "get_ceiling", [], {
                as_of: this.state.day,
            });
            Object.assign(this.state, { answer, page: answer.plan ? "ready" : "empty" });
        } catch (error) {
            this.state.error = error.data?.message || _t("The figures could not be read.");
            this.state.page = "error";
        }
    }

    retry() {
        this.state.page = "loading";
        this.state.day = null;
        return this.load();
    }

    chooseDay(ev) {
        this.state.day = ev.target.value || null;
        return this.load();
    }

    // === WHAT IS SHOWN === //

    get answer() {
        return this.state.answer;
    }

    get today() {
        return this.answer.today;
    }

    get subtitle() {
        return this.answer ? `${this.answer.company} · ${this.day(this.answer.as_of)}` : "";
    }

    get band() {
        return BANDS[this.today.band];
    }

    get chart() {
        return ceilingChart(this.answer, (amount) => this.exact(amount));
    }

    get table() {
        return ceilingTable(this.answer, (amount) => this.exact(amount));
    }

    get chartLabel() {
        return _t("Receivables, plan and ceiling of %(year)s by month", { year: this.answer.plan.year });
    }

    /** The month that the day shown is in. */
    isNow(row) {
        return this.answer.as_of.slice(0, 7) === row.month.slice(0, 7);
    }

    get excesses() {
        const excess = this.answer.excess;
        return excess && [
            { code: "user_id", title: _t("By salesperson"), rows: excess.by_salesperson },
            { code: "bucket", title: _t("By age"), rows: excess.by_age },
        ];
    }

    bandOf(row) {
        return BANDS[row.band];
    }

    use(percentage, digits) {
        return use(percentage, digits);
    }

    short(amount) {
        return amount === null ? "–" : shortAmount(amount);
    }

    whole(amount) {
        return amount === null ? "–" : formatFloat(amount, { digits: [16, 0] });
    }

    exact(amount) {
        return amount === null ? "–" : money(amount, this.answer.currency_id);
    }

    day(text) {
        return formatDate(deserializeDate(text));
    }

    moment(text) {
        return moment(text);
    }

    // === WHAT OPENS === //

    openLines(name, domain = [], day = this.answer.as_of) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: "credit.aging.report",
            views: [[false, "list"], [false, "pivot"]],
            domain: [["company_id", "=", this.answer.company_id], ...domain],
            context: { credit_as_of: day },
        });
    }

    openOpen(row) {
        return this.openLines(_t("Open on %(day)s", { day: this.day(row.end) }), [], row.end);
    }

    openExcess(code, row) {
        return this.openLines(row.name || _t("None"), [[code, "=", row.key || false]]);
    }

    openPlanned(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Plan of %(month)s", { month: row.name }),
            res_model: "credit.ceiling.plan.line",
            views: [[false, "list"], [false, "pivot"]],
            domain: [["plan_id", "=", this.answer.plan.id], ["month", "=", row.month]],
            context: { default_plan_id: this.answer.plan.id },
        });
    }

    openPlan() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "credit.ceiling.plan",
            res_id: this.answer.plan.id,
            views: [[false, "form"]],
        });
    }

    async newPlan() {
        const action = await this.orm.call("credit.ceiling.plan", "action_from_last_year", []);
        return this.action.doAction(action);
    }

    openLimits() {
        return this.action.doAction("credit_management.credit_profile_action");
    }

    openAlerts() {
        return this.action.doAction("credit_management.credit_ceiling_alert_action");
    }

    export() {
        const { as_of, company_id } = this.answer;
        return download({ url: "/credit_management/ceiling.xlsx", data: { as_of, company_id } });
    }
}

registry.category("actions").add("credit_ceiling", CreditCeiling);
