import { registry } from "@web/core/registry";

const cell = (key) => `.o_credit_grid [data-cell='${key}']`;
const severity = (code, column) => `.o_credit_grid [data-rule='${code}'] select[data-column='${column}']`;
/** Wait until the cell `key` has the focus. */
const focused = (key) => ({ content: `Focus in ${key}`, trigger: `${cell(key)}:focus` });

/** A manager drafts the next version: by preset, by keyboard; sees what changed; publishes it. */
registry.category("web_tour.tours").add("credit_policy", {
    steps: () => [
        { content: "What is published is no field", trigger: ".o_credit_grid [data-rule='H02'] .o_credit_grid_hold:contains('Hold')" },
        { trigger: ".o_credit_grid:not(:has(input[type='text']))" },
        { content: "Rules that are off are folded", trigger: ".o_credit_grid:not(:has([data-rule='H18'])) .o_credit_grid_fold:contains('more rules, off')", run: "click" },
        { trigger: ".o_credit_grid [data-rule='H18'].o_credit_grid_off" },
        { trigger: "button[name='action_new_version']", run: "click" },

        { content: "The draft is typed", trigger: `${cell("H02 days A")}`, run: "edit 45" },
        { content: "Enter goes down", trigger: `${cell("H02 days A")}`, run: "press Enter" },
        focused("H02 delivery_extra_days "),
        { trigger: cell("H02 delivery_extra_days "), run: "press ArrowUp" },
        focused("H02 days A"),
        { trigger: cell("H02 days A"), run: "press ArrowRight" },
        focused("H02 days B"),
        { content: "An arrow leaves a number only at its edge", trigger: cell("H02 days B"), run: "edit 2x" },
        { trigger: cell("H02 days B"), run: "press Tab" },
        { content: "What is no number stays as typed", trigger: `${cell("H02 days B")}.o_credit_grid_bad`, run() {
            if (this.anchor.value !== "2x") {
                throw new Error(`typed text was lost: ${this.anchor.value}`);
            }
        } },
        { trigger: cell("H02 days B"), run: "edit 25" },
        { trigger: cell("H02 days B"), run: "press Tab" },
        { trigger: `.o_credit_grid:not(:has(.o_credit_grid_bad))` },
        { content: "Emptied: no threshold", trigger: cell("H02 days E"), run: "clear" },
        { content: "Severity by select", trigger: severity("H02", 1), run: "select stop" },
        { trigger: `${severity("H02", 1)}.o_credit_grid_stop` },
        { content: "Arrows walk over severities too", trigger: severity("H02", 1), run() { this.anchor.focus(); } },
        { trigger: severity("H02", 1), run: "press ArrowRight" },
        { trigger: `${severity("H02", 2)}:focus` },
        { content: "What is ignored stands in the same table", trigger: cell("ignore_line_below"), run: "edit 50" },
        { content: "Save", trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },

        { content: "A preset shows what it changes", trigger: "button:contains('Preset…')", run: "click" },
        { trigger: ".modal [name='preset_id'] input", run: "click" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Distributor, 50 people')", run: "click" },
        { trigger: ".modal .o_credit_changes tr:contains('H01'):contains('5')" },
        { trigger: ".modal button[name='action_apply']", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_credit_grid [data-cell='H02 days C']", run() {
            if (this.anchor.value !== "15") {
                throw new Error(`the preset is not shown: ${this.anchor.value}`);
            }
        } },

        { content: "Compare", trigger: "button:contains('Compare…')", run: "click" },
        { trigger: ".modal .o_credit_changes tr:contains('H02'):contains('Days late')" },
        { trigger: ".modal .btn-close", run: "click" },
        { content: "Publish", trigger: "body:not(:has(.modal)) button:contains('Publish…')", run: "click" },
        { trigger: ".modal .o_credit_changes tr:contains('H05')" },
        { trigger: ".modal button[name='action_publish']", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_statusbar_status .o_arrow_button_current:contains('Published')" },
        { trigger: ".o_credit_grid:not(:has(input[type='text']))" },
        { content: "Who has read it", trigger: "a[name='reading']", run: "click" },
        { trigger: "[name='acknowledgement_ids'] .o_data_row" },
    ],
});

/** An officer reads it, and says so. */
registry.category("web_tour.tours").add("credit_policy_read", {
    steps: () => [
        { trigger: ".o_credit_grid:not(:has(input[type='text'])) [data-rule='H01']" },
        { trigger: "button[name='action_acknowledge']", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name='action_acknowledge']))" },
    ],
});
