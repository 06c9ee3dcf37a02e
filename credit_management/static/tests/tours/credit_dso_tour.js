import { registry } from "@web/core/registry";

/** DSO: three methods, what fewer days free, by whom, and the records behind a figure. */
registry.category("web_tour.tours").add("credit_dso", {
    steps: () => [
        { content: "Three methods", trigger: ".o_credit_dso_figure[data-code='countback'] .o_credit_dso_value:contains('days')" },
        { trigger: ".o_credit_dso_figure[data-code='period']" },
        { trigger: ".o_credit_dso_figure[data-code='aging']" },
        { content: "What it is made of", trigger: ".o_credit_dso_figure[data-code='overdue_ratio']", run: "hover" },
        { trigger: ".o_credit_dso_explained:contains('claims')" },
        { content: "The trend", trigger: ".o_credit_dso .o_credit_chart canvas[role='img']" },
        { content: "Fewer days", trigger: ".o_credit_dso_what_if input[type='number']", run: "edit 2" },
        { trigger: ".o_credit_dso_what_if input[type='range']:value(2)" },
        { trigger: ".o_credit_dso_what_if output:contains('freed once')" },
        { content: "By customer", trigger: ".o_credit_dso_table [data-group='partner']", run: "click" },
        { trigger: ".o_credit_dso_table tbody tr:contains('D1 Customer')" },
        { content: "By name", trigger: ".o_credit_dso_table thead button:contains('Name')", run: "click" },
        { trigger: ".o_credit_dso_table th[aria-sort='ascending']" },
        { content: "What he owes", trigger: ".o_credit_dso_table tr:contains('D1 Customer') td:nth-child(2) button", run: "click" },
        { content: "His lines", trigger: ".o_list_view .o_group_header:contains('D1 Customer')" },
        { content: "Back", trigger: ".o_control_panel .breadcrumb-item a:contains('DSO')", run: "click" },
        { content: "Late payers", trigger: ".o_credit_dso_list li[data-lever='late_payment'] button", run: "click" },
        { trigger: ".o_list_view .o_group_header" },
    ],
});
