import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { CreditChart } from "../credit_chart/credit_chart";
import { monthName } from "../credit_core/credit_format";
import { CreditPage } from "../credit_page/credit_page";
import { DsoLevers } from "./dso_levers";
import { DsoTable } from "./dso_table";
import { METHODS, NAMES, printed, trendConfig, trendTable } from "./dso_format";

import { Component, onWillStart, useState } from "@odoo/owl";

const QUALITY = ["overdue_ratio", "cei", "default_rate", "days_to_pay", "beyond_terms", "turnover", "bad_debt"];
const VARIANTS = ["with_unbilled", "true_dso", "same_period"];

/** Days sales outstanding of the last closed month: three methods, trend, levers, by whom. */
export class CreditDso extends Component {
    static template = "credit_management.CreditDso";
    static components = { CreditChart, CreditPage, DsoLevers, DsoTable };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ page: "loading", error: "", answer: null, explained: null });
        this.methods = METHODS;
        this.quality = QUALITY;
        this.variants = VARIANTS;
        onWillStart(async () => {
            this.mayRebuild = await user.hasGroup("credit_management.credit_management_group_manager");
            await this.load();
        });
    }

    async load() {
        this.state.page = "loading";
        try {
            const answer = await this.orm.call("credit.kpi", "get_page", []);
            this.figures = Object.fromEntries(answer.figures.map((figure) => [figure.code, figure]));
            this.chart = trendConfig(answer.trend);
            this.table = trendTable(answer.trend);
            Object.assign(this.state, { answer, page: answer.has_sales ? "ready" : "empty" });
        } catch (error) {
            this.state.error = error.data?.message || _t("The figures could not be read.");
            this.state.page = "error";
        }
    }

    // === WHAT IS SHOWN === //

    get subtitle() {
        const { company, as_of } = this.state.answer || {};
        return company ? _t("%(company)s · last closed month, %(month)s", { company, month: monthName(as_of) }) : "";
    }

    name(code) {
        return NAMES[code];
    }

    value(code) {
        const { value, unit, floor } = this.figures[code];
        return printed(value, unit, floor);
    }

    unit(code) {
        const { value, unit } = this.figures[code];
        return value === null ? "" : { days: _t("days"), times: _t("times"), percent: "" }[unit];
    }

    /** What is said of the figure under the pointer or with the focus. */
    explain(code) {
        this.state.explained = code;
    }

    get explanation() {
        const code = this.state.explained;
        return code ? _t("%(name)s: %(formula)s", { name: NAMES[code], formula: this.figures[code].formula }) : "";
    }

    get target() {
        return this.state.answer.trend.target;
    }

    get targetText() {
        const { value } = this.figures.countback;
        if (value === null) {
            return _t("target %s days", printed(this.target));
        }
        const days = printed(Math.abs(value - this.target));
        return value > this.target
            ? _t("%(days)s days above the target of %(target)s", { days, target: printed(this.target) })
            : _t("%(days)s days below the target of %(target)s", { days, target: printed(this.target) });
    }

    get isAboveTarget() {
        const { value } = this.figures.countback;
        return value !== null && value > this.target;
    }

    get hasTrend() {
        const { points, missing } = this.state.answer.trend;
        return points.length - missing.length >= 2;
    }

    get missingText() {
        const { missing } = this.state.answer.trend;
        return missing.length ? _t("%s month-ends are not known.", missing.length) : "";
    }

    // === WHAT IT OPENS === //

    async open(code, options = {}) {
        const { as_of, company_id } = this.state.answer;
        this.action.doAction(await this.orm.call("credit.kpi", "action_sources", [code], {
            as_of, company_id, ...options,
        }));
    }

    openFigure(code) {
        return this.open(this.figures[code].source);
    }

    openPoint({ index }) {
        return this.open("ar", { as_of: this.state.answer.trend.points[index].date });
    }

    openAging() {
        return this.action.doAction("credit_management.credit_aging_report_action");
    }

    async rebuild() {
        this.action.doAction(await this.orm.call("credit.receivable.snapshot", "action_rebuild", []));
    }
}

registry.category("actions").add("credit_dso", CreditDso);
