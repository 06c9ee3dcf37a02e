import { registry } from "@web/core/registry";
import { choose } from "./choose";

/** An officer proposes the order that fits: shown before it is sent, then on the hold. */
registry.category("web_tour.tours").add("credit_propose", {
    steps: () => [
        { content: "Propose", trigger: "button[name='action_propose_dialog']", run: "click" },
        { content: "What fits is chosen", trigger: ".modal .o_credit_choice_reduce.o_credit_choice_chosen:contains('4 of 15')" },
        { content: "What cannot help is there, with its reason", trigger: ".modal .o_credit_choice_invoices[disabled]:contains('still be held')" },
        { content: "What comes of it", trigger: ".modal .o_credit_gauge_head:contains('1,000 of')" },
        { content: "One piece more", trigger: ".modal [name='line_ids'] td[name='quantity']", run: "click" },
        { trigger: ".modal [name='line_ids'] td[name='quantity'] input", run: "edit 5 && press Tab" },
        { content: "It would be held again", trigger: ".modal .o_credit_banner_amber:contains('still be held')" },
        { content: "…so it cannot be sent", trigger: ".modal-footer:not(:has(button[name='action_send']))" },
        { content: "Three", trigger: ".modal [name='line_ids'] td[name='quantity']", run: "click" },
        { trigger: ".modal [name='line_ids'] td[name='quantity'] input", run: "edit 3 && press Tab" },
        { content: "The text follows", trigger: ".modal [name='sales_text'] textarea:value('3 of 15')" },
        { trigger: ".modal .o_credit_gauge_head:contains('900 of')" },
        { content: "Send", trigger: ".modal-footer button[name='action_send']", run: "click" },
        { content: "It stands on the hold", trigger: "body:not(:has(.modal)) .o_credit_proposed:contains('Order that fits')" },
    ],
});

/** The salesperson takes it. */
registry.category("web_tour.tours").add("credit_take_proposal", {
    steps: () => [
        { content: "Credit proposes", trigger: ".o_credit_banner_line:contains('proposes')" },
        { content: "Take it", trigger: ".o_credit_do_proposal", run: "click" },
        { trigger: ".modal [name='line_ids'] td[name='quantity']:contains('3')" },
        { trigger: ".modal button[name='action_reduce']", run: "click" },
        { content: "The order is smaller", trigger: ".o_field_widget[name='order_line'] td[name='product_uom_qty']:contains('3')" },
    ],
});

/** A release on a promise, from the dialog. */
registry.category("web_tour.tours").add("credit_release_condition", {
    steps: () => [
        { content: "Release", trigger: "button[name='action_release_dialog']", run: "click" },
        { trigger: ".modal [name='reason_id'] input", run: "click" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Promise to pay accepted')", run: "click" },
        ...choose("condition", "Promise to pay"),
        { trigger: ".modal [name='condition_date'] input", run: "edit 12/31/2099" },
        { trigger: ".modal [name='condition_amount'] input", run: "edit 500 && press Tab" },
        { trigger: ".modal button[name='action_decide']", run: "click" },
        { content: "On the form", trigger: "body:not(:has(.modal)) [name='condition_text']:contains('500.00 promised for')" },
    ],
});

/** The key p in the queue proposes on the line that is shown. */
registry.category("web_tour.tours").add("credit_queue_propose", {
    steps: () => [
        { trigger: ".o_credit_preview .o_credit_do_propose" },
        { content: "p", trigger: "body", run: "press p" },
        { trigger: ".modal .o_credit_choice_deposit", run: "click" },
        { trigger: ".modal [name='deposit_percent'] input", run: "edit 50 && press Tab" },
        { content: "Half of it", trigger: ".modal [name='deposit_amount']:contains('750')" },
        { trigger: ".modal-footer button[name='action_send']", run: "click" },
        { content: "It stands in the side pane", trigger: "body:not(:has(.modal)) .o_credit_preview:contains('Proposed by')" },
        { content: "Ask sales too", trigger: ".o_credit_preview button:contains('Open')", run: "click" },
        { trigger: "button[name='action_ask_sales_dialog']", run: "click" },
        { trigger: ".modal [name='text'] textarea", run: "edit Who pays the half?" },
        { trigger: ".modal button[name='action_ask']", run: "click" },
        { content: "Until they answer", trigger: "body:not(:has(.modal)) .o_form_view:contains('Asked sales')" },
    ],
});
