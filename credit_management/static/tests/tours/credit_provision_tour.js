import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** A manager computes the allowance, looks at one customer alone, and computes it again. */
tours.add("credit_provision_compute", {
    steps: () => [
        { content: "A new sheet", trigger: ".o_list_button_add", run: "click" },
        { content: "Compute", trigger: "button[name='action_compute']", run: "click" },
        { content: "By age", trigger: "[name='row_ids'] .o_data_row:contains('61–90'):contains('5,000.00')" },
        { content: "What is needed", trigger: "[name='needed']:contains('32,150.00')" },
        { content: "The picture", trigger: ".o_credit_provision_chart canvas" },
        { content: "One by one", trigger: "a[name='individual']", run: "click" },
        { trigger: "[name='individual_ids'] .o_field_x2many_list_row_add button, [name='individual_ids'] .o_field_x2many_list_row_add a", run: "click" },
        { trigger: "[name='individual_ids'] [name='partner_id'] input", run: "edit Customer C" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Customer C')", run: "click" },
        { trigger: "[name='individual_ids'] [name='amount'] input", run: "edit 25000" },
        { trigger: "[name='individual_ids'] [name='reason'] input", run: "edit Insolvent" },
        { content: "Saved, so it is to be computed", trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_arrow_button_current:contains('To Compute')" },
        { trigger: "button[name='action_compute'].btn-primary", run: "click" },
        { content: "32,150 less 8,000 of C, and 25,000", trigger: "[name='needed']:contains('49,150.00')" },
        { content: "Both computations are kept", trigger: "a[name='versions']", run: "click" },
        { trigger: "[name='result_ids'] .o_data_row:contains('32,150.00')" },
        { trigger: "[name='result_ids'] .o_data_row:contains('49,150.00')" },
    ],
});

/** Another manager approves. */
tours.add("credit_provision_approve", {
    steps: () => [
        { content: "Open the sheet", trigger: ".o_data_row td[name='matrix_id']", run: "click" },
        { content: "Approve", trigger: "button[name='action_approve']", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Approved')" },
    ],
});

/** Whoever keeps the books drafts the entry, once. */
tours.add("credit_provision_draft", {
    steps: () => [
        { content: "Open the sheet", trigger: ".o_data_row td[name='matrix_id']", run: "click" },
        { content: "Draft", trigger: "button[name='action_draft_entry']", run: "click" },
        { content: "A draft in the books", trigger: ".o_arrow_button_current:contains('Draft')" },
        { trigger: ".o_data_row:contains('Loss allowance for receivables')" },
        { content: "Back", trigger: ".o_breadcrumb a:contains('Provision ')", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Entry Drafted')" },
        { content: "It is there once", trigger: ".o_form_view:not(:has(button[name='action_draft_entry']))" },
    ],
});
