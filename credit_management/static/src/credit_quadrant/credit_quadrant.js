import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Model, useModel } from "@web/model/model";
import { CogMenu } from "@web/search/cog_menu/cog_menu";
import { Layout } from "@web/search/layout";
import { SearchBar } from "@web/search/search_bar/search_bar";
import { useSearchBarToggler } from "@web/search/search_bar/search_bar_toggler";
import { standardViewProps } from "@web/views/standard_view_props";
import { money, shortAmount } from "../credit_core/credit_format";
import { QuadrantChart } from "./quadrant_chart";
import { days } from "./quadrant_words";

import { Component, useState } from "@odoo/owl";

/** What `get_quadrant` says of the lines that the search finds. */
export class QuadrantModel extends Model {
    setup({ resModel }) {
        this.resModel = resModel;
        this.keepLast = new KeepLast();
        this.data = null;
        /** Where somebody put the lines without keeping them. */
        this.moved = null;
        /** The amount somebody chose; null: the large hold 80 %, also while days alone are moved. */
        this.large = null;
    }

    async load({ domain, context }) {
        Object.assign(this, { domain, context });
        await this.reload();
    }

    get question() {
        return {
            domain: this.domain,
            as_of: this.context.credit_as_of || false,
            basis: this.context.credit_aging_basis || "due",
            late_days: this.moved?.days || null,
            large: this.moved && this.large,
            context: this.context,
        };
    }

    async reload() {
        this.data = await this.keepLast.add(this.orm.call(this.resModel, "get_quadrant", [], this.question));
        this.notify();
    }

    customersIn(corner, isPooled) {
        return this.orm.call(this.resModel, "get_quadrant_customers", [corner], {
            ...this.question, is_pooled: isPooled,
        });
    }

    get lines() {
        const { days: lateDays, amount } = this.data.lines;
        return this.moved ? { days: this.moved.days, amount: this.large ?? amount } : { days: lateDays, amount };
    }

    move(lines) {
        const isUsual = this.moved ? this.large === null : this.data.lines.is_usual;
        this.large = isUsual && lines.amount === this.lines.amount ? null : lines.amount;
        this.moved = lines;
    }

    async keep(everybody) {
        await this.orm.call("credit.quadrant", "keep_lines", [this.lines.days, this.large], { everybody });
        this.moved = null;
        await this.reload();
    }

    async forget() {
        await this.orm.call("credit.quadrant", "forget_lines", []);
        this.moved = null;
        await this.reload();
    }
}

/** Customers by how much is overdue and for how long: a view beside list, pivot and graph. */
export class QuadrantController extends Component {
    static template = "credit_management.QuadrantView";
    static components = { Layout, SearchBar, CogMenu, QuadrantChart };
    static props = { ...standardViewProps, Model: Function };

    setup() {
        this.action = useService("action");
        this.notification = useService("notification");
        this.model = useState(useModel(this.props.Model, { resModel: this.props.resModel }));
        this.state = useState({ selected: [] });
        this.searchBarToggler = useSearchBarToggler();
    }

    get data() {
        return this.model.data;
    }

    get isEmpty() {
        return !this.data.customers.length && !this.data.current.count;
    }

    get subtitle() {
        const day = formatDate(deserializeDate(this.data.as_of));
        return this.data.basis === "posting"
            ? _t("%s · ages by posting date", day)
            : _t("%s · ages by due date", day);
    }

    get pooledText() {
        const pooled = this.data.corners.reduce((sum, corner) => sum + corner.pooled.count, 0);
        return pooled
            ? _t("The %(shown)s customers who owe most have a bubble; %(pooled)s more are pooled by corner.", {
                  shown: this.data.customers.length, pooled,
              })
            : "";
    }

    get sizeText() {
        return this.data.customers.some((customer) => customer.exposure !== null)
            ? _t("size: exposure (open amount where there is no profile)")
            : _t("size: open amount");
    }

    get currentText() {
        const { count, amount } = this.data.current;
        return _t("Current: %(count)s customers, %(amount)s", { count, amount: shortAmount(amount) });
    }

    get movedText() {
        return _t("Lines at %(days)s and %(amount)s", {
            days: days(this.model.lines.days),
            amount: money(this.model.lines.amount, this.data.currency_id),
        });
    }

    get ruleText() {
        const { is_usual: isUsual, usual_amount: amount } = this.data.lines;
        return isUsual && amount !== null
            ? _t("On a line counts as above it. Large: those who hold 80 % of what is overdue.")
            : _t("On a line counts as above it.");
    }

    /** For the phone: customers of each corner, in words. */
    get groups() {
        return this.data.corners.map((corner) => ({
            ...corner,
            amountText: shortAmount(corner.amount),
            moreText: _t("and %s more", corner.pooled.count),
            customers: this.data.customers
                .filter((customer) => customer.corner === corner.code)
                .map((customer) => ({
                    ...customer,
                    amountText: shortAmount(customer.amount),
                    daysText: days(customer.days),
                })),
        }));
    }

    // === LINES === //

    /** While a line is dragged it is only drawn; when it has arrived, corners are counted anew. */
    async move(lines, isDone) {
        this.model.move(lines);
        if (isDone) {
            clearTimeout(this.waiting);
            this.waiting = setTimeout(() => this.model.reload(), 150);
        }
    }

    async undo() {
        this.model.moved = null;
        await this.model.reload();
    }

    async keep(everybody) {
        await this.model.keep(everybody);
        this.notification.add(
            everybody ? _t("The lines are kept for everybody.") : _t("The lines are kept for you."),
            { type: "success" }
        );
    }

    // === WHAT OPENS === //

    select(keys) {
        this.state.selected = keys;
    }

    get selectedText() {
        const chosen = this.data.customers.filter(({ key }) => this.state.selected.includes(key));
        const amount = chosen.reduce((sum, customer) => sum + customer.amount, 0);
        return _t("%(count)s selected, %(amount)s overdue", {
            count: chosen.length, amount: money(amount, this.data.currency_id),
        });
    }

    openCustomer(customer) {
        if (!customer.profile_id) {
            return this.openLines([customer.key], customer.name);
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "credit.profile",
            res_id: customer.profile_id,
            views: [[false, "form"]],
        });
    }

    async openCorner(corner, isPooled) {
        this.openCustomers(await this.model.customersIn(corner.code, isPooled), corner.name);
    }

    async openCurrent() {
        this.openCustomers(await this.model.customersIn("current", false), _t("Current"));
    }

    openCustomers(keys, name) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: "credit.profile",
            views: [[false, "list"], [false, "form"]],
            domain: [["partner_id", "in", keys], ["company_id", "=", this.data.company_id]],
            help: _t("These customers have no credit profile. Select them and open their lines."),
        });
    }

    openLines(keys, name) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: this.props.resModel,
            views: [[false, "list"], [false, "pivot"], [false, "graph"]],
            domain: [["partner_id", "in", keys], ["company_id", "=", this.data.company_id]],
            context: { ...this.model.context, search_default_group_partner: 1 },
        });
    }
}

registry.category("views").add("credit_quadrant", {
    type: "credit_quadrant",
    Controller: QuadrantController,
    Model: QuadrantModel,
    searchMenuTypes: ["filter", "favorite"],
    props: (genericProps, view) => ({ ...genericProps, Model: view.Model }),
});
