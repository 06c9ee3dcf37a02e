import { _t } from "@web/core/l10n/translation";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { OverviewTile } from "./overview_tile";

import { onWillStart } from "@odoo/owl";

const GROUP = "credit_management.credit_management_group_";

/** The manager's pack: looked at, sent now, or those that were sent. */
export class PackTool extends OverviewTile {
    static template = "credit_management.OverviewPack";
    static components = { Dropdown, DropdownItem };

    setup() {
        super.setup();
        this.orm = useService("orm");
        onWillStart(async () => {
            [this.mayPreview, this.maySend] = await Promise.all(
                ["officer", "manager"].map((group) => user.hasGroup(GROUP + group))
            );
        });
    }

    async run(method) {
        return this.action.doAction(await this.orm.call("credit.pack", method, []));
    }

    openSent() {
        const domain = [["company_id", "=", this.props.overview.companyId], ["kind", "!=", "preview"]];
        return this.open(_t("Manager's packs"), "credit.pack", domain);
    }
}

registry.category("credit_overview_tools").add("pack", { component: PackTool, place: "buttons", sequence: 20 });
