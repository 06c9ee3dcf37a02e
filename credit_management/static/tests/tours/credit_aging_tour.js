import { registry } from "@web/core/registry";

/** Another day and other ages keep what is searched for; the ledger is checked; the day prints. */
registry.category("web_tour.tours").add("credit_aging_tour", {
    steps: () => [
        {
            content: "Today ties to the ledger",
            trigger: ".o_credit_aging_tie .badge:contains(Ties to ledger)",
        },
        {
            content: "Filter the list",
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        { trigger: ".o_filter_menu .o_menu_item:contains(Overdue)", run: "click" },
        { trigger: ".o_searchview_facet:contains(Overdue)" },
        {
            content: "Count ages from the posting date",
            trigger: ".o_credit_aging_basis",
            run: "select posting",
        },
        {
            content: "The filter stays",
            trigger: ".o_credit_aging_head[data-basis=posting]",
        },
        { trigger: ".o_searchview_facet:contains(Overdue)" },
        {
            content: "Another day says so in its title",
            trigger: ".o_credit_aging_day",
            run: ({ anchor }) => {
                anchor.value = "2020-01-31";
                anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".o_breadcrumb:contains(Receivables on 2020-01-31)" },
        { trigger: ".o_credit_aging_tie .badge:contains(Ties to ledger)" },
        {
            content: "The check opens for that day",
            trigger: "button[name=action_check_tie]",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=difference]" },
    ],
});
