import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, useState } from "@odoo/owl";

/** What the customer's held orders would say if what is chosen were applied. */
export class CreditMatchOutlook extends Component {
    static template = "credit_management.CreditMatchOutlook";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ holds: [], error: "", isAsking: false, isKnown: false });
        this.askSoon = useDebounced(() => this.ask(), 600);
        useRecordObserver((record) => this.onRecord(this.question(record)));
    }

    // The question is plain values, so a change of anything else asks nothing.
    question({ data }) {
        const chosen = (rows) => rows.records.filter((row) => row.data.selected);
        return {
            isAsked: data.state === "ask" && !data.too_much,
            money: chosen(data.money_ids).map((row) => [row.resId, row.data.amount]),
            invoices: chosen(data.invoice_ids).map((row) => [row.data.res_id, row.data.amount]),
        };
    }

    onRecord(question) {
        const text = JSON.stringify(question);
        if (text !== this.text) {
            this.text = text;
            this.askSoon();
        }
    }

    async ask() {
        const asked = this.text;
        const { isAsked, money, invoices } = JSON.parse(asked);
        if (!isAsked || !money.length) {
            Object.assign(this.state, { holds: [], error: "", isAsking: false, isKnown: false });
            return;
        }
        this.state.isAsking = true;
        const { resModel, resId } = this.props.record;
        const answer = await this.orm.silent.call(resModel, "outlook", [[resId], money, invoices]);
        if (asked === this.text) {
            Object.assign(this.state, answer, { isAsking: false, isKnown: true });
        }
    }
}

registry.category("view_widgets").add("credit_match_outlook", {
    component: CreditMatchOutlook,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "too_much", type: "boolean" },
    ],
});
