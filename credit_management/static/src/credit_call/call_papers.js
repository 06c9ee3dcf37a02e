import { Component } from "@odoo/owl";

/** Which papers a customer is sent, of those that there are of the lines that are ticked. */
export class CallPapers extends Component {
    static template = "credit_management.CallPapers";
    static props = { sheet: Object, lines: Array, chosen: Array, onChange: Function };

    get offered() {
        return this.props.sheet.papers_offered.map((paper) => ({
            ...paper,
            count: paper.code === "statement" ? null : new Set(this.props.lines.flatMap((line) => line.papers[paper.code])).size,
        }));
    }

    tick(code) {
        const { chosen, onChange } = this.props;
        onChange(chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code]);
    }
}
