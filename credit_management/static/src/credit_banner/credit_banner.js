import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { moment } from "../credit_core/credit_format";
import { creditBus } from "../credit_hold_notice/credit_hold_notice";

import { Component, onMounted, useState } from "@odoo/owl";

/** Icon and tone of each state; red is for what somebody must decide today. */
const STATES = {
    ok: { icon: "fa-check", tone: "plain" },
    near: { icon: "fa-exclamation-triangle", tone: "near" },
    would_hold: { icon: "fa-square", tone: "amber" },
    held: { icon: "fa-square", tone: "amber" },
    rejected: { icon: "fa-times", tone: "amber" },
    released: { icon: "fa-unlock", tone: "plain" },
    cleared: { icon: "fa-check", tone: "plain" },
    part: { icon: "fa-cut", tone: "near" },
};

const BUTTONS = {
    proposal: { method: "action_credit_take_proposal", label: _t("Take the proposal"), icon: "fa-lightbulb-o" },
    answer: { method: "action_credit_ask", label: _t("Answer"), icon: "fa-reply" },
    payment_link: { method: "action_credit_payment_link", label: _t("Payment link"), icon: "fa-link" },
    deposit: { method: "action_credit_deposit", label: _t("Deposit"), icon: "fa-credit-card" },
    reduce: { method: "action_credit_reduce", label: _t("Reduce to what fits"), icon: "fa-scissors" },
    invoices: { method: "action_credit_invoices", label: _t("Late invoices"), icon: "fa-list" },
    match: { method: "action_credit_match", label: _t("Match"), icon: "fa-compress" },
    ask_match: { method: "action_credit_match", label: _t("Ask accounting to match"), icon: "fa-compress" },
    ask: { method: "action_credit_ask", label: _t("Ask for release"), icon: "fa-paper-plane-o" },
    deliver_part: { method: "action_credit_deliver_part", label: _t("Deliver part"), icon: "fa-cut" },
    ask_again: {
        method: "action_credit_release_request",
        label: _t("Tell them a truck waits"),
        icon: "fa-truck",
    },
};

/** What credit says about an order or a transfer, above its sheet. */
export class CreditBanner extends Component {
    static template = "credit_management.CreditBanner";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({ banner: { state: "none" }, asked: "" });
        this.askSoon = useDebounced(() => this.ask(), 400);
        useRecordObserver((record) => this.onRecord(this.question(record)));
        useBus(creditBus, "held", () => this.reload());
        onMounted(() => this.ask());
    }

    // The question is plain values, so a change of anything else asks nothing.
    question(record) {
        const { data, resModel, resId } = record;
        if (resModel === "stock.picking") {
            // Saved quantities are judged, so it asks again when what was typed is saved.
            return { picking_id: resId || false, state: data.state, dirty: record.dirty };
        }
        return {
            order_id: resId || false,
            partner_id: data.partner_invoice_id?.id || data.partner_id?.id || false,
            amount: data.amount_total ?? null,
            payment_term_id: data.payment_term_id?.id || false,
            state: data.state,
        };
    }

    onRecord(question) {
        const text = JSON.stringify(question);
        if (text !== this.text && !question.dirty) {
            this.text = text;
            this.isMounted && this.askSoon();
        }
    }

    async ask() {
        this.isMounted = true;
        const { record } = this.props;
        const { state, dirty, ...question } = this.question(record);
        if (!state || (record.resModel === "stock.picking" && !question.picking_id)) {
            return;
        }
        if (record.resModel !== "stock.picking") {
            question.currency = record.data.currency_id?.display_name || null;
        }
        const asked = (this.asked = JSON.stringify(question));
        const banner = await this.orm.silent.call(record.resModel, "credit_banner", [], question);
        if (asked === this.asked) {
            this.state.banner = banner;
        }
    }

    async reload() {
        const { record } = this.props;
        if (record.resId && !(await record.isDirty())) {
            await record.load();
        }
        await this.ask();
    }

    // --- What it says ---

    get banner() {
        return this.state.banner;
    }

    get isTransfer() {
        return this.props.record.resModel === "stock.picking";
    }

    get look() {
        const look = STATES[this.banner.state];
        const today = this.banner.state === "held" && this.banner.hold?.late;
        return this.banner.report_only ? { ...look, tone: look.tone === "plain" ? "plain" : "near" }
            : today || (this.isTransfer && this.banner.state === "held") ? { ...look, tone: "red" } : look;
    }

    get head() {
        const { state, free, hold, decided, report_only } = this.banner;
        if (state === "ok") {
            return free ? _t("%s free after this order", free) : _t("Credit is clear for this order");
        }
        if (this.isTransfer) {
            return this.transferHead;
        }
        if (state === "would_hold") {
            return report_only ? _t("Would be held") : _t("Will be held");
        }
        if (state === "held") {
            return this.heldText(hold);
        }
        if (state === "released") {
            return _t("Released by %(user)s until %(day)s", { user: decided.by, day: this.day(decided.until) });
        }
        if (state === "cleared") {
            return _t("Credit is clear since %s", moment(decided.at));
        }
        return state === "rejected" ? _t("Rejected by %s", decided.by) : "";
    }

    get transferHead() {
        const { state, hold, part } = this.banner;
        if (state === "part") {
            return _t("%s leave, the rest stays held", part);
        }
        return hold.owner ? _t("Do not load — %s", hold.owner) : _t("Do not load — in the credit queue");
    }

    /** What a warehouse dials: the number without what people put between its digits. */
    get dial() {
        const { hold } = this.banner;
        return this.isTransfer && hold?.phone ? `tel:${hold.phone.replace(/[^+\d]/g, "")}` : "";
    }

    get decideBy() {
        const { hold } = this.banner;
        return this.isTransfer && hold?.decide_by ? _t("decision by %s", moment(hold.decide_by)) : "";
    }

    get fits() {
        const { state, part, kits } = this.banner;
        if (!this.isTransfer || !part || state === "part") {
            return "";
        }
        return kits ? _t("%(part)s fit; kits stay as they are: %(kits)s", { part, kits }) : _t("%s fit", part);
    }

    heldText(hold) {
        const parts = [_t("Held %s", moment(hold.since))];
        parts.push(hold.owner ? _t("with %s", hold.owner) : _t("in the credit queue"));
        if (hold.decide_by) {
            parts.push(_t("decision by %s", moment(hold.decide_by)));
        }
        return parts.join(", ");
    }

    day(text) {
        return text ? luxon.DateTime.fromISO(text).toLocaleString({ day: "numeric", month: "short" }) : "";
    }

    get lines() {
        const { state, lines, decided } = this.banner;
        if (state === "rejected") {
            return [_t("%s. Change the order and ask again.", decided.reason || _t("No reason given"))];
        }
        if (state === "cleared") {
            return decided.changed ? [_t("The order was changed since it was held; check it before confirming.")] : [];
        }
        if (state === "released") {
            return decided.condition ? [_t("On condition: %s", decided.condition)] : [];
        }
        return ["near", "would_hold", "held"].includes(state) ? lines.map((line) => line.text) : [];
    }

    get notice() {
        const { paused_until, report_only, state } = this.banner;
        if (!report_only || state === "ok") {
            return "";
        }
        return paused_until
            ? _t("Enforcement is paused until %s: nothing is held.", moment(paused_until))
            : _t("Report only: nothing is held.");
    }

    get buttons() {
        if (this.banner.report_only) {
            return [];
        }
        return (this.banner.actions || []).filter((name) => BUTTONS[name]).map((name) => ({ name, ...BUTTONS[name] }));
    }

    // --- What it does ---

    async press(button) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        const action = await this.orm.call(record.resModel, button.method, [[record.resId]]);
        if (action && typeof action === "object" && action.type) {
            await this.action.doAction(action, { onClose: () => this.reload() });
        } else {
            await this.reload();
        }
    }

    openHold() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "credit.hold",
            res_id: this.banner.hold.id,
            views: [[false, "form"]],
        });
    }

    async copyText() {
        await browser.navigator.clipboard?.writeText(this.banner.customer_text);
        this.notification.add(_t("Copied: %s", this.banner.customer_text), { type: "info" });
    }
}

registry.category("view_widgets").add("credit_banner", {
    component: CreditBanner,
    fieldDependencies: [{ name: "state", type: "selection" }],
});
