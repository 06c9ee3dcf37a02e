import { registry } from "@web/core/registry";

/** What fits is delivered with Odoo's own backorder; the rest stays held. */
registry.category("web_tour.tours").add("credit_part", {
    steps: () => [
        { content: "What fits, and whom to call", trigger: ".o_credit_banner_fits:contains('5 of 9 Units')" },
        { trigger: "a.o_credit_banner_phone[href='tel:+86105555']" },
        { content: "Deliver that", trigger: ".o_credit_do_deliver_part", run: "click" },
        { content: "The rest stays", trigger: ".o_credit_banner_is_part:contains('5 of 9 Units leave')" },
        { trigger: "[name='move_ids'] td[name='quantity']:contains('5')" },
        { content: "Validate", trigger: "button[name='button_validate']", run: "click" },
        { content: "Odoo's own question", trigger: ".modal button[name='process']", run: "click" },
        { content: "It left", trigger: ".o_arrow_button_current:contains('Done')" },
    ],
});
