import { _t } from "@web/core/l10n/translation";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { formatFloat } from "@web/core/utils/numbers";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { money, moment, shortAmount } from "../credit_core/credit_format";
import { CreditPage } from "../credit_page/credit_page";

import { Component, onWillStart, useState } from "@odoo/owl";

/**
 * What stands below the figures of a step, by its code: a component with the props `step` (as
 * `credit.go.live.get_page` gives it), `page` (that whole answer) and `reload`.
 */
const panels = registry.category("credit_go_live_panels");

const STATES = {
    done: { icon: "fa-check", tone: "green", get word() { return _t("Done"); } },
    undone: { icon: "fa-undo", tone: "grey", get word() { return _t("Undone"); } },
    todo: { icon: "fa-circle-o", tone: "grey", get word() { return _t("To do"); } },
};

/** Go-live: the line of steps, and one of them with its figures, its button and its undo. */
export class CreditGoLive extends Component {
    static template = "credit_management.CreditGoLive";
    static components = { CreditPage };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.state = useState({
            page: "loading", error: "", answer: null, busy: false, code: this.props.state?.code || null,
        });
        useSetupAction({ getLocalState: () => ({ code: this.state.code }) });
        onWillStart(() => this.load());
    }

    async load() {
        try {
            const answer = await this.orm.call("credit.go.live", "get_page", []);
            const codes = answer.steps.map((step) => step.code);
            if (!codes.includes(this.state.code)) {
                this.state.code = (answer.steps.find((step) => step.state !== "done") || answer.steps[0])?.code;
            }
            Object.assign(this.state, { answer, page: "ready" });
        } catch (error) {
            this.state.error = error.data?.message || _t("The steps could not be read.");
            this.state.page = "error";
        }
    }

    retry() {
        this.state.page = "loading";
        return this.load();
    }

    // === WHAT IS SHOWN === //

    get subtitle() {
        return this.state.answer?.company || "";
    }

    get steps() {
        return this.state.answer.steps.map((step) => ({ ...step, ...STATES[step.state] }));
    }

    get step() {
        return this.steps.find((step) => step.code === this.state.code);
    }

    get panel() {
        return panels.get(this.state.code, null);
    }

    get mayAct() {
        return this.state.answer.may_act;
    }

    /** Who did it, and when; what is to do says nothing. */
    get signed() {
        const { date, user, word } = this.step;
        return date ? _t("%(state)s by %(user)s, %(when)s", { state: word, user: user || "–", when: moment(date) }) : "";
    }

    printed({ value, kind }) {
        if (value === null) {
            return "–";
        }
        switch (kind) {
            case "money": return shortAmount(value);
            case "percent": return _t("%s %", formatFloat(100 * value, { digits: [16, 1], trailingZeros: false }));
            case "integer": return formatFloat(value, { digits: [16, 0] });
            default: return value;
        }
    }

    exact({ value, kind }) {
        return kind === "money" && value !== null ? money(value, this.state.answer.currency_id) : "";
    }

    // === WHAT IT DOES === //

    choose(code) {
        this.state.code = code;
    }

    /** Ask the server for one thing, and show what came of it. */
    async ask(method, args) {
        this.state.busy = true;
        try {
            return await this.orm.call("credit.go.live", method, args, {
                company_id: this.state.answer.company_id,
            });
        } finally {
            this.state.busy = false;
        }
    }

    async act() {
        const action = await this.ask("act", [this.state.code]);
        if (action) {
            return this.action.doAction(action, { onClose: () => this.load() });
        }
        return this.load();
    }

    async complete() {
        await this.ask("complete", [this.state.code]);
        this.state.code = null;
        return this.load();
    }

    undo() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Undo %s", this.step.name),
            body: _t("What this step wrote is taken back; the log keeps both. Undo it?"),
            confirmLabel: _t("Undo"),
            confirm: async () => {
                if (!(await this.ask("undo", [this.state.code]))) {
                    this.notification.add(_t("It is taken back in the background."), { type: "info" });
                }
                return this.load();
            },
            cancel: () => {},
        });
    }

    async putAway() {
        await this.ask(this.state.answer.state === "away" ? "take_up" : "put_away", []);
        // The menu has another first item now.
        window.location.reload();
    }
}

registry.category("actions").add("credit_go_live", CreditGoLive);
