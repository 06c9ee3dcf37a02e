import { registry } from "@web/core/registry";

/** The forecast: figures, another lead time, and what a week, a customer and the rest open. */
registry.category("web_tour.tours").add("credit_cash", {
    steps: () => [
        { content: "What comes", trigger: ".o_credit_cash_soon:contains('1,500')" },
        { content: "How right it was", trigger: ".o_credit_cash_hit:contains('40 %')" },
        { content: "The picture has a twin in words", trigger: ".o_credit_chart table:contains('Received')" },
        { content: "Whose delay it is", trigger: ".o_credit_cash_customers tr:contains('Late'):contains('+5 d')" },
        { trigger: ".o_credit_cash_customers tr:contains('New'):contains('as everybody')" },
        { content: "Forecasts made earlier", trigger: ".o_credit_cash_ahead", run: "select 1" },
        { trigger: ".o_credit_cash_hit:contains('–')" },
        { content: "A week's lines", trigger: ".o_credit_cash_week:contains('1,500')", run: "click" },
        { trigger: ".o_list_view .o_group_header:contains('Late')" },
        { trigger: ".o_breadcrumb a:contains('Cash-in Forecast'), .breadcrumb-item a:contains('Cash-in Forecast')", run: "click" },
        { content: "Still the forecasts made earlier", trigger: ".o_credit_cash_hit:contains('–')" },
        { content: "A customer's", trigger: ".o_credit_cash_customer:contains('Late')", run: "click" },
        { trigger: ".o_list_view .o_group_header" },
        { trigger: ".o_breadcrumb a:contains('Cash-in Forecast'), .breadcrumb-item a:contains('Cash-in Forecast')", run: "click" },
        { content: "What is later than usual", trigger: ".o_credit_cash_weeks tfoot tr:contains('Without a date') button", run: "click" },
        { trigger: ".o_list_view .o_group_header" },
    ],
});

/** Without anything open the page names the next step. */
registry.category("web_tour.tours").add("credit_cash_empty", {
    steps: () => [{ trigger: ".o_credit_page_message:contains('Post an invoice with a due date')" }],
});
