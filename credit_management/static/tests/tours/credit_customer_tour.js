import { registry } from "@web/core/registry";

/** The customer's page: tiles, the limit dialog with its reason, the log. */
registry.category("web_tour.tours").add("credit_customer", {
    steps: () => [
        { content: "The list", trigger: ".o_data_row:contains('Acme Trade') td[name='partner_id']", run: "click" },
        { content: "What is free", trigger: ".o_credit_tile:contains('Free')" },
        { content: "The gauge", trigger: ".o_notebook a[name='exposure']", run: "click" },
        { trigger: ".o_credit_gauge_limit" },
        { content: "Change the limit", trigger: "button[name='action_change_limit']", run: "click" },
        { trigger: ".modal [name='credit_limit'] input", run: "edit 2500 && press Tab" },
        { content: "Shown before it is saved", trigger: ".modal .o_credit_gauge_head:contains('2,500')" },
        { trigger: ".modal [name='reason'] input", run: "edit Yearly review" },
        { trigger: ".modal button[name='action_apply']", run: "click" },
        { content: "The new limit", trigger: "body:not(:has(.modal)) .o_credit_gauge_head:contains('2,500')" },
        { content: "…is told in the story", trigger: ".o_credit_timeline li[data-filter='decisions']:contains('Limit changed')" },
        { content: "The log", trigger: ".o_notebook a[name='log']", run: "click" },
        { trigger: "[name='decision_ids'] .o_data_row:contains('Yearly review')" },
    ],
});

/** Settings: a pause, seen and ended. */
registry.category("web_tour.tours").add("credit_settings", {
    steps: () => [
        { content: "The mode", trigger: ".o_setting_box#credit_mode, .o_setting_box:contains('Credit control')" },
        { content: "Pause", trigger: "button[name='action_credit_pause']", run: "click" },
        { trigger: ".modal .btn-primary", run: "click", expectUnloadPage: true },
        { content: "Paused", trigger: "button[name='action_credit_resume']", run: "click", expectUnloadPage: true },
        { content: "Enforced again", trigger: "button[name='action_credit_pause']" },
    ],
});
