import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { money } from "../credit_core/credit_format";

import { Component, onMounted, useState } from "@odoo/owl";

const MODEL = "credit.aging.report";

/** Which day and which ages the list shows, whether it ties to the ledger, and ways to take it along. */
export class CreditAgingHead extends Component {
    static template = "credit_management.CreditAgingHead";
    static props = { context: Object, domain: Array };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ asked: null, tie: null, failed: false, exporting: false });
        onMounted(() => this.load());
    }

    async load() {
        this.state.asked = await this.orm.silent.call(MODEL, "get_asked", [], {
            context: this.props.context,
        });
        try {
            this.state.tie = await this.orm.silent.call(MODEL, "check_tie", [this.state.asked.as_of]);
        } catch {
            this.state.failed = true;
        }
    }

    get figures() {
        const { tie, asked } = this.state;
        return {
            ledger: money(tie.ledger, asked.currency_id),
            difference: money(tie.difference, asked.currency_id),
        };
    }

    /** Show another day or other ages; what is searched for stays. */
    async show(change) {
        const { as_of, basis } = { ...this.state.asked, ...change };
        if (!as_of) {
            return;
        }
        const action = await this.orm.call(MODEL, "action_show", [as_of, basis]);
        const { searchModel } = this.env;
        action.domain = searchModel.globalDomain;
        await this.action.doAction(action, {
            stackPosition: "replaceCurrentAction",
            props: { globalState: { searchModel: JSON.stringify(searchModel.exportState()) } },
        });
    }

    async check() {
        const action = await this.orm.call(MODEL, "action_check_tie", [[]], {
            context: this.props.context,
        });
        this.action.doAction({ ...action, views: [[false, "form"]] });
    }

    async exportSheet() {
        this.state.exporting = true;
        try {
            await download({
                url: "/credit_management/aging/xlsx",
                data: {
                    data: JSON.stringify({ domain: this.props.domain, context: this.props.context }),
                },
            });
        } finally {
            this.state.exporting = false;
        }
    }

    async print() {
        const action = await this.orm.call(MODEL, "action_print", [], {
            context: this.props.context,
        });
        this.action.doAction(action);
    }

    get exportTitle() {
        return _t("The lines of this list, and its customers by age");
    }
}

export class CreditAgingListController extends ListController {
    static template = "credit_management.CreditAgingList";
    static components = { ...ListController.components, CreditAgingHead };
}

registry.category("views").add("credit_aging_list", {
    ...listView,
    Controller: CreditAgingListController,
});
