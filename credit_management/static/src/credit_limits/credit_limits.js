import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { money, moment } from "../credit_core/credit_format";
import { useProgress } from "../credit_core/use_progress";
import { LimitHistogram } from "./limit_histogram";

import { Component } from "@odoo/owl";

const DIALOGS = "credit_management.credit_limit_proposal";

/** The step that proposes limits: how they are spread, the lists to change them in, how far it is. */
export class CreditLimits extends Component {
    static template = "credit_management.CreditLimits";
    static components = { LimitHistogram };
    static props = { step: Object, page: Object, reload: Function };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        useProgress(() => this.isUnderWay, () => this.props.reload(), () => [this.props.step]);
    }

    get proposal() {
        return this.props.step.data;
    }

    get isUnderWay() {
        return ["applying", "undoing"].includes(this.proposal?.state);
    }

    get isDraft() {
        return this.proposal.state === "draft";
    }

    get mayAct() {
        return this.props.page.may_act;
    }

    get lists() {
        const { customers, by_hand, kept, refused, left, stuck } = this.proposal;
        const noted = refused + left + stuck;
        return [
            { kind: "largest", name: _t("The largest, one by one"), primary: true },
            { kind: null, name: _t("All %s", this.count(customers)) },
            by_hand && { kind: "by_hand", name: _t("%s changed by hand", this.count(by_hand)) },
            kept && { kind: "kept", name: _t("%s left as they are", this.count(kept)) },
            noted && { kind: "refused", name: _t("%s not applied or left", this.count(noted)) },
        ].filter(Boolean);
    }

    get progress() {
        const { applied, refused, decided, state } = this.proposal;
        const over = state === "applying" ? applied + refused : decided - applied;
        return {
            share: decided ? Math.round((100 * over) / decided) : 100,
            text: state === "applying"
                ? _t("%(done)s of %(all)s customers have their limit", {
                    done: this.count(over), all: this.count(decided) })
                : _t("%(left)s customers to restore", { left: this.count(applied) }),
        };
    }

    get words() {
        const { months, uplift, tolerated_days, smallest_limit, core_first, date } = this.proposal;
        return _t(
            "As of %(date)s: the larger of the high credit of %(months)s months and %(uplift)s % more, and a year's purchases for the agreed days and %(days)s more; at least %(smallest)s.",
            {
                date: formatDate(deserializeDate(date)), months, days: tolerated_days,
                uplift: formatFloat(uplift, { digits: [16, 1], trailingZeros: false }),
                smallest: money(smallest_limit, this.proposal.currency_id),
            }
        ) + " " + (core_first
            ? _t("Odoo's own limit goes first.") : _t("Odoo's own limit counts where it is larger."));
    }

    get signed() {
        const { signed_by, signed_at, reason } = this.proposal;
        return signed_by && _t("Signed by %(user)s, %(when)s: %(reason)s", {
            user: signed_by, when: moment(signed_at), reason });
    }

    get exportUrl() {
        return `/credit_management/limits.xlsx?company_id=${this.props.page.company_id}`;
    }

    count(number) {
        return formatFloat(number, { digits: [16, 0] });
    }

    async open(kwargs) {
        return this.action.doAction(
            await this.orm.call("credit.limit.proposal", "action_lines", [[this.proposal.id]], kwargs));
    }

    /** Open one of the dialogs; what it did is shown when it closes. */
    dialog(name) {
        return this.action.doAction(`${DIALOGS}_${name}_action`, { onClose: () => this.props.reload() });
    }

    async backtest() {
        return this.action.doAction(
            await this.orm.call("credit.limit.proposal", "action_backtest", [[this.proposal.id]]));
    }
}

registry.category("credit_go_live_panels").add("limits", CreditLimits);
