import { registry } from "@web/core/registry";

const CHART = ".o_credit_quadrant_chart";

/** Press, move and let go of the mouse where `points` of the page say. */
function drag(element, points) {
    const at = ([clientX, clientY]) => ({ bubbles: true, button: 0, clientX, clientY });
    element.dispatchEvent(new PointerEvent("pointerdown", at(points[0])));
    points.slice(1).forEach((point) => window.dispatchEvent(new PointerEvent("pointermove", at(point))));
    window.dispatchEvent(new PointerEvent("pointerup", at(points.at(-1))));
}

function middle(element) {
    const box = element.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
}

function press(selector, key) {
    document.querySelector(selector).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}

function bubble(name) {
    return [...document.querySelectorAll(`${CHART} .o_credit_bubble`)].find((one) =>
        one.getAttribute("aria-label").startsWith(name)
    );
}

const corner = (code, text) => `${CHART} [data-corner='${code}'] .o_credit_quadrant_name:contains('${text}')`;

/** Lines are moved by mouse and keyboard and kept, a lasso catches customers, a bubble opens one. */
registry.category("web_tour.tours").add("credit_quadrant", {
    steps: () => [
        { content: "A view like the others", trigger: ".o_switch_view.o_credit_quadrant", run: "click" },
        { content: "By itself four fifths are large", trigger: corner("critical", "Q1 Critical 2") },
        {
            content: "The line of amounts, by mouse",
            trigger: `${CHART} .o_credit_quadrant_line_amount`,
            run() {
                const handle = document.querySelector(`${CHART} .o_credit_quadrant_line_amount line`);
                const tick = [...document.querySelectorAll(`${CHART} .o_credit_quadrant_axes g`)].find(
                    (one) => one.textContent.trim() === "50k"
                );
                const [x, y] = middle(handle);
                const [, to] = middle(tick.querySelector("line"));
                drag(handle, [[x, y], [x, (y + to) / 2], [x, to]]);
            },
        },
        { content: "Where it is now", trigger: ".o_credit_quadrant_bar:contains('50,000')" },
        { trigger: corner("critical", "Q1 Critical 1 · 170k") },
        { trigger: corner("watch", "Q2 Watch 1 · 200k") },
        { trigger: corner("routine", "Q3 Routine 1 · 40k") },
        { trigger: corner("clean_up", "Q4 Clean-up 2 · 55k") },
        {
            content: "The line of days, by keyboard",
            trigger: `${CHART} .o_credit_quadrant_line_days`,
            run: () => press(`${CHART} .o_credit_quadrant_line_days`, "PageUp"),
        },
        { content: "36 days are not late for long any more", trigger: corner("watch", "Q2 Watch 2 · 370k") },
        {
            trigger: `${CHART} .o_credit_quadrant_line_days[aria-valuenow='40']`,
            run: () => press(`${CHART} .o_credit_quadrant_line_days`, "PageDown"),
        },
        { trigger: corner("critical", "Q1 Critical 1 · 170k") },
        { content: "Keep them", trigger: ".o_credit_quadrant_keep", run: "click" },
        { trigger: ".o_credit_quadrant_forget" },
        {
            content: "A lasso around two",
            trigger: `${CHART} svg`,
            run() {
                const [[x1, y1], [x2, y2]] = ["Customer C", "Customer D"].map((name) =>
                    middle(bubble(name).querySelector("circle"))
                );
                const far = 45;
                drag(document.querySelector(`${CHART} svg`), [
                    [x1 - far, y1 - far], [x2 + far, y1 - far], [x2 + far, y2 + far],
                    [x1 - far, y2 + far], [x1 - far, y1 - far],
                ]);
            },
        },
        { trigger: ".o_credit_quadrant_selected:contains('2 selected'):contains('55,000')" },
        { content: "Their lines", trigger: ".o_credit_quadrant_lines", run: "click" },
        { trigger: ".o_list_view .o_group_header:contains('Customer D')" },
        { trigger: ".o_list_view:not(:has(.o_group_header:contains('Customer E')))" },
        { content: "Back to the quadrant", trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a", run: "click" },
        {
            content: "One customer, by keyboard",
            trigger: `${CHART} .o_credit_bubble`,
            run: () => bubble("Customer B").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true })),
        },
        { content: "His page", trigger: ".o_form_view:contains('Customer B')" },
    ],
});

/** Days are moved and kept; the amount goes on by itself. */
registry.category("web_tour.tours").add("credit_quadrant_days", {
    steps: () => [
        { trigger: ".o_switch_view.o_credit_quadrant", run: "click" },
        {
            trigger: `${CHART} .o_credit_quadrant_line_days`,
            run: () => press(`${CHART} .o_credit_quadrant_line_days`, "PageUp"),
        },
        { trigger: `${CHART} .o_credit_quadrant_line_days[aria-valuenow='40']` },
        { content: "Keep it", trigger: ".o_credit_quadrant_keep", run: "click" },
        { trigger: ".o_credit_quadrant_forget" },
        { content: "By itself still", trigger: ".o_credit_quadrant_bar:contains('80 %')" },
    ],
});

/** Ages of a day beside month-ends; a figure opens its lines, another group has other shares. */
registry.category("web_tour.tours").add("credit_structure", {
    steps: () => [
        { content: "Twelve month-ends", trigger: ".o_credit_structure_chart canvas" },
        { content: "One of them", trigger: ".o_credit_structure_day", run: "select 2026-06-30" },
        { trigger: ".o_credit_structure [data-band='b01']:contains('52.03 %')" },
        { trigger: ".o_credit_structure [data-ratio='hhi']:contains('2,824')" },
        { content: "Its lines", trigger: ".o_credit_structure [data-band='b01'] .o_credit_structure_amount", run: "click" },
        { trigger: ".o_list_view .o_group_header:contains('Customer E')" },
        { content: "Back", trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a", run: "click" },
        { content: "The day is still that one", trigger: ".o_credit_structure [data-band='b01']:contains('52.03 %')" },
        { content: "On whom it rests", trigger: ".o_credit_structure [data-group='country']", run: "click" },
        { trigger: ".o_credit_structure_who tbody tr:contains('100.0 %')" },
        { trigger: ".o_credit_structure [data-group='partner']", run: "click" },
        { trigger: ".o_credit_structure_who tbody tr:contains('Customer E'):contains('32.5 %')" },
        { content: "His claims", trigger: ".o_credit_structure_who tbody tr:contains('Customer E') .o_credit_structure_claims", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains('Customer E')" },
    ],
});
