import { _t } from "@web/core/l10n/translation";
import { money, shortAmount } from "../credit_core/credit_format";
import { printed } from "./dso_format";

import { Component, useState } from "@odoo/owl";

export const LEVERS = {
    late_payment: _t("Late payers"),
    longer_terms: _t("Longer terms than standard"),
    invoicing_delay: _t("Delivered, not invoiced"),
    dispute: _t("Disputes"),
};
const SOURCES = { late_payment: "overdue", longer_terms: "longer_terms", invoicing_delay: "unbilled" };
const MEASURES = {
    bill_on_dispatch: _t("invoice on the day of dispatch"),
    dispute_deadline: _t("a deadline for disputes"),
    statement_confirmation: _t("confirmed statements"),
    calls_before_due: _t("calls before due"),
    hold_discipline: _t("hold discipline"),
    early_payment_discount: _t("early payment discount"),
    commission_on_cash: _t("commission on cash"),
    term_harmonisation: _t("terms of one length"),
};

/** What makes DSO long, each in days and money; and what fewer days would free. */
export class DsoLevers extends Component {
    static template = "credit_management.DsoLevers";
    static props = {
        levers: Object, cashPerDay: Number, days: [Number, { value: null }], currencyId: Number, open: Function,
    };

    setup() {
        this.state = useState({ days: Math.min(5, this.most) });
    }

    /** Nobody gets faster than at once. */
    get most() {
        return Math.max(1, Math.round(this.props.days || 30));
    }

    onDays(ev) {
        const typed = parseFloat(ev.target.value);
        this.state.days = Number.isFinite(typed) ? Math.min(Math.max(typed, 0), this.most) : 0;
    }

    get released() {
        return money(this.state.days * this.props.cashPerDay, this.props.currencyId);
    }

    get rows() {
        return this.props.levers.levers.map((lever) => ({
            ...lever,
            name: LEVERS[lever.code],
            days: printed(lever.days),
            short: lever.amount === null ? "–" : shortAmount(lever.amount),
            exact: lever.amount === null ? "" : money(lever.amount, this.props.currencyId),
            source: lever.amount ? SOURCES[lever.code] : null,
            measured: this.measured(lever),
            pulledBy: lever.measures.map((code) => MEASURES[code].toString()).join(", "),
        }));
    }

    /** What was measured apart: how long it takes on average. */
    measured({ code, amount, average }) {
        if (amount === null) {
            return _t("no register says it yet");
        }
        if (average === null) {
            return "";
        }
        const days = printed(average);
        return {
            late_payment: _t("paid %s days after due on average", days),
            longer_terms: _t("%(days)s days granted on average, standard %(standard)s", {
                days, standard: this.props.levers.standard_days,
            }),
            invoicing_delay: _t("%s days from delivery to invoice on average", days),
        }[code];
    }
}
