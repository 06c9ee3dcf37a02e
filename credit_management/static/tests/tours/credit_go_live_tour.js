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
