import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { useProgress } from "../credit_core/use_progress";

import { Component } from "@odoo/owl";

/** Who gets a profile: by first grade and by segment, who is left out, and how far the making is. */
export class CreditScope extends Component {
    static template = "credit_management.CreditScope";
    static props = { step: Object, page: Object, reload: Function };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        useProgress(() => !!this.scope?.state, () => this.props.reload(), () => [this.props.step]);
    }

    get scope() {
        return this.props.step.data;
    }

    get grades() {
        const most = Math.max(...this.scope.grades.map((one) => one.count), 1);
        return this.scope.grades.map((one) => ({
            ...one, name: one.grade || _t("No grade yet"), width: Math.round((100 * one.count) / most),
        }));
    }

    get progress() {
        const { done, in_scope: all, state } = this.scope;
        return state === "making"
            ? { share: all ? Math.round((100 * done) / all) : 100,
                text: _t("%(done)s of %(all)s profiles made", { done: this.count(done), all: this.count(all) }) }
            : { share: 100, text: _t("%(left)s profiles to take back", { left: this.count(done) }) };
    }

    count(number) {
        return formatFloat(number, { digits: [16, 0] });
    }

    get mayForget() {
        return this.props.page.may_act && !this.scope.state && this.props.step.state !== "done";
    }

    async forget() {
        const company = { company_id: this.props.page.company_id };
        await this.orm.call("credit.go.live", "scope_forget", [], company);
        await this.orm.call("credit.go.live", "act", ["scope"], company);
        return this.props.reload();
    }

    async open(code) {
        return this.action.doAction(await this.orm.call("credit.go.live", "scope_open", [code], {
            company_id: this.props.page.company_id,
        }));
    }
}

registry.category("credit_go_live_panels").add("scope", CreditScope);
