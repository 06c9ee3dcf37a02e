import { Component, onWillStart, useExternalListener, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { deserializeDate } from "@web/core/l10n/dates";
import { moment, money, shortDays } from "../credit_core/credit_format";
import { CallPapers } from "./call_papers";
import { CallPlan } from "./call_plan";
import { CallQuestions } from "./call_questions";
import { CALL_FIELDS, ICONS, firstState, firstValues, request } from "./call_request";

/** Call mode: the day's customers one after the other, worked by keyboard. */
export class CreditCall extends Component {
    static template = "credit_management.Call";
    static components = { CallPapers, CallPlan, CallQuestions };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.note = useRef("note");
        this.root = useRef("root");
        this.state = useState({
            list: [], sheet: null, isLoading: true, isSaving: false, done: 0, last: null, keys: false,
            outcome: null, ticked: {}, values: {},
        });
        useExternalListener(window, "keydown", (ev) => this.onKey(ev), { capture: true });
        onWillStart(async () => {
            this.state.list = await this.orm.call("credit.touch", "call_list", []);
            const wanted = this.props.action.params?.touch_id || this.state.list[0]?.id;
            await this.show(wanted);
        });
    }

    // === WHO === //

    async show(touchId) {
        Object.assign(this.state, { outcome: null, isLoading: Boolean(touchId) });
        this.asked = touchId;
        if (!touchId) {
            this.state.sheet = null;
            return;
        }
        let sheet;
        try {
            sheet = await this.orm.call("credit.touch", "call_sheet", [[touchId]]);
        } catch (error) {
            return this.showOthers(touchId, error);
        }
        if (this.asked === touchId) {
            Object.assign(this.state, { sheet, isLoading: false, ...firstState(sheet) });
            this.root.el?.querySelector(".o_credit_call_body")?.scrollTo(0, 0);
        }
    }

    /** A customer who paid meanwhile is taken off the list: go on with the list as it is now. */
    async showOthers(touchId, error) {
        this.state.isLoading = false;
        this.state.list = await this.orm.call("credit.touch", "call_list", []);
        if (this.state.list.some((one) => one.id === touchId)) {
            throw error;
        }
        this.notification.add(_t("This contact is not needed any more. The list is up to date again."), { type: "info" });
        await this.show(this.state.list[0]?.id);
    }

    move(step) {
        const { index, state: { list, sheet } } = this;
        const next = list[Math.min(Math.max(index + step, 0), list.length - 1)];
        if (next && next.id !== sheet?.id) {
            this.show(next.id);
        }
    }

    get index() {
        return this.state.list.findIndex((one) => one.id === this.state.sheet?.id);
    }

    get place() {
        return this.index < 0 ? "" : _t("%(number)s of %(count)s", { number: this.index + 1, count: this.state.list.length });
    }

    get contact() {
        return this.state.sheet.contacts.find((one) => one.id === this.state.values.contact_id);
    }

    // === WHAT CAME OF IT === //

    /** Somebody else may have closed it meanwhile. */
    get isOpen() {
        return this.state.sheet?.state === "planned";
    }

    get outcome() {
        return this.state.sheet?.outcomes.find((one) => one.code === this.state.outcome);
    }

    get fields() {
        return (this.outcome && CALL_FIELDS[this.outcome.opens]) || [];
    }

    /** What is asked for on the lines that are ticked: what is disputed or promised is not. */
    get tickedAmount() {
        return this.tickedLines.reduce((sum, line) => sum + Math.max(line.open - line.disputed - line.promised, 0), 0);
    }

    /** What a repayment plan is to come to: it takes the place of what was promised. */
    get amountToPlan() {
        return this.tickedLines.reduce((sum, line) => sum + line.open - line.disputed, 0);
    }

    get tickedLines() {
        return this.state.sheet.lines.filter((line) => this.state.ticked[`line${line.id}`]);
    }

    /** What an outcome is about, to begin with: of a promise, what is not here yet. */
    get proposedAmount() {
        const received = this.outcome.opens === "promise" ? this.state.sheet.received : 0;
        const left = this.tickedAmount - received;
        return Math.round((left > 0 ? left : this.tickedAmount) * 100) / 100;
    }

    tick(key) {
        this.state.ticked[key] = !this.state.ticked[key];
    }

    choose(code) {
        this.state.outcome = this.state.outcome === code ? null : code;
        if (!this.outcome) {
            return;
        }
        const { sheet, values } = this.state;
        Object.assign(values, firstValues(this.outcome, this.fields, sheet, this.tickedLines, this.proposedAmount));
        setTimeout(() => {
            const first = this.root.el?.querySelector(".o_credit_call_form input, .o_credit_call_form textarea");
            first?.focus();
            first?.select?.();
        });
    }

    get request() {
        const { sheet, ticked, values } = this.state;
        const papers = sheet.papers.filter((step) => ticked[`step${step.id}`]);
        return request(this.fields, values, this.tickedLines, papers);
    }

    /** A bad answer leads to the outcome that it opens: a dispute for its reason, the invoice once more. */
    answer(step, answers, bad) {
        const { sheet, values } = this.state;
        Object.assign(values.answers, { [step.id]: answers });
        values.asked[step.id] = true;
        const wanted = { dispute: "dispute", resend_invoice: "papers" }[bad?.opens];
        const outcome = wanted && sheet.outcomes.find((one) => one.opens === wanted);
        if (outcome && this.state.outcome !== outcome.code) {
            this.choose(outcome.code);
        }
        if (outcome && bad.reason_id) {
            values.reason_id = bad.reason_id;
        }
    }

    async save() {
        if (!this.outcome || this.state.isSaving) {
            return;
        }
        this.state.isSaving = true;
        const { index, state: { sheet } } = this;
        try {
            this.state.list = await this.orm.call("credit.touch", "close", [[sheet.id], this.outcome.code, this.request]);
            this.state.last = {
                id: sheet.id, customer: sheet.customer, word: this.outcome.word,
                hasDraft: sheet.may_approve && this.outcome.opens === "papers" && this.state.values.papers.length > 0,
            };
            this.state.done++;
            await this.show((this.state.list[Math.max(index, 0)] || this.state.list[this.state.list.length - 1])?.id);
        } finally {
            this.state.isSaving = false;
        }
    }

    takeBack() {
        const { last } = this.state;
        this.action.doAction("credit_management.credit_touch_take_back_action", {
            additionalContext: { active_id: last.id, default_touch_id: last.id },
            onClose: async () => {
                this.state.list = await this.orm.call("credit.touch", "call_list", []);
                const again = this.state.list.find((one) => one.customer === last.customer);
                if (again) {
                    Object.assign(this.state, { last: null, done: this.state.done - 1 });
                    await this.show(again.id);
                }
            },
        });
    }

    /** The draft of the papers that were asked for: looked at, and approved there. */
    async openPapers() {
        const action = await this.orm.call("credit.touch", "action_open_papers", [[this.state.last.id]]);
        await this.action.doAction({ ...action, target: "new" });
    }

    handOver() {
        this.action.doAction("credit_management.credit_touch_hand_over_action", {
            additionalContext: { default_touch_ids: [this.state.sheet.id] },
            onClose: () => this.showAgain(),
        });
    }

    /** The draft of what is due by letter; it is approved and posted there, and its steps are done then. */
    async writeLetter() {
        const { sheet } = this.state;
        const action = await this.orm.call("credit.touch", "action_write_letter", [[sheet.id]]);
        await this.action.doAction({ ...action, target: "new", context: { credit_in_dialog: true } }, { onClose: () => this.showAgain() });
    }

    /** The list anew, and the same customer if something is left to do about him. */
    async showAgain() {
        this.state.list = await this.orm.call("credit.touch", "call_list", []);
        await this.show((this.state.list.find((one) => one.id === this.state.sheet.id) || this.state.list[0])?.id);
    }

    openCustomer() {
        this.action.doAction({
            type: "ir.actions.act_window", res_model: "credit.profile", res_id: this.state.sheet.profile_id,
            views: [[false, "form"]], target: "current",
        });
    }

    // === KEYS === //

    onKey(ev) {
        if (!this.root.el || !this.state.sheet || ev.altKey || ev.metaKey) {
            return;
        }
        const dialogs = [...document.querySelectorAll(".modal")];
        if (dialogs.length && !dialogs[dialogs.length - 1].contains(this.root.el)) {
            return;
        }
        const isTyping = ev.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable=true]");
        if (ev.key === "Enter" && this.outcome && (ev.ctrlKey || ev.target.tagName !== "TEXTAREA") && !ev.target.closest?.("button, a")) {
            return this.take(ev, () => this.save());
        }
        if (ev.key === "Escape" && this.outcome) {
            return this.take(ev, () => {
                this.state.outcome = null;
                document.activeElement?.blur();
            });
        }
        if (isTyping || ev.ctrlKey) {
            return;
        }
        const outcome = this.isOpen && this.state.sheet.outcomes.find((one) => one.key === ev.key);
        const acts = {
            j: () => this.move(1),
            k: () => this.move(-1),
            "/": () => this.note.el?.focus(),
            "?": () => (this.state.keys = !this.state.keys),
        };
        const act = outcome ? () => this.choose(outcome.code) : acts[ev.key];
        if (act) {
            this.take(ev, act);
        }
    }

    take(ev, act) {
        ev.preventDefault();
        ev.stopPropagation();
        act();
    }

    // === WORDS === //

    icon(channel) {
        return ICONS[channel] || "fa-phone";
    }

    money(amount) {
        return money(amount, this.state.sheet.currency_id);
    }

    listMoney(one) {
        return money(one.amount, one.currency_id);
    }

    days(count) {
        return shortDays(count);
    }

    when(value) {
        return moment(value);
    }

    day(value) {
        return value ? deserializeDate(value).toLocaleString({ weekday: "short", day: "numeric", month: "short" }) : "";
    }
}

registry.category("actions").add("credit_management.call", CreditCall);
