import { registry } from "@web/core/registry";

/** From an empty queue to the first limit, by what the empty screens say. */
registry.category("web_tour.tours").add("credit_onboarding_limit", {
    steps: () => [
        { content: "Nothing waits, and it says what to do", trigger: ".o_view_nocontent a:contains('Give the first customer a limit')", run: "click" },
        { content: "The same on the list of customers", trigger: ".o_view_nocontent:contains('Give the first customer a limit')" },
        { content: "New", trigger: ".o_list_button_add", run: "click" },
        { trigger: "[name='partner_id'] input", run: "edit Newcomer" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Newcomer Ltd')", run: "click" },
        { content: "Its limit", trigger: ".o_notebook [name='credit_limit'] input", run: "edit 1000 && press Tab" },
        { content: "Save", trigger: ".o_form_button_save", run: "click" },
        { content: "It is free", trigger: ".o_credit_tile:contains('Free')" },
    ],
});

/** An order above that limit stops by itself. */
registry.category("web_tour.tours").add("credit_onboarding_hold", {
    steps: () => [
        { content: "The banner knows beforehand", trigger: ".o_credit_banner:contains('Will be held')" },
        { content: "Confirm", trigger: "button[name='action_confirm']", run: "click" },
        { content: "It is held", trigger: ".o_notification:contains('CH/')" },
    ],
});

/** Where it waits for a decision. */
registry.category("web_tour.tours").add("credit_onboarding_queue", {
    steps: () => [
        { content: "It waits", trigger: ".o_credit_queue .o_data_row:contains('Newcomer Ltd')" },
    ],
});
