import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { moment, money } from "../credit_core/credit_format";

import { Component } from "@odoo/owl";

const NAMES = {
    not_due: _t("Not due"),
    overdue: _t("Overdue"),
    unbilled: _t("Delivered, not invoiced"),
    orders: _t("Orders"),
    document: _t("This order"),
    prepaid: _t("Prepaid"),
    unallocated: _t("Credits, not allocated"),
    instruments: _t("Bills and cheques"),
    secured: _t("Secured"),
};

/** Stacked bar of what a customer could cost us, with the mark of his limit. */
export class CreditGauge extends Component {
    static template = "credit_management.CreditGauge";
    static props = {
        value: { type: [Object, Boolean], optional: true },
        before: { type: [Object, Boolean], optional: true },
        title: { type: String, optional: true },
        profileId: { type: Number, optional: true },
    };

    setup() {
        this.action = useService("action");
    }

    get value() {
        return this.props.value || { parts: [], exposure: 0, document: 0, limit: null };
    }

    get total() {
        return this.value.exposure + this.value.document;
    }

    get isEmpty() {
        return !this.value.parts.length && !this.value.document && !this.value.in_transit;
    }

    get hasLimit() {
        return this.value.limit !== null && this.value.limit !== undefined;
    }

    get over() {
        return this.hasLimit ? this.total - this.value.limit : 0;
    }

    get parts() {
        const parts = [...this.value.parts];
        if (this.value.document) {
            parts.push({ code: "document", amount: this.value.document });
        }
        return parts.map((part) => ({ ...part, name: part.name || NAMES[part.code] || part.code }));
    }

    get scale() {
        const positive = this.parts.reduce((sum, part) => sum + Math.max(part.amount, 0), 0);
        return Math.max(positive, this.hasLimit ? this.value.limit : 0, 1) * 1.04;
    }

    get bars() {
        return this.parts
            .filter((part) => part.amount > 0)
            .map((part) => ({ ...part, width: (100 * part.amount) / this.scale }));
    }

    get limitPosition() {
        return (100 * this.value.limit) / this.scale;
    }

    /** What the bar shows beyond the exposure is covered by money that is here. */
    get coveredStart() {
        return (100 * Math.max(this.total, 0)) / this.scale;
    }

    get coveredWidth() {
        const end = this.bars.reduce((sum, bar) => sum + bar.width, 0);
        return Math.max(end - this.coveredStart, 0);
    }

    get change() {
        if (!this.props.before || !this.props.value) {
            return 0;
        }
        return this.total - (this.props.before.exposure + this.props.before.document);
    }

    get headText() {
        if (!this.hasLimit) {
            return _t("%s, no limit", this.money(this.total));
        }
        return _t("%(total)s of %(limit)s", {
            total: this.money(this.total),
            limit: this.money(this.value.limit),
        });
    }

    money(amount) {
        return money(amount, this.value.currency_id);
    }

    signed(amount) {
        return (amount > 0 ? "+" : "−") + this.money(Math.abs(amount));
    }

    get canOpen() {
        return Boolean(this.props.profileId);
    }

    openPart(part) {
        if (!this.canOpen || !part.components) {
            return;
        }
        this.action.doAction({
            type: "ir.actions.act_window",
            name: part.name,
            res_model: "credit.exposure.item",
            views: [[false, "list"]],
            domain: [
                ["profile_id", "=", this.props.profileId],
                ["component", "in", part.components],
            ],
        });
    }
}

export class CreditGaugeField extends Component {
    static template = "credit_management.CreditGaugeField";
    static components = { CreditGauge };
    static props = {
        ...standardFieldProps,
        title: { type: String, optional: true },
        dateField: { type: String, optional: true },
        compare: { type: String, optional: true },
    };

    get title() {
        if (this.props.title === "then") {
            return _t("Then (%s)", moment(this.props.record.data[this.props.dateField]));
        }
        return { now: _t("Now"), after: _t("Afterwards") }[this.props.title] || "";
    }

    get before() {
        return this.props.compare ? this.props.record.data[this.props.compare] || false : false;
    }

    get profileId() {
        const { record } = this.props;
        return record.resModel === "credit.profile" ? record.resId || undefined : record.data.profile_id?.id;
    }
}

registry.category("fields").add("credit_gauge", {
    component: CreditGaugeField,
    displayName: _t("Credit gauge"),
    supportedTypes: ["json"],
    extractProps: ({ options }) => ({
        title: options.title,
        dateField: options.date_field,
        compare: options.compare,
    }),
    label: false,
});
