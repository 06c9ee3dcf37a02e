import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { money } from "../credit_core/credit_format";

import { Component } from "@odoo/owl";

/** What would have been held since reporting began, by rule, and how people mark it. */
export class CreditReportOnly extends Component {
    static template = "credit_management.CreditReportOnly";
    static props = { step: Object, page: Object, reload: Function };

    setup() {
        this.action = useService("action");
    }

    get found() {
        return this.props.step.data;
    }

    get marks() {
        const { orders, useful, useless } = this.found;
        return _t("%(useful)s marked useful, %(useless)s not useful, %(left)s not marked yet", {
            useful: this.count(useful), useless: this.count(useless),
            left: this.count(Math.max(orders - useful - useless, 0)),
        });
    }

    count(number) {
        return formatFloat(number, { digits: [16, 0] });
    }

    exact(amount) {
        return money(amount, this.props.page.currency_id);
    }

    open(code) {
        return this.action.doAction("credit_management.credit_would_hold_action", {
            additionalContext: { search_default_codes: code },
        });
    }
}

registry.category("credit_go_live_panels").add("report", CreditReportOnly);
