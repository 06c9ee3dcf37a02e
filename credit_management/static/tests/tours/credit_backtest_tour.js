import { registry } from "@web/core/registry";

/** A manager reads a run, moves a slider, opens what stands behind a bar, tries one customer. */
registry.category("web_tour.tours").add("credit_backtest", {
    steps: () => [
        { content: "What was held", trigger: ".o_credit_backtest_held:contains('2 held'):contains('of 3 orders')" },
        { content: "Against the other version", trigger: ".o_credit_backtest_against:contains('+1')" },
        { content: "The chart's twin", trigger: ".o_credit_backtest_weeks table td" },
        { content: "By rule", trigger: "[data-split='rule'] tr:contains('H02')" },
        { content: "Much more patience", trigger: ".o_credit_backtest_slider_late", run() {
            this.anchor.value = "60";
            this.anchor.dispatchEvent(new Event("input"));
        } },
        { trigger: ".o_credit_backtest_held:contains('1 held')" },
        { content: "The list behind the rule", trigger: "[data-split='rule'] tr:contains('H01') button", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains('H01')" },
        { content: "Back: the slider stays", trigger: ".breadcrumb-item a, .o_back_button", run: "click" },
        { trigger: ".o_credit_backtest_sliders output:contains('+60 days')" },
        { content: "One customer", trigger: ".o_credit_backtest_try input.o-autocomplete--input", run: "edit Tried Customer" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Tried Customer')", run: "click" },
        { trigger: ".o_credit_backtest_amount", run: "edit 5000" },
        { trigger: ".o_credit_backtest_try .o_credit_banner_is_would_hold" },
    ],
});

/** Nothing was tried: the manager starts a run, and it waits for its turn. */
registry.category("web_tour.tours").add("credit_backtest_start", {
    steps: () => [
        { trigger: ".o_credit_backtest_none:contains('Nothing was tried yet')" },
        { content: "Run", trigger: ".o_credit_backtest_run", run: "click" },
        { trigger: ".o_credit_backtest_state:contains('0 %')" },
        { content: "Cancel", trigger: ".o_credit_backtest_cancel", run: "click" },
        { trigger: ".o_credit_backtest_state:contains('Cancelled')" },
    ],
});
