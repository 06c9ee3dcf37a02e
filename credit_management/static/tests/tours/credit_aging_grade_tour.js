import { registry } from "@web/core/registry";
import { choose } from "./choose";

/** An officer makes a customer's aging grade worse at once, and asks for a better one. */
registry.category("web_tour.tours").add("credit_aging_grade_officer", {
    steps: () => [
        { content: "The grade by days", trigger: ".oe_title .o_credit_badge:contains('G5 Ultimatum')" },
        { trigger: "button[name='action_aging_grade']", run: "click" },
        ...choose("grade", "G6"),
        { trigger: ".modal [name='reason'] input", run: "edit Letter came back" },
        { content: "Worse counts at once", trigger: ".modal .btn-primary:contains('Set')", run: "click" },
        { trigger: "body:not(:has(.modal)) .oe_title .o_credit_badge:contains('G6')" },
        { content: "The history", trigger: ".o_notebook a[name='aging_grade']", run: "click" },
        { trigger: "[name='aging_change_ids'] .o_data_row:contains('Letter came back')" },
        { content: "A better one…", trigger: "button[name='action_aging_grade']", run: "click" },
        ...choose("grade", "G4"),
        { content: "…takes a second person", trigger: ".modal .alert:contains('second person')" },
        { trigger: ".modal [name='reason'] input", run: "edit Found the new address" },
        { trigger: ".modal .btn-primary:contains('Ask for it')", run: "click" },
        { content: "Said so", trigger: ".o_notification:contains('second person agrees')" },
        { content: "Nothing changed yet", trigger: "body:not(:has(.modal)) .oe_title .o_credit_badge:contains('G6')" },
    ],
});

/** A manager finds it in the queue and agrees. */
registry.category("web_tour.tours").add("credit_aging_grade_manager", {
    steps: () => [
        { trigger: ".o_data_row:contains('Acme Trade') td[name='partner_id']" },
        { content: "Who asks, and why", trigger: ".o_credit_preview:contains('Found the new address')" },
        { trigger: ".o_credit_preview button[name='action_refuse_grade']" },
        { trigger: ".o_credit_preview button[name='action_approve_grade']", run: "click" },
        { content: "Nothing waits any more", trigger: ".o_view_nocontent, .o_nocontent_help" },
    ],
});

/** The customers by grade. */
registry.category("web_tour.tours").add("credit_aging_grade_list", {
    steps: () => [
        { trigger: ".o_data_row .o_credit_badge:contains('G4')" },
        { trigger: ".o_searchview_dropdown_toggler", run: "click" },
        { trigger: ".o_group_by_menu .o_menu_item:contains('Aging grade')", run: "click" },
        { trigger: ".o_group_header:contains('G4 Overdue')", run: "click" },
        { trigger: ".o_data_row:contains('Acme Trade')" },
    ],
});
