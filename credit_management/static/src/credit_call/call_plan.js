import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/** A repayment plan: parts proposed by the server, changed by hand until they come to the whole. */
export class CallPlan extends Component {
    static template = "credit_management.CallPlan";
    static props = { sheet: Object, lineIds: Array, parts: Array, total: Number, money: Function, onChange: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ count: 3, first: luxon.DateTime.fromISO(this.props.sheet.today).plus({ days: 14 }).toISODate() });
    }

    async propose() {
        const { sheet, lineIds, onChange } = this.props;
        const plan = await this.orm.call("credit.touch", "call_plan", [[sheet.id], lineIds, Number(this.state.count), this.state.first]);
        onChange(plan.parts);
    }

    change(index, place, value) {
        const parts = this.props.parts.map((part) => [...part]);
        parts[index][place] = place ? Number(value) : value;
        this.props.onChange(parts);
    }

    drop(index) {
        this.props.onChange(this.props.parts.filter((_part, place) => place !== index));
    }

    get sum() {
        return Math.round(this.props.parts.reduce((sum, part) => sum + part[1], 0) * 100) / 100;
    }

    /** What is planned too much or too little; the server compares again, less what is disputed. */
    get gap() {
        return Math.round((this.props.total - this.sum) * 100) / 100;
    }
}
