import { _t } from "@web/core/l10n/translation";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { formatDate } from "@web/core/l10n/dates";
import { moment } from "../credit_core/credit_format";

import { Component, onWillUpdateProps, useState } from "@odoo/owl";

const { DateTime } = luxon;
const PAUSE_HOURS = 4;

/** Whether a company can enforce, from which day each wave is held, who signed, and the way back. */
export class CreditEnforce extends Component {
    static template = "credit_management.CreditEnforce";
    static props = { step: Object, page: Object, reload: Function };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.state = useState({ busy: false, days: this.known(this.props.step.data) });
        onWillUpdateProps((next) => {
            this.state.days = this.known(next.step.data);
        });
    }

    /** What the inputs show: the plan that waits, else the days that are, else today for the first. */
    known(data) {
        return data.waves.map((wave) => wave.planned || wave.date || (wave.number === 1 ? data.today : ""));
    }

    get data() {
        return this.props.step.data;
    }

    get checks() {
        return this.data.checks.map((check) => ({
            ...check,
            ...(check.fine
                ? { icon: "fa-check", tone: "green", word: _t("Ready") }
                : check.needed
                  ? { icon: "fa-exclamation-circle", tone: "red", word: _t("Needed") }
                  : { icon: "fa-exclamation-triangle", tone: "amber", word: _t("Open") }),
        }));
    }

    get waves() {
        return this.data.waves.map((wave, index) => ({
            ...wave, index, state: this.stateOf(wave), tone: wave.begun && this.isEnforcing ? "green" : "grey",
        }));
    }

    stateOf({ begun, date, planned }) {
        if (begun && this.isEnforcing) {
            return _t("Held since %s", this.day(date));
        }
        if (planned) {
            return _t("Waits for the second signature");
        }
        return date ? _t("Held from %s", this.day(date)) : _t("Reported only");
    }

    get isEnforcing() {
        return this.data.mode === "enforce";
    }

    get mayAct() {
        return this.props.page.may_act;
    }

    get waitsForSecond() {
        return Boolean(this.data.signed_by);
    }

    get mayPlan() {
        return this.mayAct && this.data.may_plan && !this.waitsForSecond;
    }

    /** Whether there is anything to sign: nobody is held yet, or a day is another now. */
    get isChanged() {
        return !this.isEnforcing || this.data.waves.some((wave, index) => (wave.date || "") !== this.state.days[index]);
    }

    get maySign() {
        return this.mayAct && this.waitsForSecond && !this.data.is_mine;
    }

    get mayStepBack() {
        return this.mayAct && this.isEnforcing && this.data.waves.some((wave) => wave.date);
    }

    get signedText() {
        return _t("Signed by %(user)s, %(when)s. Another manager signs, then it is so.", {
            user: this.data.signed_by, when: moment(this.data.signed_at),
        });
    }

    get pausedText() {
        return _t("Paused until %s: nobody is held.", moment(this.data.paused_until));
    }

    get signLabel() {
        return this.data.single ? _t("Begin") : _t("Sign as the first");
    }

    count(number) {
        return formatFloat(number, { digits: [16, 0] });
    }

    day(text) {
        return formatDate(DateTime.fromISO(text));
    }

    choose(index, ev) {
        this.state.days[index] = ev.target.value;
    }

    // === WHAT IT DOES === //

    async ask(model, method, args, kwargs = { company_id: this.props.page.company_id }) {
        this.state.busy = true;
        try {
            await this.orm.call(model, method, args, kwargs);
            await this.props.reload();
        } finally {
            this.state.busy = false;
        }
    }

    /** Ask first: what is signed here stops orders. */
    confirmed(title, body, confirmLabel, confirm) {
        this.dialog.add(ConfirmationDialog, { title, body, confirmLabel, confirm, cancel: () => {} });
    }

    get openText() {
        const open = this.data.checks.filter((check) => !check.fine).map((check) => check.name);
        return open.length ? " " + _t("Still open, and kept with the signature: %s.", open.join(", ")) : "";
    }

    plan() {
        const days = this.state.days.map((day) => day || null);
        this.confirmed(
            this.signLabel,
            _t("From these days on, orders of these customers that breach the policy are held.") + this.openText,
            this.signLabel, () => this.ask("credit.go.live", "plan_enforcement", [days])
        );
    }

    sign() {
        const days = this.data.waves.map((wave) => wave.planned);
        this.confirmed(
            _t("Sign and begin"),
            _t("From these days on, orders of these customers that breach the policy are held.") + this.openText,
            _t("Sign and begin"), () => this.ask("credit.go.live", "sign_enforcement", [days])
        );
    }

    withdraw() {
        return this.ask("credit.go.live", "withdraw_plan", []);
    }

    stepBack() {
        this.confirmed(
            _t("Step back a wave"),
            _t("Customers of the last wave are held no more, and no wave after it is planned. Beginning again takes two signatures."),
            _t("Step back"), () => this.ask("credit.go.live", "step_back", [])
        );
    }

    pause() {
        return this.ask("res.company", "action_credit_pause", [[this.props.page.company_id], PAUSE_HOURS], {});
    }

    resume() {
        return this.ask("res.company", "action_credit_resume", [[this.props.page.company_id]], {});
    }

    async openCustomers() {
        return this.action.doAction(await this.orm.call("credit.go.live", "act", ["enforce"], {
            company_id: this.props.page.company_id,
        }));
    }

    async mend(code) {
        const action = await this.orm.call("credit.readiness", "action_mend", [code], {
            company_id: this.props.page.company_id,
        });
        return this.action.doAction(action);
    }
}

registry.category("credit_go_live_panels").add("enforce", CreditEnforce);
