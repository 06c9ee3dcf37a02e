import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { download } from "@web/core/network/download";
import { formatFloat } from "@web/core/utils/numbers";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { money, shortAmount } from "../credit_core/credit_format";
import { CreditChart } from "../credit_chart/credit_chart";
import { CreditPage } from "../credit_page/credit_page";
import { FORECAST, allWeeks, cashConfig, cashTable, linesAction, receivedAction, weekName } from "./cash_chart";

import { Component, onWillStart, useState } from "@odoo/owl";

/** So many customers stand on the page; the others are in the list. */
const CUSTOMERS = 20;

/** What money comes in the next weeks, of whom, and how right earlier forecasts were. */
export class CreditCashForecast extends Component {
    static template = "credit_management.CreditCashForecast";
    static components = { CreditChart, CreditPage };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        const { asOf = null, ahead = 0 } = this.props.state || {};
        this.state = useState({ page: "loading", error: "", answer: null, asOf, ahead });
        this.keepLast = new KeepLast();
        // Who comes back from the lines finds the day he had left.
        useSetupAction({ getLocalState: () => ({ asOf: this.state.asOf, ahead: this.state.ahead }) });
        onWillStart(() => this.load());
    }

    async load() {
        try {
            this.state.answer = await this.keepLast.add(this.orm.call(FORECAST, "get_forecast", [], {
                as_of: this.state.asOf, ahead: this.state.ahead, limit: CUSTOMERS,
            }));
        } catch (error) {
            this.state.error = error.data?.message || _t("The figures could not be read.");
            this.state.page = "error";
            return;
        }
        this.weeks = allWeeks(this.state.answer);
        this.config = cashConfig(this.weeks, this.currencyId);
        this.table = cashTable(this.weeks, this.currencyId);
        this.state.page = this.isEmpty ? "empty" : "ready";
    }

    retry() {
        this.state.page = "loading";
        return this.load();
    }

    setDay(ev) {
        this.state.asOf = ev.target.value || null;
        return this.load();
    }

    setAhead(ev) {
        this.state.ahead = Number(ev.target.value);
        return this.load();
    }

    // === FIGURES === //

    get answer() {
        return this.state.answer;
    }

    get currencyId() {
        return this.answer.currency_id;
    }

    get isEmpty() {
        const { rows, history } = this.answer;
        return !rows.length && history.every(({ expected, received }) => expected === null && !received);
    }

    get subtitle() {
        return this.answer ? `${this.answer.company} · ${formatDate(deserializeDate(this.answer.as_of))}` : "";
    }

    get soon() {
        return this.answer.totals.amounts.reduce((sum, amount) => sum + amount, 0);
    }

    get nextWeeks() {
        return _t("Next %s weeks", this.answer.weeks.length);
    }

    /** What of the week under way had been expected when it was still to come. */
    atFirst({ kept }) {
        return _t("of %s at first", shortAmount(kept));
    }

    get aheads() {
        return [
            [0, _t("when the week began")],
            [1, _t("one week before")],
            ...[2, 4, 7].map((weeks) => [weeks, _t("%s weeks before", weeks)]),
        ];
    }

    get habit() {
        const { delay, lines } = this.answer.habit;
        return delay === null
            ? _t("Nobody has paid an invoice in twelve months: due dates are all there is.")
            : _t("Everybody: %(days)s days after the due date, from %(lines)s paid lines.", { days: delay, lines });
    }

    short(amount) {
        return amount ? shortAmount(amount) : "";
    }

    exact(amount) {
        return amount === null ? "" : money(amount, this.currencyId);
    }

    percent(share) {
        return share === null ? "–" : _t("%s %", formatFloat(100 * share, { digits: [16, 0] }));
    }

    weekName(week) {
        return weekName(week);
    }

    delay({ delay, delay_source: source }) {
        if (source === "none") {
            return _t("due date");
        }
        const days = delay > 0 ? `+${delay}` : `${delay}`;
        return source === "own" ? _t("%s d", days)
            : source === "segment" ? _t("%s d, as his segment", days) : _t("%s d, as everybody", days);
    }

    // === WHAT A FIGURE OPENS === //

    openLines(name, domain = [], group = null) {
        const { as_of: asOf, company_id: companyId } = this.answer;
        return this.action.doAction(linesAction(name, { asOf, companyId, domain, group }));
    }

    openWeek({ week, isPast }, partner = null) {
        if (isPast) {
            return this.openKept(week);
        }
        const name = _t("Expected in the week from %s", weekName(week));
        return this.openLines(name, [["week", "=", week], ...this.whose(partner)], partner ? null : "partner");
    }

    openLater(partner = null) {
        const end = deserializeDate(this.answer.weeks.at(-1).week).plus({ weeks: 1 }).toISODate();
        return this.openLines(_t("Expected later"), [["week", ">=", end], ...this.whose(partner)]);
    }

    openUndated(partner = null) {
        return this.openLines(
            _t("Later than usual already"), [["expected_date", "=", false], ...this.whose(partner)], partner ? null : "partner"
        );
    }

    openCustomer(partner) {
        return this.openLines(partner.name || _t("No customer"), this.whose(partner), "week");
    }

    whose(partner) {
        return partner ? [["partner_id", "=", partner.key || false]] : [];
    }

    openUnallocated() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Unallocated"),
            res_model: "credit.aging.report",
            views: [[false, "list"], [false, "pivot"]],
            domain: [["company_id", "=", this.answer.company_id], ["bucket", "=", "unallocated"]],
            context: { credit_as_of: this.answer.as_of },
        });
    }

    openReceived(week) {
        return this.action.doAction(receivedAction(week, this.answer.company_id));
    }

    openKept(week) {
        const made = deserializeDate(week).minus({ weeks: this.state.ahead }).toISODate();
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("What was expected in the week from %s", weekName(week)),
            res_model: "credit.cash.snapshot.line",
            views: [[false, "list"], [false, "pivot"]],
            domain: [["company_id", "=", this.answer.company_id], ["snapshot_id.week", "=", made], ["week", "=", week]],
        });
    }

    pick({ datasetIndex, index }) {
        const row = this.weeks[index];
        return datasetIndex ? this.openWeek(row) : this.openReceived(row.week);
    }

    openAll() {
        return this.openLines(_t("Expected Payments"), [], "week");
    }

    exportXlsx() {
        return download({
            url: "/credit_management/cash_forecast/xlsx",
            data: { data: JSON.stringify({
                as_of: this.answer.as_of, company_id: this.answer.company_id, ahead: this.state.ahead,
                allowed_company_ids: user.context.allowed_company_ids,
            }) },
        });
    }
}

registry.category("actions").add("credit_cash_forecast", CreditCashForecast);
