import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { CreditChart } from "../credit_chart/credit_chart";
import { money, monthName } from "../credit_core/credit_format";
import { tone } from "../credit_core/credit_tones";
import { DsoLevers } from "../credit_dso/dso_levers";
import { printed } from "../credit_dso/dso_format";
import { CreditPage } from "../credit_page/credit_page";

import { Component, onWillStart, useState } from "@odoo/owl";

const NAMES = { dso: _t("DSO, counted back"), overdue: _t("Overdue"), bad_debt: _t("Bad debt, 12 months") };
const SOURCES = { dso: "ar", overdue: "overdue", bad_debt: "written_off" };
const BELIEFS = {
    before_dispatch: {
        belief: _t("Credit management is chasing debts afterwards"),
        figure: _t("of all that went or would have gone wrong was stopped before dispatch"),
    },
    sales_carried: {
        belief: _t("Control costs sales"),
        figure: _t("times its exposure was sold to customers with a limit in 12 months"),
    },
    shared: {
        belief: _t("It is the business of one department"),
        figure: _t("DSO, one figure that sales and finance answer for together"),
    },
};

/** A line over month-ends, its target beside it where there is one. */
function lines(label, data, target, colour, axis) {
    const line = {
        label: label.toString(), data, yAxisID: axis, borderColor: tone(colour), backgroundColor: tone(colour),
        borderWidth: 2, pointRadius: 2, pointHitRadius: 10, tension: 0,
    };
    return target === null ? [line] : [line, {
        ...line, label: _t("%s, target", label).toString(), data: data.map(() => target), borderDash: [3, 4],
        borderWidth: 1.5, pointRadius: 0, pointHitRadius: 0,
    }];
}

/** The company against its policy's targets: figures, their year, what drives them, where to act. */
export class CreditDiagnosis extends Component {
    static template = "credit_management.CreditDiagnosis";
    static components = { CreditChart, CreditPage, DsoLevers };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ page: "loading", error: "", answer: null });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.page = "loading";
        try {
            const answer = await this.orm.call("credit.diagnosis", "get_page", []);
            this.figures = Object.fromEntries(answer.figures.map((figure) => [figure.code, figure]));
            this.chart = this.chartConfig(answer.trend.points);
            this.table = this.chartTable(answer.trend.points);
            Object.assign(this.state, { answer, page: answer.has_sales ? "ready" : "empty" });
        } catch (error) {
            this.state.error = error.data?.message || _t("The figures could not be read.");
            this.state.page = "error";
        }
    }

    // === PICTURE === //

    chartConfig(points) {
        const axis = (text, position) => ({
            position, beginAtZero: true, title: { display: true, text: text.toString() }, ticks: { maxTicksLimit: 6 },
            grid: { drawOnChartArea: position === "left" },
        });
        return {
            type: "line",
            data: {
                labels: points.map(({ date }) => monthName(date, true)),
                datasets: [
                    ...lines(NAMES.dso, points.map((point) => point.countback), this.figures.dso.target, "late_5", "days"),
                    ...lines(NAMES.overdue, points.map((point) => point.overdue_ratio), this.figures.overdue.target, "late_2", "share"),
                ],
            },
            options: {
                interaction: { mode: "index", intersect: false },
                plugins: { legend: { position: "bottom", labels: { boxWidth: 14, boxHeight: 2 } } },
                scales: {
                    x: { grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 12 } },
                    days: axis(_t("days"), "left"), share: axis("%", "right"),
                },
            },
        };
    }

    chartTable(points) {
        return {
            head: [_t("Month-end"), NAMES.dso.toString(), NAMES.overdue.toString()],
            rows: points.map((point) => [
                monthName(point.date), printed(point.countback), printed(point.overdue_ratio, "percent"),
            ]),
        };
    }

    get hasTrend() {
        const { points, missing } = this.state.answer.trend;
        return points.length - missing.length >= 2;
    }

    // === WORDS === //

    get subtitle() {
        const { company, as_of, policy } = this.state.answer || {};
        if (!company) {
            return "";
        }
        const values = { company, month: monthName(as_of), policy: policy?.name };
        return policy ? _t("%(company)s · %(month)s · policy %(policy)s", values) : _t("%(company)s · %(month)s", values);
    }

    get shown() {
        return this.state.answer.figures.map((figure) => ({
            ...figure, name: NAMES[figure.code], text: this.print(figure, figure.value),
            against: this.against(figure), then: figure.before === null ? "" : _t("a year ago %s", this.print(figure, figure.before)),
        }));
    }

    print({ unit }, value) {
        return unit === "days" && value !== null ? _t("%s days", printed(value)) : printed(value, unit);
    }

    against(figure) {
        if (figure.state === "unknown") {
            return figure.code === "bad_debt" ? _t("no bad debt accounts are set") : _t("not known");
        }
        if (figure.state === "none") {
            return _t("no target in the policy");
        }
        const values = { gap: this.print(figure, Math.abs(figure.gap)), target: this.print(figure, figure.target) };
        return figure.state === "missed"
            ? _t("%(gap)s above the target of %(target)s", values) : _t("meets the target of %(target)s", values);
    }

    get beliefs() {
        const { beliefs, currency_id } = this.state.answer;
        return beliefs.map((row) => ({
            ...row, ...BELIEFS[row.code], text: printed(row.value, row.unit),
            from: this.from(row, currency_id),
        }));
    }

    from({ code, amount, against }, currencyId) {
        if (code === "before_dispatch") {
            return against === null
                ? _t("%s stopped; nobody knows what was written off", money(amount, currencyId))
                : _t("%(amount)s stopped, %(against)s written off", { amount: money(amount, currencyId), against: money(against, currencyId) });
        }
        return code === "sales_carried"
            ? _t("%(amount)s approved, %(against)s exposure", { amount: money(amount, currencyId), against: money(against, currencyId) }) : "";
    }

    get kind() {
        return this.state.answer.policy?.kind || null;
    }

    // === WHAT IT OPENS === //

    async open(code, options = {}) {
        const { as_of, company_id } = this.state.answer;
        this.action.doAction(await this.orm.call("credit.kpi", "action_sources", [code], { as_of, company_id, ...options }));
    }

    openFigure(code) {
        return this.open(SOURCES[code]);
    }

    openPoint({ index }) {
        return this.open("ar", { as_of: this.state.answer.trend.points[index].date });
    }

    openBelief(code) {
        const actions = { before_dispatch: "credit_overview_action", sales_carried: "credit_overview_action", shared: "credit_kpi_action" };
        return this.action.doAction(`credit_management.${actions[code]}`);
    }

    openPolicy() {
        const { policy } = this.state.answer;
        return this.action.doAction({
            type: "ir.actions.act_window", res_model: "credit.policy", views: [[false, "form"]],
            ...(policy ? { res_id: policy.id } : {}),
        });
    }

    go(action) {
        return this.action.doAction(action);
    }
}

registry.category("actions").add("credit_diagnosis", CreditDiagnosis);
