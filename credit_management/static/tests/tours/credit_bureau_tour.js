import { registry } from "@web/core/registry";

/** The match queue by keyboard: one rejected with a reason, one bound, one nobody's. */
registry.category("web_tour.tours").add("credit_bureau_match", {
    steps: () => [
        { content: "The queue", trigger: ".o_data_row:contains('Acme Trading Ltd') td[name='subject_name']", run: "click" },
        { content: "Side by side", trigger: ".o_credit_match th.o_credit_match_chosen:contains('Acme Trade')" },
        { content: "Its numbers are others", trigger: ".o_credit_match td .fa-times[title='differs']" },
        { content: "Choose the second", trigger: ".o_form_sheet", run: "press 2" },
        { trigger: "th.o_credit_match_chosen:contains('Acme Traders')", run: "press x" },
        { content: "Say why", trigger: ".modal [name='note'] textarea", run: "edit Other address" },
        { trigger: ".modal button[name='action_apply']", run: "click" },
        { content: "Kept", trigger: "body:not(:has(.modal)) .o_credit_match td:contains('Rejected: Other address')" },
        { content: "Back to the first", trigger: ".o_form_sheet", run: "press 1" },
        { trigger: "th.o_credit_match_chosen:contains('Acme Trade'):not(:contains('Traders'))", run: "press Enter" },
        { content: "Bound, and on to the next", trigger: ".o_form_view h1:contains('Nordisk Frukt AB')" },
        { content: "No candidate", trigger: ".o_credit_match:contains('Nobody was proposed')" },
        { trigger: ".o_form_sheet", run: "press n" },
        { trigger: ".modal [name='note'] textarea", run: "edit A supplier" },
        { trigger: ".modal button[name='action_apply']", run: "click" },
        { content: "Nothing waits", trigger: ".o_notification:contains('No match waits any more')" },
        { trigger: "body:not(:has(.modal)) .alert:contains('Nobody of ours')" },
    ],
});

/** A report: its score on its scale, what it says, and the original on the record. */
registry.category("web_tour.tours").add("credit_bureau_report", {
    steps: () => [
        { content: "The list", trigger: ".o_data_row:contains('Acme Trade') td[name='subject_name']", run: "click" },
        { content: "On its scale", trigger: ".o_credit_scale[aria-label*='62'][aria-label*='0–100'] .o_credit_scale_mark" },
        { content: "Its band", trigger: ".o_credit_scale_B.o_credit_scale_this" },
        { content: "Which way is better", trigger: ".o_credit_scale_head:contains('better →')" },
        { content: "In words", trigger: ".o_credit_reading h4:contains('Events'):contains('Fresh')" },
        { content: "The original", trigger: "button[name='action_open_raw']", run: "click" },
        { trigger: ".modal [name='purpose'] input", run: "edit Limit review" },
        { content: "Close without reading", trigger: ".modal button[special='cancel'], .modal .btn-secondary", run: "click" },
        { trigger: "body:not(:has(.modal)) button[name='action_open_differences']", run: "click" },
        { content: "The tax number is only shown", trigger: ".modal .o_data_row:contains('VAT number'):not(:has(td[name='take'] input))" },
        { content: "The name may be taken over", trigger: ".modal .o_data_row:contains('Acme Trade AG') td[name='take']", run: "click" },
        { trigger: ".modal .o_data_row:contains('Acme Trade AG') td[name='take'] input:checked" },
        { trigger: ".modal button[name='action_take']", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view" },
    ],
});

/** A stop: the customer's page tells, a manager overrules it with evidence, and it is told so. */
registry.category("web_tour.tours").add("credit_bureau_event", {
    steps: () => [
        { content: "The customer", trigger: ".o_data_row:contains('Acme Trade') td[name='partner_id']", run: "click" },
        { trigger: ".o_notebook a[name='bureau']", run: "click" },
        { content: "Its age and alarm", trigger: ".tab-pane.active .badge:contains('Stop')" },
        { trigger: ".tab-pane.active [name='bureau_event_ids'] .o_data_row:contains('Insolvency') td[name='label']", run: "click" },
        { content: "Its dialog or page", trigger: "button[name='action_ask_overrule']", run: "click" },
        { trigger: ".modal [name='note'] textarea", run: "edit Petition withdrawn, court order of today" },
        { trigger: ".modal button[name='action_apply']", run: "click" },
        { content: "Overruled", trigger: ".alert:contains('Overruled until')" },
    ],
});
