import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { isPast, isToday, moment, money, shortAmount } from "../credit_core/credit_format";

import { Component } from "@odoo/owl";

/** An amount in thousands for a tile; the exact one on hover. */
export class CreditShortField extends Component {
    static template = "credit_management.CreditShortField";
    static props = {
        ...standardFieldProps,
        warnBelow: { type: Number, optional: true },
        warnAbove: { type: Number, optional: true },
    };

    get amount() {
        return this.props.record.data[this.props.name] || 0;
    }

    get exact() {
        return money(this.amount, this.props.record.data.currency_id?.id);
    }

    get short() {
        return shortAmount(this.amount);
    }

    get warns() {
        const { warnBelow, warnAbove } = this.props;
        return (warnBelow !== undefined && this.amount < warnBelow) || (warnAbove !== undefined && this.amount > warnAbove);
    }
}

registry.category("fields").add("credit_short", {
    component: CreditShortField,
    displayName: _t("Short amount"),
    supportedTypes: ["monetary", "float"],
    extractProps: ({ options }) => ({ warnBelow: options.warn_below, warnAbove: options.warn_above }),
});

/** A share of the limit as a small bar with its percentage. */
export class CreditShareField extends Component {
    static template = "credit_management.CreditShareField";
    static props = { ...standardFieldProps };

    get share() {
        return this.props.record.data[this.props.name] || 0;
    }

    get tone() {
        return this.share >= 90 ? "amber" : "grey";
    }

    get width() {
        return Math.max(0, Math.min(this.share, 100));
    }

    get text() {
        return _t("%s %", Math.round(this.share));
    }
}

registry.category("fields").add("credit_share", {
    component: CreditShareField,
    displayName: _t("Share of the limit"),
    supportedTypes: ["float"],
    listViewWidth: 150,
});

/** A moment as people say it; red once it has passed. */
export class CreditWhenField extends Component {
    static template = "credit_management.CreditWhenField";
    static props = {
        ...standardFieldProps,
        dateOnly: { type: Boolean, optional: true },
        namesToday: { type: Boolean, optional: true },
        plain: { type: Boolean, optional: true },
    };

    get value() {
        return this.props.record.data[this.props.name];
    }

    get text() {
        const text = moment(this.value, this.props.dateOnly);
        return this.props.namesToday && isToday(this.value) ? _t("today %s", text) : text;
    }

    get exact() {
        return this.value ? this.value.toLocaleString(luxon.DateTime.DATETIME_MED) : "";
    }

    get isUrgent() {
        if (this.props.plain) {
            return false;
        }
        return this.props.dateOnly ? isPast(this.value) || isToday(this.value) : isPast(this.value);
    }
}

registry.category("fields").add("credit_when", {
    component: CreditWhenField,
    displayName: _t("When"),
    supportedTypes: ["datetime", "date"],
    extractProps: ({ options }) => ({
        dateOnly: Boolean(options.date_only),
        namesToday: Boolean(options.names_today),
        plain: Boolean(options.plain),
    }),
});
