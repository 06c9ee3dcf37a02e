import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { money, moment } from "../credit_core/credit_format";

import { Component } from "@odoo/owl";

/** What each check found, how that changed, and the button to where it is mended. */
export class CreditHealth extends Component {
    static template = "credit_management.CreditHealth";
    static props = { step: Object, page: Object, reload: Function };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get health() {
        return this.props.step.data;
    }

    get found() {
        return this.health.checks.filter((check) => check.count);
    }

    get clean() {
        return this.health.checks.filter((check) => check.count === 0).map((check) => check.name).join(" · ");
    }

    get skipped() {
        return this.health.checks.filter((check) => check.count === null).map((check) => check.name).join(" · ");
    }

    get checkedAt() {
        return _t("Checked %(when)s in %(seconds)s s; nothing was changed.", {
            when: moment(this.health.date), seconds: formatFloat(this.health.seconds, { digits: [16, 1] }),
        });
    }

    get exportUrl() {
        return `/credit_management/health.xlsx?company_id=${this.props.page.company_id}`;
    }

    exact(amount) {
        return money(amount, this.props.page.currency_id);
    }

    count(number) {
        return formatFloat(number, { digits: [16, 0] });
    }

    /** Say how a count changed since the data were checked before; nothing if it is the first time. */
    change({ count, before }) {
        if (before === null) {
            return "";
        }
        const more = count - before;
        return more ? `${more > 0 ? "+" : "−"}${this.count(Math.abs(more))}` : _t("as before");
    }

    async open(check) {
        return this.action.doAction(await this.orm.call("credit.health", "action_open", [check.code], {
            company_id: this.props.page.company_id,
        }));
    }
}

registry.category("credit_go_live_panels").add("health", CreditHealth);
