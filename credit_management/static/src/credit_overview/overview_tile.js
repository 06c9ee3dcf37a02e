import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { useService } from "@web/core/utils/hooks";
import { money, shortAmount } from "../credit_core/credit_format";

import { Component } from "@odoo/owl";

/**
 * One tile of the overview; extend it, give a template, and add it to the registry category
 * `credit_overview_tiles` under the code of its Python method:
 *
 *     {component, title, size: "small" | "third" | "wide", sequence}
 *
 * `data` is what that method returned; `overview` is {companyId, currencyId, day, compare}, with
 * `compare` "month" or "year". Every figure is a button that opens its documents with `open`.
 */
export class OverviewTile extends Component {
    static props = { data: Object, overview: Object };

    setup() {
        this.action = useService("action");
    }

    get data() {
        return this.props.data;
    }

    short(amount) {
        return shortAmount(amount);
    }

    exact(amount) {
        return money(amount, this.props.overview.currencyId);
    }

    /** Print a share (part of one) in per cent; what is unknown is a dash. */
    percent(share, digits = 0) {
        return share === null || share === undefined
            ? "–"
            : _t("%s %", formatFloat(100 * share, { digits: [16, digits] }));
    }

    /** Open the list of what a figure is made of. */
    open(name, model, domain, { context = {}, views = ["list", "form"] } = {}) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: model,
            views: views.map((view) => [false, view]),
            domain,
            context,
        });
    }
}
