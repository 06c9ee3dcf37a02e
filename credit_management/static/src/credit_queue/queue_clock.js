import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime } from "@web/core/l10n/dates";

const { DateTime } = luxon;
const TICK = 15000;

/** The next cut-off by the company's clock, and how long until then; it ticks by itself. */
export class QueueClock extends Component {
    static template = "credit_management.QueueClock";
    static props = {
        cutoff: { type: String },
        zone: { type: String },
        onPassed: { type: Function },
    };

    setup() {
        this.clock = useState({ now: DateTime.local() });
        onMounted(() => (this.timer = browser.setInterval(() => this.tick(), TICK)));
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    get next() {
        return deserializeDateTime(this.props.cutoff);
    }

    tick() {
        this.clock.now = DateTime.local();
        if (this.next <= this.clock.now) {
            this.props.onPassed();
        }
    }

    /** Whole minutes that are left, the running one included. */
    get minutes() {
        return Math.max(Math.ceil(this.next.diff(this.clock.now).as("minutes")), 0);
    }

    get isNear() {
        return this.minutes <= 60;
    }

    get text() {
        const there = this.next.setZone(this.props.zone);
        const foreign = there.offset !== this.next.offset;
        const place = foreign ? ` (${this.props.zone.split("/").pop().replaceAll("_", " ")})` : "";
        const time = there.toFormat("HH:mm") + place;
        if (!there.hasSame(this.clock.now.setZone(this.props.zone), "day")) {
            return _t("next cut-off %s", `${there.toLocaleString({ weekday: "short" })} ${time}`);
        }
        const left = `${Math.floor(this.minutes / 60)}:${String(this.minutes % 60).padStart(2, "0")}`;
        return _t("next cut-off %(time)s in %(left)s", { time, left });
    }
}
