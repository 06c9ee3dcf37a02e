import { registry } from "@web/core/registry";

/** A manager checks the data, opens what was found, ticks the step and takes it back. */
registry.category("web_tour.tours").add("credit_go_live_health", {
    steps: () => [
        { content: "Health comes first", trigger: ".o_credit_steps_item[data-step='health'][data-state='todo']" },
        { trigger: ".o_credit_steps_item[data-step='health'] button", run: "click" },
        { content: "Check the data", trigger: ".o_credit_go_live_act:contains('Check the data')", run: "click" },
        { content: "What was found", trigger: "tr[data-check='unmatched'] [data-cell='count']" },
        { content: "Again, and nothing changed", trigger: ".o_credit_go_live_act:contains('Check again')", run: "click" },
        { trigger: "tr[data-check='unmatched'] [data-cell='change']:contains('as before')" },
        { content: "Where it is mended", trigger: "tr[data-check='unmatched'] button:contains('Match')", run: "click" },
        { trigger: ".o_list_view .o_group_header, .o_list_view .o_data_row" },
        { content: "Back", trigger: ".breadcrumb-item a, .o_back_button", run: "click" },
        { content: "Done", trigger: ".o_credit_go_live_done", run: "click" },
        { trigger: ".o_credit_steps_item[data-step='health'][data-state='done'] button", run: "click" },
        { content: "Undo", trigger: ".o_credit_go_live_undo:enabled", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: ".o_credit_steps_item[data-step='health'][data-state='undone']" },
    ],
});

/** An auditor reads it and presses nothing. */
registry.category("web_tour.tours").add("credit_go_live_auditor", {
    steps: () => [
        { trigger: ".o_credit_steps_item[data-step='health'] button", run: "click" },
        { content: "What was found", trigger: "tr[data-check='unmatched']" },
        { content: "No buttons", trigger: ".o_credit_go_live_step:not(:has(.o_credit_go_live_act)):not(:has(.o_credit_go_live_done))" },
    ],
});

/** A manager looks who is in scope, makes the profiles, and begins to report. */
registry.category("web_tour.tours").add("credit_go_live_scope", {
    steps: () => [
        { trigger: ".o_credit_steps_item[data-step='scope'][data-state='todo'] button", run: "click" },
        { content: "Look", trigger: ".o_credit_go_live_step[data-step='scope'] .o_credit_go_live_act:contains('Look who is in scope')", run: "click" },
        { content: "By grade, segment and reason", trigger: ".o_credit_scope_grades tr[data-grade='-'] .o_credit_figure:not(:contains('0'))" },
        { trigger: ".o_credit_scope_left_out tr[data-reason='consumers'] button:contains('1')" },
        { content: "Make them", trigger: ".o_credit_go_live_act:contains('profiles')", run: "click" },
        { trigger: ".o_credit_steps_item[data-step='scope'][data-state='done']" },
        { content: "What was made", trigger: ".o_credit_scope_made", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains('Tour Trade')" },
        { trigger: ".breadcrumb-item a, .o_back_button", run: "click" },
        { trigger: ".o_credit_steps_item[data-step='report'][data-state='todo'] button", run: "click" },
        { content: "Report", trigger: ".o_credit_go_live_step[data-step='report'] .o_credit_go_live_act:contains('Begin to report')", run: "click" },
        { trigger: ".o_credit_steps_item[data-step='report'][data-state='done']" },
    ],
});

/** What would have been held is marked as useful, and counted. */
registry.category("web_tour.tours").add("credit_go_live_report", {
    steps: () => [
        { trigger: ".o_credit_steps_item[data-step='report'] button", run: "click" },
        { content: "By rule", trigger: "tr[data-rule='H01'] button:contains('Open')", run: "click" },
        { content: "Useful", trigger: ".o_data_row button[name='action_useful']", run: "click" },
        { trigger: ".o_data_row .badge:contains('Useful')" },
        { trigger: ".breadcrumb-item a, .o_back_button", run: "click" },
        { trigger: ".o_credit_steps_item[data-step='report'] button", run: "click" },
        { trigger: ".o_credit_report_only_note:contains('1 marked useful')" },
    ],
});

/** The first of two managers reads what is ready and signs the days. */
registry.category("web_tour.tours").add("credit_go_live_sign", {
    steps: () => [
        { trigger: ".o_credit_steps_item[data-step='enforce'] button", run: "click" },
        { content: "What is not ready has a button", trigger: "li[data-check='strangers'][data-fine='no']" },
        { trigger: "li[data-check='policy'][data-fine='yes']" },
        { content: "Sign", trigger: ".o_credit_enforce_plan:contains('Sign as the first')", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        { content: "Nobody is held yet", trigger: ".o_credit_enforce_signed:contains('Another manager signs')" },
        { trigger: ".o_credit_enforce:not(:has(.o_credit_enforce_sign))" },
    ],
});

/** The second signs; then he steps back. */
registry.category("web_tour.tours").add("credit_go_live_begin", {
    steps: () => [
        { trigger: ".o_credit_steps_item[data-step='enforce'] button", run: "click" },
        { trigger: ".o_credit_enforce_sign", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        { content: "The first wave is held", trigger: "tr[data-wave='1'][data-begun='yes']:contains('Held since')" },
        { trigger: ".o_credit_steps_item[data-step='enforce'][data-state='done']" },
        { content: "The others wait", trigger: "tr[data-wave='3']:contains('Reported only')" },
        { content: "Back", trigger: ".o_credit_enforce_back", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: "tr[data-wave='1'][data-begun='no']:contains('Reported only')" },
    ],
});
