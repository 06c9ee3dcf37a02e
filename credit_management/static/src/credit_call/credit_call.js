import { Component, onWillStart, useExternalListener, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { deserializeDate } from "@web/core/l10n/dates";
import { moment, money, shortDays } from "../credit_core/credit_format";

/** Fields of an outcome beside the note, by what it opens; later parts add theirs. */
export const CALL_FIELDS = {
    promise: ["amount", "said_on"],
    dispute: ["amount", "reason_id"],
};

const ICONS = {
    phone: "fa-phone", visit: "fa-handshake-o", email: "fa-envelope-o", letter: "fa-envelope",
    sms: "fa-commenting-o", check: "fa-check-square-o", review: "fa-gavel",
};

/** Call mode: the day's customers one after the other, worked by keyboard. */
export class CreditCall extends Component {
    static template = "credit_management.Call";
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
        Object.assign(this.state, { outcome: null, ticked: {}, values: {} });
        if (!touchId) {
            Object.assign(this.state, { sheet: null, isLoading: false });
            return;
        }
        this.state.isLoading = true;
        this.asked = touchId;
        const sheet = await this.orm.call("credit.touch", "call_sheet", [[touchId]]);
        if (this.asked !== touchId) {
            return;
        }
        const hasSteps = sheet.papers.length || sheet.lines.some((line) => line.is_asked);
        for (const line of sheet.lines) {
            this.state.ticked[`line${line.id}`] = hasSteps ? line.is_asked : line.days > 0;
        }
        for (const step of sheet.papers) {
            this.state.ticked[`step${step.id}`] = true;
        }
        this.state.values = { contact_id: sheet.contact_id || sheet.contacts[0]?.id || false, note: "" };
        Object.assign(this.state, { sheet, isLoading: false });
        this.root.el?.querySelector(".o_credit_call_body")?.scrollTo(0, 0);
    }

    move(step) {
        const { list, sheet } = this.state;
        const index = list.findIndex((one) => one.id === sheet?.id);
        const next = list[Math.min(Math.max(index + step, 0), list.length - 1)];
        if (next && next.id !== sheet?.id) {
            this.show(next.id);
        }
    }

    get place() {
        const index = this.state.list.findIndex((one) => one.id === this.state.sheet?.id);
        return index < 0 ? "" : _t("%(number)s of %(count)s", { number: index + 1, count: this.state.list.length });
    }

    get contact() {
        return this.state.sheet.contacts.find((one) => one.id === this.state.values.contact_id);
    }

    // === WHAT CAME OF IT === //

    get outcome() {
        return this.state.sheet?.outcomes.find((one) => one.code === this.state.outcome);
    }

    get fields() {
        return (this.outcome && CALL_FIELDS[this.outcome.opens]) || [];
    }

    /** What is asked for on the lines that are ticked: what is disputed or promised is not. */
    get tickedAmount() {
        const { sheet, ticked } = this.state;
        return sheet.lines
            .filter((line) => ticked[`line${line.id}`])
            .reduce((sum, line) => sum + Math.max(line.open - line.disputed - line.promised, 0), 0);
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
        this.state.values.next_on = this.outcome.again || "";
        if (this.fields.includes("amount")) {
            this.state.values.amount = this.proposedAmount;
        }
        setTimeout(() => {
            const first = this.root.el?.querySelector(".o_credit_call_form input, .o_credit_call_form textarea");
            first?.focus();
            first?.select?.();
        });
    }

    get request() {
        const { sheet, ticked, values } = this.state;
        const lines = sheet.lines.filter((line) => ticked[`line${line.id}`]);
        const steps = lines.flatMap((line) => line.steps.map((step) => step.id));
        const papers = sheet.papers.filter((step) => ticked[`step${step.id}`]).map((step) => step.id);
        return {
            ...values,
            amount: this.fields.includes("amount") ? Number(values.amount) || 0 : null,
            said_on: this.fields.includes("said_on") ? values.said_on || null : null,
            reason_id: this.fields.includes("reason_id") ? values.reason_id || null : null,
            next_on: values.next_on || null,
            contact_id: values.contact_id || null,
            note: values.note || null,
            step_ids: [...steps, ...papers],
            line_ids: lines.map((line) => line.id),
        };
    }

    async save() {
        if (!this.outcome || this.state.isSaving) {
            return;
        }
        this.state.isSaving = true;
        const { sheet, list } = this.state;
        const index = Math.max(list.findIndex((one) => one.id === sheet.id), 0);
        try {
            this.state.list = await this.orm.call("credit.touch", "close", [[sheet.id], this.outcome.code, this.request]);
            this.state.last = { id: sheet.id, customer: sheet.customer, word: this.outcome.word };
            this.state.done++;
            await this.show((this.state.list[index] || this.state.list[this.state.list.length - 1])?.id);
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
        await this.action.doAction({ ...action, target: "new" }, { onClose: () => this.showAgain() });
    }

    /** The list anew, and the same customer if something is left to do about him. */
    async showAgain() {
        this.state.list = await this.orm.call("credit.touch", "call_list", []);
        await this.show((this.state.list.find((one) => one.id === this.state.sheet.id) || this.state.list[0])?.id);
    }

    openCustomer() {
        this.action.doAction({
            type: "ir.actions.act_window", res_model: "credit.profile", res_id: this.state.sheet.profile_id,
            views: [[false, "form"]], target: this.props.action.target === "new" ? "new" : "current",
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
        const outcome = this.state.sheet.outcomes.find((one) => one.key === ev.key);
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
