import { browser } from "@web/core/browser/browser";

const LOOKS = 5;
const PAUSE = 50;

/**
 * Wait until the field shows `label` at several looks in a row.
 *
 * A selection field shows the choice, nothing while the server answers, and the choice again; who
 * leaves it in between empties it.
 */
const settled = (label) => async ({ anchor }) => {
    for (let seen = 0; seen < LOOKS; ) {
        await new Promise((resolve) => browser.setTimeout(resolve, PAUSE));
        seen = anchor.value.includes(label) ? seen + 1 : 0;
    }
};

/** Steps that choose an item of a selection field in the dialog on top. */
export const choose = (field, label) => {
    const input = `.modal:not(.o_inactive_modal) [name='${field}'] input`;
    return [
        { trigger: input, run: "click" },
        { trigger: `.o_select_menu_item:contains('${label}')`, run: "click" },
        { trigger: input, run: settled(label) },
    ];
};
