import { registry } from "@web/core/registry";

const { DateTime } = luxon;
const CALL = ".o_credit_call";
const READY = `${CALL}:not(:has(.opacity-50))`;
const TOP = ".modal:not(.o_inactive_modal)";

/** Open a contact of the list, by its customer and one of its steps. */
const pick = (name, code) => [
    { content: `${name}, ${code}`, trigger: `${CALL}_item:contains('${name}'):contains('${code}')`, run: "click" },
    { trigger: `${READY} .o_credit_call_item.active:contains('${name}'):contains('${code}')` },
    { trigger: `${READY} .o_credit_call_customer:contains('${name}')` },
];
const answer = (question, code) => [
    { content: question, trigger: `${CALL} [data-question='${question}'] [data-answer='${code}']`, run: "click" },
    { trigger: `${CALL} [data-question='${question}'] [data-answer='${code}'][aria-pressed='true']` },
];
/** Choose what came of it, note it, and go on to the next customer. */
const close = (name, outcome, note, between = []) => [
    { content: outcome, trigger: `${CALL} [data-outcome='${outcome}']`, run: "click" },
    ...between,
    { trigger: `${CALL}_form textarea[name='note']`, run: `edit ${note}` },
    { trigger: `${CALL}_save`, run: "click" },
    { content: "It is kept", trigger: `${READY} .o_credit_call_last:contains('${name}')` },
];
const papers = (name) => [
    ...pick(name, "R0"),
    ...answer("contract", "good"), ...answer("order", "good"),
    ...answer("authorization", "none"), ...answer("delivery_note", "good"),
    ...close(name, "decided", "All four papers are in the file"),
];

/** An officer clears the ten steps of six customers: desk checks, calls, promises, a demand that is posted. */
registry.category("web_tour.tours").add("credit_ten_steps", {
    steps: () => [
        { content: "My Work has eight contacts and checks", trigger: ".o_credit_queue .o_data_row:nth-child(8)" },
        { content: "One of them", trigger: ".o_credit_queue .o_data_row:contains('R11') td[name='name']", run: "click" },
        { content: "Call mode", trigger: ".o_credit_preview_buttons button[name='action_call']", run: "click" },
        { trigger: `${READY} .o_credit_call_item:nth-of-type(8)` },
        ...papers("Alpha"),
        ...papers("Beta"),
        ...papers("Gamma"),
        ...pick("Beta", "R1"),
        ...answer("received", "good"), ...answer("packing", "none"),
        ...close("Beta", "confirmed", "Arrived, counted"),
        ...pick("Gamma", "R3"),
        { content: "Three steps in one call", trigger: `${CALL}_asked:nth-of-type(6)` },
        ...close("Gamma", "confirmed", "Quality and invoice are accepted"),
        ...pick("Delta", "R10"),
        ...close("Delta", "will_pay", "The boss signs tomorrow", [
            { trigger: `${CALL}_form input[name='amount']:value(400)` },
            {
                trigger: `${CALL}_form input[name='said_on']`,
                run() {
                    this.anchor.value = DateTime.now().plus({ days: 3 }).toISODate();
                    this.anchor.dispatchEvent(new Event("input", { bubbles: true }));
                },
            },
        ]),
        ...pick("Epsilon", "R10"),
        ...close("Epsilon", "cannot_pay", "Lost a big customer", [
            { content: "A repayment plan", trigger: `${CALL}_propose`, run: "click" },
            { content: "Three parts", trigger: `${CALL}_part:nth-of-type(4)` },
            { content: "They come to the whole", trigger: `${CALL}_sum:not(:has(.o_credit_tone_amber))` },
        ]),
        ...pick("Zeta", "R11"),
        { content: "The demand", trigger: `${CALL}_letter`, run: "click" },
        { content: "Its draft", trigger: `${TOP} .o_credit_letter_form button[name='action_approve']`, run: "click" },
        { content: "To be posted", trigger: `${TOP} button[name='action_sent_dialog']`, run: "click" },
        { content: "By courier", trigger: `${TOP} .o_field_widget[name='carrier_no'] input`, run: "edit EMS 4711" },
        { trigger: `${TOP} button[name='action_save']`, run: "click" },
        { content: "Nothing is left", trigger: `${CALL}:not(:has(.o_credit_call_item))` },
    ],
});
