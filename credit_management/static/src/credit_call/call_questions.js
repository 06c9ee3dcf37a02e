import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

const ANSWERS = [
    { value: true, code: "good", icon: "fa-check", title: _t("Right") },
    { value: false, code: "bad", icon: "fa-times", title: _t("Wrong or missing") },
    { value: null, code: "none", icon: "fa-minus", title: _t("Does not apply") },
];

/** What is asked at a step of the papers: what Odoo knows of it, and what the customer says. */
export class CallQuestions extends Component {
    static template = "credit_management.CallQuestions";
    static props = { step: Object, answers: Object, onChange: Function };

    get choices() {
        return ANSWERS;
    }

    /** Pressed once more, it is not answered. */
    answer(question, value) {
        const answers = { ...this.props.answers };
        if (answers[question.code] === value) {
            delete answers[question.code];
        } else {
            answers[question.code] = value;
        }
        this.props.onChange(answers, answers[question.code] === false ? question : null);
    }
}
