import { Component } from "@odoo/owl";

/** How much of the ceiling is used; marks where amber begins and where the ceiling is. */
export class CeilingBar extends Component {
    static template = "credit_management.CeilingBar";
    static props = {
        use: Number,
        amberFrom: Number,
        redAbove: Number,
        tone: String,
    };

    /** Return where a percentage of the ceiling is, in per cent of the box; there is room above. */
    at(percentage) {
        const end = Math.max(this.props.redAbove * 1.15, Math.min(this.props.use, this.props.redAbove * 2));
        return Math.max(0, Math.min(100, (100 * percentage) / end));
    }
}
