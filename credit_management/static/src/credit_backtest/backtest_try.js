import { _t } from "@web/core/l10n/translation";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";

import { Component, useState } from "@odoo/owl";

/** Icon and tone as the banner of an order has them. */
const BANNERS = {
    ok: { icon: "fa-check", tone: "plain", get head() { return _t("Passes"); } },
    near: { icon: "fa-exclamation-triangle", tone: "near", get head() { return _t("Passes with a warning"); } },
    would_hold: { icon: "fa-square", tone: "amber", get head() { return _t("Would be held"); } },
    none: { icon: "fa-minus", tone: "plain", get head() { return _t("Not checked: this customer has no credit profile"); } },
};

/** One order of one customer tried on a version: the banner that sales would see. */
export class BacktestTry extends Component {
    static template = "credit_management.BacktestTry";
    static components = { RecordSelector };
    static props = { policies: Array };

    setup() {
        this.orm = useService("orm");
        this.askSoon = useDebounced(() => this.ask(), 250);
        this.state = useState({ partnerId: false, amount: "", policyId: null, answer: null, error: "" });
    }

    get look() {
        return BANNERS[this.state.answer.banner];
    }

    choosePolicy(ev) {
        this.state.policyId = Number(ev.target.value) || null;
        return this.ask();
    }

    chooseCustomer(partnerId) {
        this.state.partnerId = partnerId;
        return this.ask();
    }

    chooseAmount(ev) {
        this.state.amount = ev.target.value;
        return this.askSoon();
    }

    async ask() {
        const { partnerId, policyId } = this.state;
        const amount = Number(this.state.amount);
        if (!partnerId || !(amount > 0)) {
            this.state.answer = null;
            return;
        }
        try {
            this.state.answer = await this.orm.call("credit.backtest", "try_on", [partnerId, amount, policyId]);
            this.state.error = "";
        } catch (error) {
            Object.assign(this.state, { answer: null, error: error.data?.message || "" });
        }
    }
}
