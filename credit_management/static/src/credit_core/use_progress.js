import { onWillUnmount, useEffect } from "@odoo/owl";

/** How often work that is under way is asked how far it is, in milliseconds. */
const ASK_EVERY = 2000;

/**
 * Reload what is shown, again and again while the work behind it is under way.
 *
 * @param {() => boolean} isUnderWay
 * @param {() => Promise} reload
 * @param {() => any[]} shown what changes with every answer
 */
export function useProgress(isUnderWay, reload, shown) {
    let timer;
    useEffect(() => {
        if (isUnderWay()) {
            timer = setTimeout(reload, ASK_EVERY);
            return () => clearTimeout(timer);
        }
    }, shown);
    onWillUnmount(() => clearTimeout(timer));
}
