import { registry } from "@web/core/registry";

const LIMITS = ".o_credit_steps_item[data-step='limits']";
const STEP = ".o_credit_go_live_step[data-step='limits'][aria-busy='false']";

/** A manager proposes limits, changes one with a reason and one back, and signs. */
registry.category("web_tour.tours").add("credit_limits_sign", {
    steps: () => [
        { trigger: `${LIMITS} button`, run: "click" },
        { content: "Propose", trigger: `${STEP} .o_credit_go_live_act:contains('Propose limits')`, run: "click" },
        { trigger: ".modal [name='smallest_limit'] input", run: "edit 500" },
        { trigger: ".modal button[name='action_propose']", run: "click" },
        { content: "How they are spread", trigger: `${STEP} .o_credit_limits[data-state='draft'] canvas` },
        { content: "The largest by hand", trigger: `${STEP} button[data-list='largest']`, run: "click" },
        { content: "The picture on top", trigger: ".o_credit_limit_head canvas" },
        { trigger: ".o_data_row:contains('Trader 0') td[name='limit']:contains('41,000')", run: "click" },
        { trigger: ".o_selected_row [name='limit'] input", run: "edit 52000" },
        { trigger: ".o_selected_row [name='why'] input", run: "edit New plant" },
        { content: "Saved, and counted", trigger: ".o_list_button_save:enabled", run: "click" },
        { trigger: ".o_credit_limit_head [role='status']:contains('1 changed by hand')" },
        { content: "Back", trigger: ".breadcrumb-item a, .o_back_button", run: "click" },
        { trigger: `${STEP} button[data-list='by_hand']:contains('1 changed by hand')` },
        { content: "Sign", trigger: `${STEP} .o_credit_go_live_act:contains('Apply 4 as one decision')`, run: "click" },
        { trigger: ".modal [name='reason'] input", run: "edit Going live" },
        { trigger: ".modal [name='customer_count']:contains('4')" },
        { trigger: ".modal button[name='action_sign']", run: "click" },
        { content: "Under way", trigger: ".o_credit_limits[data-state='applying'] .progress" },
    ],
});

/** He sees them applied and takes them back. */
registry.category("web_tour.tours").add("credit_limits_undo", {
    steps: () => [
        { trigger: `${LIMITS}[data-state='done'] button`, run: "click" },
        { content: "Signed", trigger: ".o_credit_limits[data-state='applied'] .o_credit_limits_note:contains('Going live')" },
        { content: "Nothing to read in any more", trigger: ".o_credit_limits:not(:has(.o_credit_limits_import))" },
        { trigger: ".o_credit_go_live_undo:enabled", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: ".o_credit_limits[data-state='undoing'] .progress" },
    ],
});

/** An auditor reads, and changes nothing. */
registry.category("web_tour.tours").add("credit_limits_auditor", {
    steps: () => [
        { trigger: `${LIMITS} button`, run: "click" },
        { trigger: `${STEP} .o_credit_limits:not(:has(.o_credit_limits_rules))` },
        { content: "No button", trigger: `${STEP}:not(:has(.o_credit_go_live_act))` },
        { trigger: `${STEP} button[data-list='all']`, run: "click" },
        { trigger: ".o_data_row:contains('Trader 0')" },
    ],
});
