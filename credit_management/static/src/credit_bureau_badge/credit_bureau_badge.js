import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CreditVerdictField } from "../credit_verdict/credit_verdict";

/** How old bureau data are, and how grave: icon and word beside every colour. */
const BADGES = {
    fresh: { icon: "fa-check", tone: "green" },
    ageing: { icon: "fa-clock-o", tone: "light" },
    stale: { icon: "fa-clock-o", tone: "dark" },
    info: { icon: "fa-info", tone: "grey" },
    alert: { icon: "fa-exclamation-triangle", tone: "amber" },
    stop: { icon: "fa-ban", tone: "dark" },
};

export class CreditBureauBadge extends CreditVerdictField {
    get shown() {
        return BADGES[this.value];
    }
}

registry.category("fields").add("credit_bureau_badge", {
    component: CreditBureauBadge,
    displayName: _t("Bureau badge"),
    supportedTypes: ["selection"],
});
