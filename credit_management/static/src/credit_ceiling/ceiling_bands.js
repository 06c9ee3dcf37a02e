import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

/** Band -> tone, icon and word: no colour speaks alone. */
export const BANDS = {
    green: { tone: "green", icon: "fa-check-circle", word: _t("below the ceiling") },
    amber: { tone: "amber", icon: "fa-exclamation-triangle", word: _t("near the ceiling") },
    red: { tone: "red", icon: "fa-square", word: _t("over the ceiling") },
    unknown: { tone: "grey", icon: "fa-question-circle", word: _t("no ceiling") },
};

/** Print a percentage; what is unknown is a dash. */
export function use(percentage, digits = 1) {
    return percentage === null || percentage === undefined
        ? "–"
        : _t("%s %", formatFloat(percentage, { digits: [16, digits], trailingZeros: false }));
}
