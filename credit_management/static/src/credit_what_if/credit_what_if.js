import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { money } from "../credit_core/credit_format";

import { Component, useState } from "@odoo/owl";

/** Round up to 1, 2 or 5 times a power of ten. */
function niceAbove(amount) {
    const power = 10 ** Math.floor(Math.log10(amount));
    return power * [1, 2, 5, 10].find((step) => step * power >= amount);
}

/** Another limit, other terms, a deposit: what would pass then. The server answers, nothing is saved. */
export class CreditWhatIf extends Component {
    static template = "credit_management.CreditWhatIf";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ answer: null, now: null, limit: null, term: false, deposit: 0, terms: [], error: false });
        this.askSoon = useDebounced(() => this.ask(), 300);
        useRecordObserver((record) => {
            // Another record, or this one read anew: start from what it says now.
            const { exposure, credit_limit, standing, limit_mode, decision_ids } = record.data;
            const seen = JSON.stringify(
                [record.resId, exposure, credit_limit, standing, limit_mode, decision_ids?.currentIds]);
            if (seen !== this.seen) {
                this.seen = seen;
                this.start();
            }
        });
    }

    get record() {
        return this.props.record;
    }

    async start() {
        if (!this.record.resId) {
            return;
        }
        Object.assign(this.state, { limit: null, term: false, deposit: 0 });
        await this.ask();
        this.state.now = this.state.answer;
        if (!this.state.terms.length) {
            this.state.terms = await this.orm.silent.call(
                "account.payment.term", "search_read", [[], ["display_name"]], { limit: 80 });
        }
    }

    async ask() {
        const { limit, term, deposit } = this.state;
        const question = { limit, payment_term_id: term, deposit_percent: deposit };
        const asked = (this.asked = JSON.stringify(question));
        try {
            const answer = await this.orm.silent.call("credit.profile", "what_if", [[this.record.resId]], question);
            if (asked === this.asked) {
                Object.assign(this.state, { answer, error: false });
            }
        } catch (error) {
            if (asked === this.asked) {
                this.state.error = error.data?.message || _t("No answer. Try again.");
            }
        }
    }

    // --- The limit: a slider and a field that say the same ---

    get currentLimit() {
        const { limit_mode, credit_limit } = this.record.data;
        return limit_mode === "limited" ? credit_limit : 0;
    }

    get shownLimit() {
        return this.state.limit === null ? this.currentLimit : this.state.limit;
    }

    /** What stands in the field: nothing where no limit is set and none was tried. */
    get typedLimit() {
        return this.state.limit === null && this.record.data.limit_mode !== "limited" ? "" : this.shownLimit;
    }

    get highest() {
        const exposure = this.state.now?.exposure || 0;
        return niceAbove(Math.max(2 * this.currentLimit, 1.5 * exposure, 1000));
    }

    get step() {
        return this.highest / 100;
    }

    get currentTerm() {
        return this.record.data.payment_term_id?.display_name || _t("as ordered");
    }

    get isChanged() {
        return this.state.limit !== null || this.state.term || this.state.deposit > 0;
    }

    onLimit(ev) {
        const typed = parseFloat(ev.target.value);
        this.change({ limit: Number.isFinite(typed) && typed !== this.currentLimit ? Math.max(typed, 0) : null });
    }

    onTerm(ev) {
        this.change({ term: parseInt(ev.target.value) || false });
    }

    onDeposit(ev) {
        this.change({ deposit: Math.min(Math.max(parseFloat(ev.target.value) || 0, 0), 100) });
    }

    reset() {
        this.change({ limit: null, term: false, deposit: 0 });
    }

    change(values) {
        Object.assign(this.state, values);
        this.askSoon();
    }

    // --- What comes out ---

    get passText() {
        const { held, passing } = this.state.answer;
        if (!held) {
            return _t("nothing is held");
        }
        if (!passing.length) {
            return held === 1 ? _t("the held order stays held") : _t("all %s held orders stay held", held);
        }
        return _t("%(passing)s of %(held)s held orders would pass", { passing: passing.length, held });
    }

    get shareText() {
        const { share, limit } = this.state.answer;
        if (limit === null) {
            return _t("no limit");
        }
        return share === null ? _t("nothing on credit") : _t("exposure/limit %s %", Math.round(share));
    }

    /** What passes comes on top, so who raises a limit sees where it ends. */
    get afterText() {
        const { share, share_after } = this.state.answer;
        return share_after !== null && Math.round(share_after) !== Math.round(share)
            ? _t("then %s %", Math.round(share_after)) : "";
    }

    get tone() {
        const { share_after } = this.state.answer;
        return share_after !== null && share_after >= 90 ? "o_credit_tone_amber" : "";
    }

    money(amount) {
        return money(amount, this.state.answer?.currency_id);
    }
}

registry.category("view_widgets").add("credit_what_if", {
    component: CreditWhatIf,
    fieldDependencies: [
        { name: "limit_mode", type: "selection" },
        { name: "credit_limit", type: "monetary" },
        { name: "payment_term_id", type: "many2one" },
    ],
});
