import { _t } from "@web/core/l10n/translation";
import { money, shortAmount, shortDays } from "../credit_core/credit_format";
import { QuadrantScale, isInside, twoFigures } from "./quadrant_scale";
import { bubbleText, days, quadrantTable } from "./quadrant_words";

import { Component, onMounted, onWillUnmount, useExternalListener, useRef, useState } from "@odoo/owl";

/** Customers with a name beside their bubble. */
const NAMED = 24;
/** A mouse that moved less was a click. */
const STILL = 5;

/**
 * The quadrant as a picture: bubbles, two lines that are moved by mouse or keyboard, a lasso.
 *
 * `data` is the answer of `get_quadrant`, `lines` where the lines are drawn ({days, amount}).
 * `onMove(lines, isDone)` is called while a line is moved, and when it has arrived.
 */
export class QuadrantChart extends Component {
    static template = "credit_management.QuadrantChart";
    static props = {
        data: Object,
        lines: Object,
        selected: { type: Array, optional: true },
        isPlain: { type: Boolean, optional: true },
        onMove: { type: Function, optional: true },
        onPick: Function,
        onPickCorner: Function,
        onSelect: { type: Function, optional: true },
    };
    static defaultProps = { selected: [], isPlain: false };

    shortDays = shortDays;

    setup() {
        this.root = useRef("root");
        this.state = useState({ width: 0, height: 0, lasso: null, dragged: null, focused: 0 });
        // A mouse leaves the picture and comes back, with the line or the lasso in its hand.
        useExternalListener(window, "pointermove", (ev) => this.drawLasso(ev));
        useExternalListener(window, "pointerup", () => this.endLasso());
        const observer = new ResizeObserver(() => this.measure());
        onMounted(() => {
            this.measure();
            observer.observe(this.root.el);
        });
        onWillUnmount(() => observer.disconnect());
    }

    measure() {
        if (this.root.el) {
            const { width, height } = this.root.el.getBoundingClientRect();
            Object.assign(this.state, { width: Math.round(width), height: Math.round(height) });
        }
    }

    // === WHAT IS DRAWN === //

    get bubbles() {
        const own = this.props.data.customers.map((customer) => ({
            ...customer,
            size: customer.exposure ?? customer.claims,
            isSelected: this.props.selected.includes(customer.key),
        }));
        const pools = this.props.data.corners.filter((corner) => corner.pooled.count).map((corner) => ({
            key: `pool_${corner.code}`,
            pool: corner,
            days: corner.pooled.days,
            amount: corner.pooled.amount / corner.pooled.count,
            size: 0,
        }));
        return [...pools, ...own];
    }

    get scale() {
        return new QuadrantScale(
            this.state.width, this.state.height, this.bubbles, this.props.lines, this.props.isPlain
        );
    }

    draw() {
        // The scale stays while a line is dragged: else it would run away from the mouse.
        const scale = this.state.dragged ? this.held : this.scale;
        return { scale, corners: this.corners(scale), bubbles: this.placed(scale) };
    }

    /** Bubbles with their places; the smaller ones are drawn last, so that none is hidden. */
    placed(scale) {
        const named = new Set(this.props.data.customers.slice(0, NAMED).map((customer) => customer.key));
        return this.bubbles
            .map((bubble) => {
                const radius = bubble.pool ? 15 : scale.radius(bubble.size);
                const x = Math.min(Math.max(scale.x(bubble.days), scale.left + radius), scale.right - radius);
                const isAtTheEdge = x + radius + 90 > scale.right;
                return {
                    ...bubble,
                    x,
                    y: scale.y(bubble.amount),
                    radius,
                    letter: bubble.pool ? `+${bubble.pool.pooled.count}` : bubble.grade || "–",
                    tone: bubble.pool ? "pool" : (bubble.grade || "none").toLowerCase(),
                    label: this.props.isPlain || !named.has(bubble.key) ? "" : bubble.name,
                    labelX: isAtTheEdge ? x - radius - 4 : x + radius + 4,
                    labelAnchor: isAtTheEdge ? "end" : "start",
                    title: bubbleText(bubble, this.props.data.currency_id),
                };
            })
            .sort((one, other) => other.radius - one.radius);
    }

    /** The four corners, each with the part of the picture it has. */
    corners(scale) {
        const lineX = scale.x(this.props.lines.days);
        const lineY = scale.y(this.props.lines.amount);
        const sides = {
            critical: [lineX, scale.top, scale.right, lineY],
            watch: [scale.left, scale.top, lineX, lineY],
            routine: [scale.left, lineY, lineX, scale.bottom],
            clean_up: [lineX, lineY, scale.right, scale.bottom],
        };
        return this.props.data.corners.map((corner) => {
            const [x1, y1, x2, y2] = sides[corner.code];
            const isRight = ["critical", "clean_up"].includes(corner.code);
            const isLow = ["routine", "clean_up"].includes(corner.code);
            return {
                ...corner,
                x: x1,
                y: y1,
                width: Math.max(x2 - x1, 0),
                height: Math.max(y2 - y1, 0),
                amountText: shortAmount(corner.amount),
                style: [
                    isRight ? `right: ${this.state.width - x2 + 6}px` : `left: ${x1 + 6}px`,
                    isLow ? `bottom: ${this.state.height - y2 + 4}px` : `top: ${y1 + 4}px`,
                    `max-width: ${Math.max(x2 - x1 - 12, 110)}px`,
                    `max-height: ${Math.max(y2 - y1 - 8, 24)}px`,
                ].join("; "),
                hasRoom: !this.props.isPlain && x2 - x1 > 190 && y2 - y1 > 110,
            };
        });
    }

    money(amount) {
        return money(amount, this.props.data.currency_id);
    }

    short(amount) {
        return shortAmount(amount);
    }

    get lineTexts() {
        return {
            days: _t("Late for long from %s on", days(this.props.lines.days)),
            amount: _t("Large from %s on", this.money(this.props.lines.amount)),
        };
    }

    get lassoPoints() {
        return (this.state.lasso || []).map((point) => point.join(",")).join(" ");
    }

    // === LINES === //

    placeOf(ev) {
        const box = this.root.el.getBoundingClientRect();
        return [ev.clientX - box.left, ev.clientY - box.top];
    }

    grab(ev, name) {
        if (ev.button) {
            return;
        }
        ev.stopPropagation();
        this.held = this.scale;
        this.reached = null;
        this.state.dragged = name;
    }

    drag(ev) {
        if (!this.state.dragged) {
            return;
        }
        const [x, y] = this.placeOf(ev);
        const { days: lateDays, amount } = this.props.lines;
        // The picture may not be drawn anew before the mouse lets go.
        this.reached = this.state.dragged === "days"
            ? { days: this.held.daysAt(x), amount }
            : { days: lateDays, amount: this.held.amountAt(y) };
        this.props.onMove(this.reached, false);
    }

    drop() {
        if (this.state.dragged) {
            this.state.dragged = null;
            if (this.reached) {
                this.props.onMove(this.reached, true);
            }
        }
    }

    press(ev, name) {
        const more = { ArrowUp: 1, ArrowRight: 1, PageUp: 10, ArrowDown: -1, ArrowLeft: -1, PageDown: -10 }[ev.key];
        if (!more) {
            return;
        }
        ev.preventDefault();
        const { days: lateDays, amount } = this.props.lines;
        const step = ev.shiftKey ? 10 * Math.sign(more) : more;
        this.props.onMove(
            name === "days"
                ? { days: Math.max(1, lateDays + step), amount }
                : { days: lateDays, amount: twoFigures(amount * (step > 0 ? 1.05 : 1 / 1.05) ** Math.abs(step)) },
            true
        );
    }

    // === BUBBLES === //

    pick(bubble) {
        return bubble.pool ? this.props.onPickCorner(bubble.pool, true) : this.props.onPick(bubble);
    }

    toggle(bubble) {
        if (bubble.pool || !this.props.onSelect) {
            return;
        }
        const others = this.props.selected.filter((key) => key !== bubble.key);
        this.props.onSelect(others.length === this.props.selected.length ? [...others, bubble.key] : others);
    }

    /** Arrows go from bubble to bubble, Enter opens, space selects. */
    pressBubble(ev, bubble, index, count) {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[ev.key];
        if (step) {
            this.state.focused = (index + step + count) % count;
            this.root.el.querySelector(`[data-index='${this.state.focused}']`).focus();
        } else if (ev.key === "Enter") {
            this.pick(bubble);
        } else if (ev.key === " ") {
            this.toggle(bubble);
        } else {
            return;
        }
        ev.preventDefault();
    }

    clickBubble(ev, bubble) {
        return ev.ctrlKey || ev.metaKey || ev.shiftKey ? this.toggle(bubble) : this.pick(bubble);
    }

    // === LASSO === //

    beginLasso(ev) {
        if (!ev.button && this.props.onSelect) {
            this.state.lasso = [this.placeOf(ev)];
        }
    }

    drawLasso(ev) {
        if (this.state.dragged) {
            this.drag(ev);
        } else if (this.state.lasso) {
            this.state.lasso.push(this.placeOf(ev));
        }
    }

    endLasso() {
        this.drop();
        const { lasso } = this.state;
        this.state.lasso = null;
        if (!lasso) {
            return;
        }
        const [[x, y]] = lasso;
        if (lasso.every(([x2, y2]) => Math.hypot(x2 - x, y2 - y) < STILL)) {
            return this.props.onSelect([]);
        }
        const caught = this.placed(this.scale).filter(
            (bubble) => !bubble.pool && isInside([bubble.x, bubble.y], lasso)
        );
        this.props.onSelect(caught.map((bubble) => bubble.key));
    }

    get table() {
        return quadrantTable(this.props.data);
    }
}
