import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { money } from "../credit_core/credit_format";
import { LimitHistogram } from "./limit_histogram";

import { Component, onMounted, useState } from "@odoo/owl";

/** Above the list: how the limits are spread now, and what they come to. */
export class CreditLimitHead extends Component {
    static template = "credit_management.CreditLimitHead";
    static components = { LimitHistogram };
    static props = { changes: Object };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ proposal: null });
        this.props.changes.tell = () => this.load();
        onMounted(() => this.load());
    }

    async load() {
        this.state.proposal = await this.orm.silent.call("credit.limit.proposal", "get_page", []);
    }

    get words() {
        const { decided, total, by_hand, kept, currency_id } = this.state.proposal;
        return _t("%(count)s customers get %(total)s in all; %(hand)s changed by hand, %(kept)s left as they are.", {
            count: this.count(decided), total: money(total, currency_id),
            hand: this.count(by_hand), kept: this.count(kept),
        });
    }

    count(number) {
        return formatFloat(number, { digits: [16, 0] });
    }

    async pick(kwargs) {
        const { id } = this.state.proposal;
        return this.action.doAction(
            await this.orm.call("credit.limit.proposal", "action_lines", [[id]], kwargs));
    }
}

export class CreditLimitListController extends ListController {
    static template = "credit_management.CreditLimitList";
    static components = { ...ListController.components, CreditLimitHead };

    setup() {
        super.setup();
        // The head sets `tell`, which is called whenever a line was saved.
        this.changes = {};
    }

    async onRecordSaved(record) {
        await super.onRecordSaved(...arguments);
        this.changes.tell?.();
        return record;
    }
}

registry.category("views").add("credit_limit_list", {
    ...listView,
    Controller: CreditLimitListController,
});
