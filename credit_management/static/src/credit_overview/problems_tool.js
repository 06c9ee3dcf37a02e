import { _t } from "@web/core/l10n/translation";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { OverviewTile } from "./overview_tile";

/** What is wrong with the data; each line opens what was found. */
export class ProblemsTool extends OverviewTile {
    static template = "credit_management.OverviewProblems";
    static components = { Dropdown, DropdownItem };

    setup() {
        super.setup();
        this.orm = useService("orm");
    }

    get title() {
        const count = this.data.checks.length;
        return count === 1 ? _t("1 data problem") : _t("%s data problems", count);
    }

    async openCheck(check) {
        if (check.call) {
            return this.action.doAction(await this.orm.call(check.model, check.call, [[]]));
        }
        return this.open(check.name, check.model, check.domain);
    }
}

registry.category("credit_overview_tools").add("problems", {
    component: ProblemsTool, place: "head", needsData: true, sequence: 10,
});
