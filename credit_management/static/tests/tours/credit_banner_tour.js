import { registry } from "@web/core/registry";

/** A salesperson's quotation: the verdict before clicking, a notice instead of an error, a request. */
registry.category("web_tour.tours").add("credit_banner", {
    steps: () => [
        { content: "It says beforehand", trigger: ".o_credit_banner_is_would_hold:contains('over the limit')" },
        { content: "…and what would help", trigger: ".o_credit_do_payment_link" },
        { content: "Confirm all the same", trigger: "button[name='action_confirm']:not(.d-none)", run: "click" },
        { content: "A notice, no error", trigger: ".o_notification:contains('is held')" },
        { trigger: "body:not(:has(.o_error_dialog))" },
        { content: "Ask for a release", trigger: ".o_credit_do_ask", run: "click" },
        { trigger: ".modal [name='note'] input", run: "edit Payment is announced" },
        { trigger: ".modal button[name='action_ask']", run: "click" },
        { content: "Held, with whom", trigger: ".o_credit_banner_is_held" },
        { content: "Confirm is not offered any more", trigger: ".o_statusbar_buttons:not(:has(button[name='action_confirm']))" },
        { content: "What fits", trigger: ".o_credit_do_reduce", run: "click" },
        { content: "The quantities", trigger: ".modal [name='line_ids'] .o_data_row td[name='quantity']:contains('4')" },
        { trigger: ".modal button[name='action_reduce']", run: "click" },
        { content: "The order is smaller", trigger: ".o_field_widget[name='order_line'] td[name='product_uom_qty']:contains('4')" },
    ],
});

/** A transfer of a held customer: nobody loads it unwarned. */
registry.category("web_tour.tours").add("credit_transfer", {
    steps: () => [
        { content: "Do not load", trigger: ".o_credit_banner:contains('Do not load')" },
    ],
});
