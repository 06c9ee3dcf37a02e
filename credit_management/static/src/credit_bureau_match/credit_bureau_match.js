import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { SelectCreateDialog } from "@web/views/view_dialogs/select_create_dialog";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component, useExternalListener, useState } from "@odoo/owl";

const MARKS = {
    same: { icon: "fa-check", tone: "green", word: _t("the same") },
    near: { icon: "fa-adjust", tone: "grey", word: _t("nearly the same") },
    differs: { icon: "fa-times", tone: "amber", word: _t("differs") },
    unknown: { icon: "", tone: "grey", word: _t("not known") },
};
const KEYS = [
    ["1–9", _t("choose")],
    ["Enter", _t("it is this one")],
    ["x", _t("not this one")],
    ["o", _t("another customer")],
    ["c", _t("new contact")],
    ["n", _t("nobody of ours")],
    ["j", _t("next")],
];

/** The report beside each candidate, line by line, decided by mouse or by keyboard. */
export class CreditBureauMatchField extends Component {
    static template = "credit_management.CreditBureauMatchField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.keys = KEYS;
        this.state = useState({ chosen: 0, isBusy: false });
        useExternalListener(window, "keydown", (ev) => this.onKey(ev));
    }

    get value() {
        return this.props.record.data[this.props.name] || { rows: [], candidates: [] };
    }

    get candidates() {
        return this.value.candidates;
    }

    get isOpen() {
        return ["open", "rejected"].includes(this.props.record.data.state);
    }

    get chosen() {
        return this.candidates[Math.min(this.state.chosen, this.candidates.length - 1)];
    }

    mark(cell) {
        return MARKS[cell.state];
    }

    percent(candidate) {
        return candidate.confidence ? _t("%s %", Math.round(100 * candidate.confidence)) : "";
    }

    async act(method, args = []) {
        if (!this.isOpen || this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        try {
            return await this.orm.call("credit.bureau.match", method, [[this.props.record.resId], ...args]);
        } finally {
            this.state.isBusy = false;
        }
    }

    async accept(candidate) {
        if (candidate && (await this.act("action_accept", [candidate.partner_id]))) {
            this.notification.add(_t("Bound to %s.", candidate.name), { type: "success" });
            await this.next();
        }
    }

    /** Decisions that need a sentence ask for it; then the queue goes on. */
    async ask(decision, candidate) {
        const action = await this.act("action_ask", [decision, candidate?.partner_id || null]);
        if (action) {
            await this.action.doAction(action, { onClose: () => this.afterAsking() });
        }
    }

    async afterAsking() {
        await this.props.record.load();
        if (this.props.record.data.state !== "open") {
            await this.next();
        }
    }

    async create() {
        const action = await this.act("action_create_partner");
        if (action) {
            await this.action.doAction(action);
        }
    }

    other() {
        if (!this.isOpen) {
            return;
        }
        this.dialog.add(SelectCreateDialog, {
            title: _t("Whose report is this?"),
            resModel: "res.partner",
            noCreate: true,
            multiSelect: false,
            domain: [["credit_profile_ids", "!=", false]],
            onSelected: ([partnerId]) => this.accept({ partner_id: partnerId, name: _t("the customer") }),
        });
    }

    async next() {
        const nextId = await this.orm.call("credit.bureau.match", "next_open", [this.props.record.resId]);
        if (!nextId) {
            this.notification.add(_t("No match waits any more."), { type: "info" });
            await this.props.record.load();
            return;
        }
        await this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: "credit.bureau.match",
                res_id: nextId,
                views: [[false, "form"]],
            },
            { stackPosition: "replaceCurrentAction" }
        );
    }

    onKey(ev) {
        // Enter on an accept button is Enter: it goes to the chosen candidate, wherever the focus was left.
        const elsewhere = ev.key === "Enter" ? ", a, button:not(.o_credit_match_accept)" : "";
        const typing = ev.target.closest?.("input, textarea, select, [contenteditable=true]" + elsewhere);
        if (typing || ev.ctrlKey || ev.altKey || ev.metaKey || document.querySelector(".modal, .o_popover")) {
            return;
        }
        const acts = {
            Enter: () => this.accept(this.chosen),
            x: () => this.chosen && this.ask("reject", this.chosen),
            o: () => this.other(),
            c: () => this.create(),
            n: () => this.ask("never"),
            j: () => this.next(),
        };
        const number = Number(ev.key);
        if (number >= 1 && number <= this.candidates.length) {
            this.state.chosen = number - 1;
        } else if (acts[ev.key]) {
            ev.preventDefault();
            acts[ev.key]();
        }
    }
}

registry.category("fields").add("credit_bureau_match", {
    component: CreditBureauMatchField,
    displayName: _t("Report beside candidates"),
    supportedTypes: ["json"],
    label: false,
});
