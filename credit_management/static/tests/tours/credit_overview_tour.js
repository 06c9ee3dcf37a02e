import { registry } from "@web/core/registry";

const back = { content: "Back", trigger: ".o_breadcrumb a:contains('Overview'), .o_breadcrumb .o_back_button", run: "click" };
const tile = (code) => `.o_credit_card[data-tile='${code}']`;

/** Open a figure of a tile, see `there`, and come back. */
function visit(code, what, there) {
    return [
        { content: `${code}: ${what || "figure"}`, trigger: `${tile(code)} button${what ? `[data-open='${what}']` : ""}`, run: "click" },
        { trigger: there },
        back,
        { trigger: `${tile(code)}[aria-busy='false']` },
    ];
}

const LIST = ".o_list_view .o_data_row";

/** The overview: every tile opens what it is made of. */
registry.category("web_tour.tours").add("credit_overview", {
    steps: () => [
        { trigger: ".o_credit_page_body:has(.o_credit_card):not(:has([aria-busy='true']))" },
        ...visit("holds", "", LIST),
        ...visit("overdue", "overdue", LIST),
        ...visit("overdue", "old", ".o_list_view"),
        ...visit("reviews", "tasks", ".o_list_view"),
        ...visit("reviews", "overdue", LIST),
        ...visit("reviews", "near", ".o_list_view"),
        ...visit("aging", "b00", ".o_list_view"),
        { content: "A bar is clicked", trigger: `${tile("aging")} canvas` },
        ...visit("risks", "all", ".o_list_view .o_data_row:contains('Acme Trade')"),
        { content: "A customer", trigger: `${tile("risks")} .o_credit_risks_name button:contains('Acme Trade')`, run: "click" },
        { trigger: ".o_form_view .o_credit_tiles" },
        back,
        ...visit("control", "prevented", LIST),
        ...visit("control", "late", ".o_list_view"),
        ...visit("control", "approved", ".o_list_view"),
        ...visit("control", "exposure", LIST),
        ...visit("control", "dso", ".o_credit_page"),
        { content: "What is wrong", trigger: ".o_credit_problems_toggle", run: "click" },
        { trigger: ".o_credit_problems [data-open='unmatched']", run: "click" },
        { trigger: LIST },
        back,
        { content: "Another month to compare with", trigger: ".o_credit_overview_compare select", run: "select year" },
        { content: "All anew", trigger: ".o_credit_overview_refresh", run: "click" },
        { trigger: ".o_credit_page_body:has(.o_credit_card):not(:has([aria-busy='true']))" },
        { content: "The pack", trigger: ".o_credit_pack_toggle", run: "click" },
        { content: "Send it", trigger: "[data-pack='send']", run: "click" },
        { trigger: ".o_notification:contains('is on its way')" },
        { trigger: ".o_credit_pack_toggle", run: "click" },
        { trigger: "[data-pack='sent']", run: "click" },
        { content: "What was sent", trigger: ".o_list_view .o_data_row td[name='date']", run: "click" },
        { trigger: ".o_form_view button[name='action_print']" },
    ],
});

/** An auditor looks and sends nothing. */
registry.category("web_tour.tours").add("credit_overview_auditor", {
    steps: () => [
        { trigger: ".o_credit_page_body:has(.o_credit_card):not(:has([aria-busy='true']))" },
        { trigger: ".o_credit_pack_toggle", run: "click" },
        { trigger: ".o-dropdown--menu:has([data-pack='sent']):not(:has([data-pack='send'])):not(:has([data-pack='preview']))" },
    ],
});
