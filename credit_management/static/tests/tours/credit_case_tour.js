import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { choose } from "./choose";

const { DateTime } = luxon;
const DIALOG = ".modal:not(.o_inactive_modal)";
const FORM = ".o_credit_case_form";

/** A collector talks to a debtor who is late, and takes his promise. */
registry.category("web_tour.tours").add("credit_case_call", {
    steps: () => [
        { content: "Log the call", trigger: "button[name='action_log_dialog']", run: "click" },
        { content: "Somebody was there", trigger: `${DIALOG} [name='is_reached'] input[data-value='yes']`, run: "click" },
        { trigger: `${DIALOG} [name='note'] textarea`, run: "edit Pays on Friday" },
        { trigger: `${DIALOG} button[name='action_log']`, run: "click" },
        { content: "It is in the log", trigger: `${FORM} [name='action_ids'] td:contains('Pays on Friday')` },
        { content: "Take the promise", trigger: "button[name='action_promise']", run: "click" },
        { content: "All that is late is suggested", trigger: `${DIALOG} [name='line_ids'] .o_data_row` },
        {
            content: "By when",
            trigger: `${DIALOG} [name='day'] input`,
            run: `edit ${DateTime.now().plus({ days: 3 }).toFormat("MM/dd/yyyy")}`,
        },
        { trigger: `${DIALOG} button[name='action_make']`, run: "click" },
        { content: "The case waits for it", trigger: `${FORM} [name='next_action']:contains('Promise')` },
    ],
});

/** It was broken: the case asks again, and a demand is drafted. */
registry.category("web_tour.tours").add("credit_case_demand", {
    steps: () => [
        { content: "Nothing is waited for", trigger: `${FORM} [name='next_action']:not(:contains('Promise'))` },
        { content: "Write to him", trigger: "button[name='action_letter']", run: "click" },
        { content: "A formal demand", trigger: `${DIALOG} [name='kind'] input[data-value='demand']`, run: "click" },
        { content: "The first one", trigger: `${DIALOG} [name='degree']` },
        ...choose("channel", "Courier"),
        { trigger: `${DIALOG} button[name='action_write']`, run: "click" },
        { content: "Its draft", trigger: ".o_credit_letter_form" },
        { content: "It may go", trigger: "button[name='action_approve']", run: "click" },
        { content: "It waits to be posted", trigger: ".o_arrow_button_current:contains('Approved')" },
    ],
});

/** What is posted is a PDF that everybody can open again. */
registry.category("web_tour.tours").add("credit_case_demand_pdf", {
    steps: () => [
        { content: "The letter", trigger: ".o_credit_letter_form" },
        {
            content: "The button opens it", trigger: "button[name='action_open_document']",
            run() {
                browser.open = (url) => {
                    document.body.dataset.opened = url;
                    return { focus() {}, closed: false };
                };
                this.anchor.click();
            },
        },
        {
            content: "It is a PDF", trigger: "body[data-opened*='/web/content/']",
            async run() {
                const answer = await fetch(document.body.dataset.opened);
                const start = (await answer.text()).slice(0, 4);
                if (answer.headers.get("Content-Type") !== "application/pdf" || start !== "%PDF") {
                    throw new Error(`No PDF at ${document.body.dataset.opened}: ${start}`);
                }
                document.body.dataset.read = "yes";
            },
        },
        { trigger: "body[data-read='yes']" },
    ],
});
