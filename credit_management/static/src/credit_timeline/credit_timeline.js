import { _t } from "@web/core/l10n/translation";
import { deserializeDate, deserializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, useState } from "@odoo/owl";

const { DateTime } = luxon;

/** One newest-first story of a customer: orders, goods, money, decisions, and what later parts add. */
export class CreditTimeline extends Component {
    static template = "credit_management.CreditTimeline";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ lines: null, filters: [], chosen: [], more: false, isBusy: false });
        useRecordObserver((record) => {
            // Another record, or this one read anew.
            const { exposure, in_transit, decision_ids } = record.data;
            const seen = JSON.stringify([record.resId, exposure, in_transit, decision_ids?.currentIds]);
            if (seen !== this.seen) {
                this.seen = seen;
                this.load();
            }
        });
    }

    get record() {
        return this.props.record;
    }

    async load(before = false) {
        const { resId } = this.record;
        if (!resId) {
            return;
        }
        const asked = (this.asked = {});
        this.state.isBusy = true;
        const filters = this.state.chosen.length ? [...this.state.chosen] : null;
        const page = await this.orm.silent.call("credit.profile", "timeline", [[resId]], { filters, before });
        if (asked !== this.asked) {
            return;
        }
        const lines = page.lines.map((line) => ({
            ...line,
            day: this.day(this.when(line)),
            exact: this.exact(line),
            note: line.due ? _t("due %s", this.day(deserializeDate(line.due))) : line.note,
        }));
        Object.assign(this.state, {
            lines: before ? [...this.state.lines, ...lines] : lines,
            filters: page.filters, more: page.more, isBusy: false,
        });
    }

    toggle(code) {
        const { chosen } = this.state;
        this.state.chosen = chosen.includes(code) ? chosen.filter((known) => known !== code) : [...chosen, code];
        return this.load();
    }

    more() {
        return this.load(this.state.more);
    }

    // --- What it says ---

    when(line) {
        return line.date_only ? deserializeDate(line.at) : deserializeDateTime(line.at);
    }

    day(when) {
        const thisYear = when.hasSame(DateTime.local(), "year");
        return when.toLocaleString({ day: "numeric", month: "short", ...(thisYear ? {} : { year: "numeric" }) });
    }

    exact(line) {
        return this.when(line).toLocaleString(line.date_only ? DateTime.DATE_FULL : DateTime.DATETIME_MED);
    }

    get emptyText() {
        return this.state.chosen.length
            ? _t("Nothing of this kind yet.")
            : _t("Nothing has happened yet. The first order, delivery or payment will stand here.");
    }

    // --- What it does ---

    open(line) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: line.res_model,
            res_id: line.res_id,
            views: [[false, "form"]],
        });
    }

    match() {
        return this.action.doActionButton({
            type: "object",
            name: "action_open_unmatched",
            resModel: "credit.profile",
            resId: this.record.resId,
            resIds: [this.record.resId],
            onClose: () => this.record.load(),
        });
    }
}

registry.category("view_widgets").add("credit_timeline", { component: CreditTimeline });
