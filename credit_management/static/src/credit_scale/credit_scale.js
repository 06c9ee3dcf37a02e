import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

const STATES = {
    not_rated: _t("Not rated"),
    not_applicable: _t("Not applicable"),
    withheld: _t("Withheld"),
};
/** Narrower than this a band shows no letter. */
const LETTER_FROM = 6;

/** A score where it lies on its own scale: ends, bands with our grades, and which way is better. */
export class CreditScale extends Component {
    static template = "credit_management.CreditScale";
    static props = { value: { type: [Object, Boolean], optional: true } };

    get value() {
        return this.props.value || { bands: [] };
    }

    get isStale() {
        return this.value.age === "stale";
    }

    get raw() {
        const raw = parseFloat(this.value.raw);
        return Number.isNaN(raw) ? null : raw;
    }

    get numbers() {
        return this.value.bands.filter((band) => band.lower !== null && band.lower !== undefined);
    }

    get words() {
        return this.value.bands.flatMap((band) =>
            band.texts.map((text) => ({
                text,
                grade: band.grade,
                isThis: text.toLowerCase() === (this.value.raw || "").trim().toLowerCase(),
            }))
        );
    }

    /** A scale of words has no ends. */
    get hasScale() {
        return this.numbers.length > 0 && this.value.maximum > this.value.minimum;
    }

    get isOnScale() {
        const { raw } = this;
        return raw !== null && raw >= this.value.minimum && raw <= this.value.maximum;
    }

    /** Each band is drawn up to where the next begins, so that nothing between them is empty. */
    get bands() {
        const sorted = [...this.numbers].sort((a, b) => a.lower - b.lower);
        const isClasses = sorted.every((band) => band.lower === band.upper);
        return sorted.map((band, index) => {
            const end = index + 1 < sorted.length ? sorted[index + 1].lower : this.value.maximum;
            const width = isClasses ? 100 / sorted.length : this.share(end) - this.share(band.lower);
            return {
                key: index,
                grade: band.grade,
                width,
                letter: width >= LETTER_FROM && band.grade !== "nr" ? band.grade : "",
                title: this.bandTitle(band),
                isThis: band.grade === this.value.grade && this.isOnScale,
            };
        });
    }

    bandTitle(band) {
        const range =
            band.lower === band.upper
                ? this.number(band.lower)
                : `${this.number(band.lower)}–${this.number(band.upper)}`;
        return band.grade === "nr" ? _t("%s: not rated", range) : `${range}: ${band.grade}`;
    }

    share(value) {
        return (100 * (value - this.value.minimum)) / (this.value.maximum - this.value.minimum);
    }

    get position() {
        const sorted = [...this.numbers].sort((a, b) => a.lower - b.lower);
        if (sorted.every((band) => band.lower === band.upper)) {
            const index = sorted.findIndex((band) => band.lower === this.raw);
            return index < 0 ? this.share(this.raw) : (100 * (index + 0.5)) / sorted.length;
        }
        return this.share(this.raw);
    }

    get betterText() {
        return this.value.direction === "lower_better" ? _t("← better") : _t("better →");
    }

    get stateText() {
        if (this.value.state && this.value.state !== "rated") {
            return STATES[this.value.state];
        }
        return this.value.grade === "nr" && !this.value.flag ? _t("Not rated") : "";
    }

    number(value) {
        return formatFloat(value, { digits: [16, 2], trailingZeros: false });
    }

    get ariaLabel() {
        return [
            this.value.label,
            this.value.raw,
            this.hasScale ? `${this.number(this.value.minimum)}–${this.number(this.value.maximum)}` : "",
            this.betterText,
            this.value.grade && this.value.grade !== "nr" ? this.value.grade : this.stateText,
        ]
            .filter(Boolean)
            .join(", ");
    }
}

export class CreditScaleField extends Component {
    static template = "credit_management.CreditScaleField";
    static components = { CreditScale };
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name] || false;
    }
}

registry.category("fields").add("credit_scale", {
    component: CreditScaleField,
    displayName: _t("Score on its scale"),
    supportedTypes: ["json"],
});
