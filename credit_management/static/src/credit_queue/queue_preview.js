import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { CreditGauge } from "../credit_gauge/credit_gauge";
import { AGING_GRADES } from "../credit_aging_grade/credit_aging_grade";
import { SEVERITIES } from "../credit_severity/credit_severity";
import { moment } from "../credit_core/credit_format";

/** The selected line of the queue, read-only, with live buttons. */
export class QueuePreview extends Component {
    static template = "credit_management.QueuePreview";
    static components = { CreditGauge };
    static props = {
        taskId: { type: [Number, Boolean] },
        stamp: { type: Number },
        act: { type: Function },
        propose: { type: Function },
        open: { type: Function },
        mode: { type: Object },
        keys: { type: Array },
        showKeys: { type: Boolean },
        toggleKeys: { type: Function },
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ hold: null, task: null, isLoading: true });
        onWillStart(() => this.load(this.props.taskId));
        onWillUpdateProps((next) => {
            if (next.taskId !== this.props.taskId || next.stamp !== this.props.stamp) {
                this.load(next.taskId);
            }
        });
    }

    async load(taskId) {
        this.asked = taskId;
        if (!taskId) {
            Object.assign(this.state, { hold: null, task: null, isLoading: false });
            return;
        }
        this.state.isLoading = true;
        const shown = await this.orm.silent.call("credit.task", "credit_preview", [[taskId]]);
        if (this.asked === taskId) {
            Object.assign(this.state, {
                hold: shown.id ? shown : null,
                task: shown.id ? null : shown,
                isLoading: false,
            });
        }
    }

    severity(name) {
        return SEVERITIES[name] || SEVERITIES.warn;
    }

    grade(code) {
        return AGING_GRADES[code];
    }

    when(value, dateOnly) {
        return moment(value, dateOnly);
    }

    openInvoices() {
        return this.follow("action_open_late_invoices");
    }

    match() {
        return this.follow("action_match");
    }

    async follow(method) {
        const action = await this.orm.call("credit.hold", method, [[this.state.hold.id]]);
        await this.action.doAction(action, { onClose: () => this.load(this.props.taskId) });
    }
}
