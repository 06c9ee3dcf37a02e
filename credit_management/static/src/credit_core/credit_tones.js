/** Read a tone or an age's colour from the style sheets, which say each colour once. */
export function tone(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--credit-${name}`).trim();
}

/** Return the colour of the band of age number `index`; 0 is not due, the last colour is of all older ones. */
export function ageTone(index) {
    return tone(index ? `late_${Math.min(index, 6)}` : "not_due");
}
