import { registry } from "@web/core/registry";

/** Money is here: matched from the hold, part of it left on the account. */
registry.category("web_tour.tours").add("credit_match", {
    steps: () => [
        { content: "Money is here", trigger: ".o_credit_headline:contains('received, not matched yet')" },
        { content: "Match it", trigger: "button[name='action_match']", run: "click" },
        { content: "It pays the oldest", trigger: ".modal [name='invoice_ids'] .o_data_row td[name='amount']:contains('350.00')" },
        { content: "…and then", trigger: ".modal .o_credit_match_clears:contains('would clear and be confirmed')" },
        { content: "More than there is", trigger: ".modal [name='invoice_ids'] td[name='amount']", run: "click" },
        { trigger: ".modal [name='invoice_ids'] [name='amount'] input", run: "edit 400 && press Tab" },
        { content: "…is told at once", trigger: ".modal [name='left_over']:contains('-50.00')" },
        { trigger: ".modal .o_credit_match:contains('More is applied than there is money')" },
        { content: "Less", trigger: ".modal [name='invoice_ids'] td[name='amount']", run: "click" },
        { trigger: ".modal [name='invoice_ids'] [name='amount'] input", run: "edit 300 && press Tab" },
        { trigger: ".modal [name='left_over']:contains('50.00')" },
        { content: "Still enough", trigger: ".modal .o_credit_match_clears" },
        { trigger: ".modal button[name='action_apply']", run: "click" },
        { content: "What happened", trigger: ".modal [name='result_ids'] .o_data_row:contains('300.00 paid by')" },
        { trigger: ".modal [name='result_ids'] .o_data_row:contains('50.00 stay on')" },
        { content: "What follows", trigger: ".modal [name='result_ids'] .o_data_row:contains('clears within a minute')" },
        { trigger: ".modal .modal-footer button:contains('Close')", run: "click" },
        { content: "It would pass now", trigger: "body:not(:has(.modal)) .alert:contains('It would pass now')" },
    ],
});

/** Seconds later: the hold has cleared by itself. */
registry.category("web_tour.tours").add("credit_match_cleared", {
    steps: () => [
        { content: "Cleared", trigger: ".o_statusbar_status button[data-value='cured'].o_arrow_button_current" },
    ],
});
