/** Room for the names of the axes. */
const LEFT = 64;
const BOTTOM = 40;
const TOP = 12;
const RIGHT = 16;
const DAY_TICKS = [0, 7, 15, 30, 60, 90, 180, 365, 730, 1095, 1825, 3650];
const SMALLEST = 7;
const LARGEST = 34;

/**
 * Where days and amounts lie on a picture of so many pixels.
 *
 * Days widen like a square root, so that a week and a year have room side by side; amounts go by
 * their logarithm.
 */
export class QuadrantScale {
    constructor(width, height, bubbles, lines, isPlain = false) {
        this.left = isPlain ? 4 : LEFT;
        this.top = isPlain ? 4 : TOP;
        this.right = Math.max(width - (isPlain ? 4 : RIGHT), this.left + 1);
        this.bottom = Math.max(height - (isPlain ? 4 : BOTTOM), this.top + 1);
        const days = bubbles.map((bubble) => bubble.days);
        const amounts = [...bubbles.map((bubble) => bubble.amount), lines.amount].filter((amount) => amount > 0);
        this.mostDays = Math.max(60, lines.days * 1.6, ...days.map((day) => day * 1.15));
        this.low = Math.log10(Math.min(...amounts, Number.MAX_VALUE)) - 0.35;
        this.high = Math.log10(Math.max(...amounts, 1)) + 0.35;
        if (!amounts.length) {
            [this.low, this.high] = [0, 4];
        }
        this.mostSize = Math.max(1, ...bubbles.map((bubble) => bubble.size));
        this.largest = Math.min(LARGEST, Math.min(width, height) / 9);
    }

    x(days) {
        return this.left + Math.sqrt(Math.max(days, 0) / this.mostDays) * (this.right - this.left);
    }

    y(amount) {
        const part = (Math.log10(Math.max(amount, 1e-9)) - this.low) / (this.high - this.low);
        return this.bottom - Math.min(Math.max(part, 0), 1) * (this.bottom - this.top);
    }

    /** Return the whole days at a place, 1 at the least. */
    daysAt(x) {
        const part = (Math.min(Math.max(x, this.left), this.right) - this.left) / (this.right - this.left);
        return Math.max(1, Math.round(part * part * this.mostDays));
    }

    /** Return the amount at a place, in two figures: nobody owes exactly what a mouse says. */
    amountAt(y) {
        const part = (this.bottom - Math.min(Math.max(y, this.top), this.bottom)) / (this.bottom - this.top);
        return twoFigures(10 ** (this.low + part * (this.high - this.low)));
    }

    radius(size) {
        return SMALLEST + (this.largest - SMALLEST) * Math.sqrt(Math.max(size, 0) / this.mostSize);
    }

    get dayTicks() {
        const all = DAY_TICKS.filter((days) => days <= this.mostDays);
        return all.filter((days, index) => !index || this.x(days) - this.x(all[index - 1]) > 26);
    }

    get amountTicks() {
        const ticks = [];
        const steps = this.high - this.low > 2.5 ? [1] : [1, 2, 5];
        for (let power = Math.floor(this.low); power <= this.high; power++) {
            for (const step of steps) {
                const amount = step * 10 ** power;
                if (Math.log10(amount) >= this.low && Math.log10(amount) <= this.high) {
                    ticks.push(amount);
                }
            }
        }
        return ticks;
    }
}

export function twoFigures(amount) {
    const unit = 10 ** (Math.floor(Math.log10(Math.max(amount, 1))) - 1);
    return Math.max(Math.round(amount / unit) * unit, 0.01);
}

/** Is a point inside a polygon? A ray to the right crosses its sides an odd number of times. */
export function isInside([x, y], polygon) {
    let inside = false;
    polygon.forEach(([x1, y1], index) => {
        const [x2, y2] = polygon[(index || polygon.length) - 1];
        if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) {
            inside = !inside;
        }
    });
    return inside;
}
