import { registry } from "@web/core/registry";

/** A hold: breaches, then and now, a rejection with a reason. */
registry.category("web_tour.tours").add("credit_hold", {
    steps: () => [
        { content: "The reason", trigger: ".o_credit_headline:contains('over')" },
        { content: "Each breach", trigger: "[name='breach_ids'] .o_data_row:contains('Over the limit')" },
        { content: "Then", trigger: ".o_field_widget[name='gauge_then'] .o_credit_gauge_title:contains('Then')" },
        { content: "Now", trigger: ".o_field_widget[name='gauge_now'] .o_credit_gauge_title:contains('Now')" },
        { content: "Reject", trigger: "button[name='action_reject_dialog']", run: "click" },
        { trigger: ".modal [name='reason_id'] input", run: "click" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Overdue must be paid first')", run: "click" },
        { trigger: ".modal [name='note'] textarea", run: "edit Pay first" },
        { trigger: ".modal button[name='action_decide']", run: "click" },
        { content: "Decided", trigger: ".o_statusbar_status button[data-value='rejected'].o_arrow_button_current, .o_form_view:contains('Pay first')" },
    ],
});
