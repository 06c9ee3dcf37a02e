import { Component, markup, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/** One letter as its customer reads it, and what may be done with it. */
export class LetterPreview extends Component {
    static template = "credit_management.LetterPreview";
    static props = {
        letterId: { type: [Number, Boolean] },
        stamp: { type: Number },
        act: { type: Function },
        open: { type: Function },
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ letter: null, isLoading: true });
        onWillStart(() => this.load(this.props.letterId));
        onWillUpdateProps((next) => {
            if (next.letterId !== this.props.letterId || next.stamp !== this.props.stamp) {
                this.load(next.letterId);
            }
        });
    }

    async load(letterId) {
        this.asked = letterId;
        if (!letterId) {
            Object.assign(this.state, { letter: null, isLoading: false });
            return;
        }
        this.state.isLoading = true;
        const letter = await this.orm.silent.call("credit.letter", "credit_preview", [[letterId]]);
        if (this.asked === letterId) {
            Object.assign(this.state, { letter, isLoading: false });
        }
    }

    /** The server has taken out of it what is no text. */
    get body() {
        return markup(this.state.letter.body);
    }
}
