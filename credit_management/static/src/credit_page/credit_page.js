import { Layout } from "@web/search/layout";

import { Component } from "@odoo/owl";

const STATES = ["loading", "error", "empty", "ready"];

/**
 * The frame of a page of figures: Odoo's control panel, a head, and what stands for the figures
 * while there are none.
 *
 * `state` is "loading", "error", "empty" or "ready". Slots: `buttons` (control panel, three at the
 * most are primary), `head` (beside the title, such as the day), `empty` (names the next step),
 * `default` (the figures).
 */
export class CreditPage extends Component {
    static template = "credit_management.CreditPage";
    static components = { Layout };
    static props = {
        title: String,
        subtitle: { type: String, optional: true },
        state: { type: String, validate: (state) => STATES.includes(state) },
        error: { type: String, optional: true },
        onRetry: { type: Function, optional: true },
        className: { type: String, optional: true },
        slots: { type: Object, optional: true },
    };

    print() {
        window.print();
    }
}
