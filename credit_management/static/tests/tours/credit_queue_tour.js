import { registry } from "@web/core/registry";

/** My work: the side pane, the keyboard, a release from the queue, the empty state. */
registry.category("web_tour.tours").add("credit_queue", {
    steps: () => [
        { content: "Both holds wait", trigger: ".o_credit_queue .o_data_row:nth-child(2)" },
        { content: "The head names the next cut-off", trigger: ".o_credit_queue_clock:contains('cut-off')" },
        { content: "The side pane says why", trigger: ".o_credit_preview_breach:contains('Over the limit')" },
        { content: "…with a gauge", trigger: ".o_credit_preview .o_credit_gauge_limit" },
        { content: "The next line", trigger: "body", run: "press j" },
        { content: "It is shown", trigger: ".o_data_row:nth-child(2).o_credit_queue_current" },
        { content: "Back to the first", trigger: "body", run: "press k" },
        { trigger: ".o_data_row:nth-child(1).o_credit_queue_current" },
        { content: "The keys explain themselves", trigger: "body", run: "press ?" },
        { trigger: ".o_credit_preview_keys kbd:contains('j')" },
        { content: "Take both", trigger: "thead .o_list_record_selector input", run: "click" },
        { trigger: ".o_data_row_selected:nth-child(2)" },
        { content: "Release them", trigger: ".o_selection_container ~ * button[name='action_release'], .o_control_panel button[name='action_release']", run: "click" },
        { content: "Why", trigger: ".modal [name='reason_id'] input", run: "click" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Long good record')", run: "click" },
        { content: "Release", trigger: ".modal button[name='action_decide']", run: "click" },
        { content: "An answer a row", trigger: ".modal [name='result_ids'] .o_data_row:nth-child(2)" },
        { trigger: ".modal .modal-footer button:contains('Close')", run: "click" },
        { content: "Nothing waits", trigger: ".o_view_nocontent:contains('Nothing waits')" },
    ],
});
