import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const RATED = 18;

/** An officer takes an application in: from now on the applicant is a customer. */
tours.add("credit_first_limit_taken", {
    steps: () => [
        { content: "What he wishes", trigger: "[name='wished_limit']:contains('20,000')" },
        { trigger: "button[name='action_take']", run: "click" },
        { content: "He is a customer now", trigger: "button[name='action_open_file']" },
        { trigger: "button[name='action_request_limit']" },
    ],
});

/** He rates the customer, accepts what is suggested and asks for it. */
tours.add("credit_first_limit_asked", {
    steps: () => [
        { content: "No limit yet", trigger: ".o_form_view .nav-link[name='scores']", run: "click" },
        { trigger: "button[name='action_rate']", run: "click" },
        { content: "Nothing is known", trigger: ".o_credit_rating:contains('not known')" },
        ...[...Array(RATED).keys()].map((line) => ({
            trigger: `.o_data_row:nth-child(${line + 1}) .o_credit_rating button:contains(/^7$/)`,
            run: "click",
        })),
        { content: "The score moves along", trigger: ".o_credit_tile:contains('Score'):contains('70')" },
        { content: "All is rated", trigger: ".o_credit_tile:contains('Known'):contains('100')" },
        { trigger: "button[name='action_keep']", run: "click" },
        { trigger: ".o_form_view .nav-link[name='scores']", run: "click" },
        { content: "The score is kept", trigger: "[name='score_buttons']:contains('Proposed grade')" },
        { trigger: "button[name='action_suggest_limit']", run: "click" },
        { content: "Method by method", trigger: "[name='rows_html']:contains('F4')" },
        { trigger: "[name='purchases'] input", run: "edit 360000" },
        { trigger: "[name='term_days'] input", run: "edit 30" },
        { trigger: "[name='cap'] input", run: "edit 20000" },
        { trigger: "[name='cap'] input", run: "press Tab" },
        { content: "The cap counts", trigger: "[name='amount']:contains('20')" },
        { trigger: "button[name='action_accept']", run: "click" },
        { content: "A request", trigger: "[name='requested_limit'] input:value('20,000.00')" },
        { trigger: "button[name='action_submit']", run: "click" },
        { trigger: ".o_arrow_button_current[data-value='submitted']" },
    ],
});

/** Somebody with the authority agrees; the second one after him puts it in force. */
for (const [name, state] of [["first", "submitted"], ["second", "approved"]]) {
    tours.add(`credit_first_limit_${name}`, {
        steps: () => [
            { trigger: "[name='requested_limit']:contains('20,000')" },
            { trigger: "button[name='action_approve']", run: "click" },
            { trigger: `.o_form_view:not(:has(button[name='action_approve'])) .o_arrow_button_current[data-value='${state}']` },
        ],
    });
}

/** The salesperson confirms: the order passes. */
tours.add("credit_first_limit_passes", {
    steps: () => [
        { trigger: "button[name='action_confirm']", run: "click" },
        { trigger: ".o_arrow_button_current[data-value='sale']" },
    ],
});
