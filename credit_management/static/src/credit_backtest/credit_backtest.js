import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { formatFloat } from "@web/core/utils/numbers";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { CreditChart } from "../credit_chart/credit_chart";
import { money, shortAmount } from "../credit_core/credit_format";
import { useProgress } from "../credit_core/use_progress";
import { CreditPage } from "../credit_page/credit_page";
import { backtestChart, backtestTable } from "./backtest_chart";
import { BacktestTry } from "./backtest_try";

import { Component, onWillStart, useState } from "@odoo/owl";

const MANAGER = "credit_management.credit_management_group_manager";
const MONTHS = [3, 6, 12, 24, 36];

/** A policy tried on past orders: what it would have held, by whom and why, and what came of it. */
export class CreditBacktest extends Component {
    static template = "credit_management.CreditBacktest";
    static components = { BacktestTry, CreditChart, CreditPage };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.months = MONTHS;
        this.state = useState({
            page: "loading", error: "", answer: null, busy: false, runId: null, over: 0, late: 0,
            policyId: null, otherId: null, asked: 12, limits: "now", ...this.props.state,
        });
        useSetupAction({ getLocalState: () => {
            const { runId, over, late, policyId, otherId, asked, limits } = this.state;
            return { runId, over, late, policyId, otherId, asked, limits };
        } });
        this.slide = useDebounced(() => this.load(), 150);
        onWillStart(async () => {
            this.isManager = await user.hasGroup(MANAGER);
            this.load();
        });
        useProgress(() => this.isUnderWay, () => this.load(), () => [this.state.answer]);
    }

    async load() {
        try {
            const answer = await this.orm.call("credit.backtest", "get_page", [this.state.runId], {
                over: this.state.over, late: this.state.late,
            });
            Object.assign(this.state, { answer, page: "ready", runId: answer.run?.id || null });
        } catch (error) {
            this.state.error = error.data?.message || _t("The figures could not be read.");
            this.state.page = "error";
        }
    }

    retry() {
        this.state.page = "loading";
        return this.load();
    }

    // === WHAT IS ASKED === //

    choose(name, ev) {
        this.state[name] = Number(ev.target.value) || null;
    }

    chooseRun(ev) {
        Object.assign(this.state, { runId: Number(ev.target.value), over: 0, late: 0 });
        return this.load();
    }

    move(name, ev) {
        this.state[name] = Number(ev.target.value);
        return this.slide();
    }

    async run() {
        this.state.busy = true;
        try {
            this.state.runId = await this.orm.call("credit.backtest", "start", [], {
                policy_id: this.state.policyId, other_policy_id: this.state.otherId,
                months: this.state.asked, limits_from: this.state.limits,
            });
            Object.assign(this.state, { over: 0, late: 0 });
            await this.load();
        } finally {
            this.state.busy = false;
        }
    }

    async cancel() {
        await this.orm.call("credit.backtest", "action_cancel", [[this.state.runId]]);
        return this.load();
    }

    // === WHAT IS SHOWN === //

    get answer() {
        return this.state.answer;
    }

    get result() {
        return this.answer?.run;
    }

    get isUnderWay() {
        return ["waiting", "running"].includes(this.result?.state);
    }

    get subtitle() {
        return this.answer?.company || "";
    }

    get stateText() {
        return {
            waiting: _t("Waiting for its turn"), running: _t("Under way"),
            cancelled: _t("Cancelled; what was found so far is shown"), failed: _t("Failed"),
        }[this.result.state];
    }

    get chart() {
        return backtestChart(this.result.weeks, this.exact);
    }

    get table() {
        return backtestTable(this.result.weeks, this.exact);
    }

    get splits() {
        return [
            { kind: "rule", title: _t("By rule"), rows: this.result.rules },
            { kind: "team", title: _t("By team"), rows: this.result.teams.filter((row) => row.held) },
        ];
    }

    get sliders() {
        const { over, late } = this.result.sliders;
        return [
            {
                name: "over", label: _t("Tolerated over the limit"), ...over, min: -20, max: 50, step: 1,
                text: _t("%s %", this.signed(this.state.over)),
            },
            {
                name: "late", label: _t("Days late that are tolerated"), ...late, min: -30, max: 60, step: 1,
                text: _t("%s days", this.signed(this.state.late)),
            },
        ].filter((slider) => slider.is_active);
    }

    get exactness() {
        const { exact_share } = this.result;
        if (exact_share === 100) {
            return _t("All orders are judged by the figures that the log kept of them.");
        }
        return exact_share ? _t(
            "%(share)s of the orders are judged by the figures that the log kept of them, the others by figures rebuilt from today's ledger.",
            { share: this.share(exact_share) }
        ) : _t("No order was checked when it was confirmed: all figures are rebuilt from today's ledger.");
    }

    get words() {
        const { result } = this;
        const rules = result.not_checked.map((rule) => `${rule.name} (${this.count(rule.orders)})`);
        return {
            held: _t("%(count)s held", { count: this.count(result.held) }),
            delayed: _t("of %(orders)s orders (%(share)s), %(amount)s delayed", {
                orders: this.count(result.orders), share: this.share(result.held_share),
                amount: this.short(result.held_amount),
            }),
            late: _t("of those invoiced were more than %(days)s days late", { days: result.late_from }),
            lost: _t("%(count)s losses caught (%(amount)s)", {
                count: this.count(result.lost), amount: this.short(result.lost_amount),
            }),
            against: _t("orders against %(policy)s", { policy: result.other }),
            exact: this.exactness,
            notChecked: _t("Not checked for want of data: %(rules)s.", { rules: rules.join(", ") }),
            nothing: _t(
                "No customer with a credit profile ordered from %(first)s until %(last)s. Give customers a profile, or choose more months.",
                { first: this.day(result.date_from), last: this.day(result.date_to) }
            ),
        };
    }

    signed(value) {
        return value > 0 ? `+${value}` : `${value}`;
    }

    width(split, row) {
        return (100 * row.held) / Math.max(...split.rows.map((one) => one.held), 1);
    }

    count(value) {
        return formatFloat(value, { digits: [16, 0] });
    }

    share(value) {
        return value === null ? "–" : `${formatFloat(value, { digits: [16, 1], trailingZeros: false })} %`;
    }

    short(amount) {
        return shortAmount(amount);
    }

    exact = (amount) => money(amount, this.answer.currency_id);

    day(text) {
        return formatDate(deserializeDate(text));
    }

    // === WHAT OPENS === //

    async open(kind = null, key = null) {
        const action = await this.orm.call("credit.backtest", "action_lines", [[this.result.id]], {
            over: this.state.over, late: this.state.late, kind, key,
        });
        return this.action.doAction(action);
    }

    openWeek({ index }) {
        return this.open("week", this.result.weeks[index].key);
    }
}

registry.category("actions").add("credit_backtest", CreditBacktest);
