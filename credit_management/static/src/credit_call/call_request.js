export const ICONS = {
    phone: "fa-phone", visit: "fa-handshake-o", email: "fa-envelope-o", letter: "fa-envelope",
    sms: "fa-commenting-o", check: "fa-check-square-o", review: "fa-gavel",
};

/** Fields of an outcome beside the note, by what it opens; later parts add theirs. */
export const CALL_FIELDS = {
    promise: ["amount", "said_on"],
    dispute: ["amount", "reason_id"],
    bank_slip: ["amount", "said_on"],
    papers: ["papers"],
    repayment_plan: ["instalments"],
};

/** What a sheet begins with: what is due is ticked, what was answered is answered. */
export function firstState(sheet) {
    const hasSteps = sheet.papers.length || sheet.lines.some((line) => line.is_asked);
    const lines = sheet.lines.map((line) => [`line${line.id}`, hasSteps ? line.is_asked : line.days > 0]);
    return {
        ticked: Object.fromEntries([...lines, ...sheet.papers.map((step) => [`step${step.id}`, true])]),
        values: {
            contact_id: sheet.contact_id || sheet.contacts[0]?.id || false, note: "", papers: [], instalments: [],
            answers: Object.fromEntries(sheet.papers.map((step) => [step.id, { ...step.answers }])),
            asked: {},
        },
    };
}

/** What an outcome begins with: what is ticked, today, the invoices. */
export function firstValues(outcome, fields, sheet, lines, amount) {
    const values = { next_on: outcome.again || "" };
    if (fields.includes("amount")) {
        values.amount = amount;
    }
    if (outcome.opens === "bank_slip") {
        values.said_on = sheet.today;
    } else if (outcome.opens === "papers") {
        values.papers = lines.some((line) => line.papers.invoice.length) ? ["invoice"] : [];
    }
    return values;
}

/** What `close` takes: the fields of the outcome alone, empty ones as null. */
export function request(fields, values, lines, papers) {
    const own = (name) => (fields.includes(name) ? values[name] : null);
    return {
        amount: fields.includes("amount") ? Number(values.amount) || 0 : null,
        said_on: own("said_on") || null,
        reason_id: own("reason_id") || null,
        papers: own("papers"),
        instalments: own("instalments")?.length ? values.instalments : null,
        // Of a step at which nobody asked anything, what Odoo knows is no answer.
        answers: Object.fromEntries(Object.entries(values.answers).filter(([id]) => values.asked[id])),
        next_on: values.next_on || null,
        contact_id: values.contact_id || null,
        note: values.note || null,
        step_ids: [...lines.flatMap((line) => line.steps.map((step) => step.id)), ...papers.map((step) => step.id)],
        line_ids: lines.map((line) => line.id),
    };
}
