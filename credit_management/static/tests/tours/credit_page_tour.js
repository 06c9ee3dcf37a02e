import { registry } from "@web/core/registry";

/** The customer's page: another limit is tried without saving it, and the story is read. */
registry.category("web_tour.tours").add("credit_page", {
    steps: () => [
        { content: "Nothing passes as it is", trigger: ".o_credit_what_if_answer:contains('the held order stays held')" },
        { content: "Another limit", trigger: ".o_credit_what_if_amount", run: "edit 2000" },
        { content: "It would pass", trigger: ".o_credit_what_if_answer:contains('1 of 1 held orders would pass')" },
        { content: "The slider says the same", trigger: ".o_credit_what_if input[type='range']:value(2000)" },
        { content: "Back", trigger: ".o_credit_what_if_reset", run: "click" },
        { trigger: ".o_credit_what_if_answer:contains('the held order stays held')" },
        { content: "A deposit", trigger: ".o_credit_what_if_percent", run: "edit 100" },
        { trigger: ".o_credit_what_if_answer:contains('1 of 1 held orders would pass')" },
        { content: "Ages", trigger: ".o_credit_aging_part:contains('1–30')" },
        { content: "The story has all of it", trigger: ".o_credit_timeline li[data-filter='money'] .o_credit_timeline_note:contains('late')" },
        { trigger: ".o_credit_timeline li[data-filter='decisions']" },
        { content: "Only decisions", trigger: ".o_credit_timeline_filter[data-filter='decisions']", run: "click" },
        { trigger: ".o_credit_timeline:not(:has(li[data-filter='money'])):has(li[data-filter='decisions'])" },
        { content: "No filter without anything behind it", trigger: ".o_credit_timeline:not(:has([data-filter='bureau']))" },
        { content: "Money", trigger: ".o_credit_timeline_filter[data-filter='decisions']", run: "click" },
        { trigger: ".o_credit_timeline_filter[data-filter='money']", run: "click" },
        { content: "Money that nobody matched", trigger: ".o_credit_timeline li:contains('unmatched') .o_credit_timeline_match", run: "click" },
        { content: "Its lines", trigger: ".o_list_view .o_data_row" },
    ],
});
