import { registry } from "@web/core/registry";

/** A manager begins with last year's sales, plans months in the list, and reads what follows. */
registry.category("web_tour.tours").add("credit_ceiling_plan", {
    steps: () => [
        { content: "No plan yet", trigger: ".o_credit_ceiling:contains('No plan yet')" },
        { content: "From last year's sales", trigger: ".o_credit_ceiling_new", run: "click" },
        { content: "A draft", trigger: ".o_form_view .o_arrow_button_current:contains('Draft')" },
        { content: "Its sales", trigger: "[name='line_ids'] .o_data_row td[name='sales']", run: "click" },
        { trigger: "[name='line_ids'] .o_selected_row [name='sales'] input", run: "edit 3000000" },
        { content: "Save", trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))" },
        { content: "Who made it does not approve it", trigger: "button[name='action_approve']", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: ".modal:contains('You planned')" },
        { trigger: ".modal .btn-primary, .modal .btn-close", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { content: "The list to edit and to import into", trigger: "button[name='action_open_lines']", run: "click" },
        { trigger: ".o_list_view .o_data_row td[name='sales']:contains('3,000,000')" },
    ],
});

/** Somebody who reads: today, the months, the lines behind a month, what is over. */
registry.category("web_tour.tours").add("credit_ceiling", {
    steps: () => [
        { content: "Over the ceiling", trigger: ".o_credit_ceiling_today:contains('over the ceiling')" },
        { trigger: ".o_credit_ceiling_effect:contains('one level of authority more')" },
        { content: "The chart's twin", trigger: ".o_credit_ceiling_chart table:contains('June 2031')" },
        { content: "June", trigger: "tr[data-month='2031-06-01']:contains('4,746,000')" },
        { content: "Who and how old", trigger: ".o_credit_ceiling_excess[data-split='user_id']" },
        { trigger: ".o_credit_ceiling_excess[data-split='bucket'] td:contains('Not due'), .o_credit_ceiling_excess[data-split='bucket'] td:contains('1–30')" },
        { content: "Alerts", trigger: ".o_credit_ceiling_alerts li:contains('Receivables are over their ceiling')" },
        { content: "Another day", trigger: ".o_credit_ceiling_day input", run() {
            this.anchor.value = "2031-06-15";
            this.anchor.dispatchEvent(new Event("change"));
        } },
        { trigger: ".o_credit_ceiling_today:contains('7.49m')" },
        { content: "The lines of May", trigger: "tr[data-month='2031-05-01'] .o_credit_ceiling_actual", run: "click" },
        { trigger: ".o_list_view .o_data_row" },
        { content: "Back", trigger: ".breadcrumb-item a, .o_back_button", run: "click" },
        { content: "The plan", trigger: ".o_credit_ceiling_plan", run: "click" },
        { trigger: ".o_form_view [name='target_dso']:contains('42')" },
    ],
});

/** The tile of the overview opens the screen. */
registry.category("web_tour.tours").add("credit_ceiling_tile", {
    steps: () => [
        { content: "The tile", trigger: "[data-tile='ceiling']:contains('of 4.75m')" },
        { trigger: "[data-tile='ceiling'] .o_credit_card_open", run: "click" },
        { trigger: ".o_credit_ceiling_today" },
    ],
});
