import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { parseFloat } from "@web/views/fields/parsers";
import { registry } from "@web/core/registry";
import { useBus } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component, onWillUpdateProps, useRef, useState } from "@odoo/owl";

const CRUMBS = ["ignore_line_below", "ignore_total_percent"];
/** Column of the first threshold; the ones before it are the checkpoints. */
const FIRST = 3;
/** Cells that are typed into. */
const NUMBER = "input[type='text']";
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * All rules of a policy in one table: where each is asked and how severely, its thresholds by grade.
 * A cell is a number or a severity; arrows, Tab and Enter walk from cell to cell.
 */
export class CreditPolicyGrid extends Component {
    static template = "credit_management.CreditPolicyGrid";
    static props = { ...standardFieldProps };

    setup() {
        this.root = useRef("root");
        this.state = useState({ unfolded: false, bad: {} });
        this.active = this.activeCodes(this.props.record);
        const { model } = this.props.record;
        useBus(model.bus, "NEED_LOCAL_CHANGES", ({ detail }) => detail.proms.push(this.commit()));
        useBus(model.bus, "WILL_SAVE_URGENTLY", () => this.commit());
        onWillUpdateProps(({ record }) => {
            // A rule that is switched off stays in its place until that is saved.
            if (record !== this.props.record || !record.dirty) {
                this.active = this.activeCodes(record);
                this.state.bad = {};
            }
        });
    }

    activeCodes(record) {
        const rules = record.data[this.props.name]?.rules || [];
        return new Set(rules.filter((rule) => !isOff(rule)).map((rule) => rule.code));
    }

    // === WHAT IS SHOWN === //

    get grid() {
        return this.props.record.data[this.props.name] || { rules: [], checkpoints: [], grades: [], severities: [] };
    }

    /** Rules that are asked somewhere come first; the others are folded below. */
    get blocks() {
        const on = (rule) => this.active.has(rule.code) || !isOff(rule);
        const rules = [...this.grid.rules.filter(on), ...this.grid.rules.filter((rule) => !on(rule))];
        const count = rules.filter(on).length;
        let line = 0;
        const blocks = rules.map((rule, index) => {
            const lines = rule.thresholds.length ? rule.thresholds : [null];
            const block = { rule, lines, line, isOff: index >= count };
            line += lines.length;
            return block;
        });
        return { on: blocks.slice(0, count), off: blocks.slice(count) };
    }

    get shown() {
        const { on, off } = this.blocks;
        return this.state.unfolded ? [...on, ...off] : on;
    }

    get offText() {
        return _t("%s more rules, off", this.blocks.off.length);
    }

    get crumbsLabel() {
        return _t("Ignore below");
    }

    get crumbsOf() {
        return this.shown.find((block) => block.rule.crumbs)?.rule.code;
    }

    gradeName(grade) {
        return grade === "-" ? "–" : grade;
    }

    severityName(severity) {
        return this.grid.severities.find(([code]) => code === severity)?.[1] || "";
    }

    number(value) {
        return value === undefined || value === false ? "" : formatFloat(value, { digits: [16, 2], trailingZeros: false });
    }

    crumb(name) {
        return this.number(this.props.record.data[name]);
    }

    cellKey(rule, row, grade) {
        return `${rule.code} ${row.name} ${grade}`;
    }

    isBad(key) {
        return key in this.state.bad;
    }

    shownValue(rule, row, grade) {
        const key = this.cellKey(rule, row, grade);
        return this.isBad(key) ? this.state.bad[key] : this.number(row.values[grade]);
    }

    // === EDITING === //

    /** Write the cell that is being typed into, so that saving does not lose it. */
    commit() {
        const cell = document.activeElement;
        if (this.root.el?.contains(cell) && cell.matches(NUMBER)) {
            cell.dispatchEvent(new Event("change", { bubbles: true }));
        }
        return this.pending;
    }

    update(changes) {
        this.pending = this.props.record.update(changes);
        return this.pending;
    }

    change(code, make) {
        const grid = JSON.parse(JSON.stringify(this.grid));
        make(grid.rules.find((rule) => rule.code === code));
        return this.update({ [this.props.name]: grid });
    }

    onSeverity(rule, checkpoint, ev) {
        const { value } = ev.target;
        return this.change(rule.code, (changed) => { changed.severity[checkpoint] = value; });
    }

    onSwitch(rule, row, ev) {
        const number = ev.target.checked ? 1 : 0;
        return this.change(rule.code, (changed) => {
            changed.thresholds.find((one) => one.name === row.name).values[""] = number;
        });
    }

    onNumber(rule, row, grade, ev) {
        const key = this.cellKey(rule, row, grade);
        const number = this.read(key, this.props.name, ev.target.value);
        if (number === null || number === row.values[grade]) {
            return;
        }
        return this.change(rule.code, (changed) => {
            const { values } = changed.thresholds.find((one) => one.name === row.name);
            if (number === undefined) {
                delete values[grade];
            } else {
                values[grade] = number;
            }
        });
    }

    onCrumb(name, ev) {
        const number = this.read(name, name, ev.target.value) ?? null;
        if (number !== null && number !== this.props.record.data[name]) {
            return this.update({ [name]: number });
        }
    }

    /** Return the number typed, undefined for an empty cell, null for what is none: it stays as typed. */
    read(key, field, text) {
        const { record } = this.props;
        try {
            const number = text.trim() ? parseFloat(text) : undefined;
            if (number < 0) {
                throw new Error("negative");
            }
            delete this.state.bad[key];
            if (!Object.keys(this.state.bad).length && record.isFieldInvalid(field)) {
                record.resetFieldValidity(field);
            }
            return number;
        } catch {
            this.state.bad[key] = text;
            record.setInvalidField(field);
            return null;
        }
    }

    // === KEYBOARD === //

    onKeydown(ev) {
        const cell = ev.target.closest("[data-line]");
        if (!cell || ev.altKey || ev.ctrlKey || ev.metaKey) {
            return;
        }
        const step = ev.key === "Enter" && cell.matches(NUMBER) ? ARROWS.ArrowDown : ARROWS[ev.key];
        if (!step || (step[1] && !this.isAtEdge(cell, step[1]))) {
            return;
        }
        const next = this.next(cell, ...step);
        ev.preventDefault();
        next?.focus();
        next?.select?.();
    }

    /** Within a number, the caret moves first. */
    isAtEdge(cell, direction) {
        if (!cell.matches(NUMBER)) {
            return true;
        }
        const { selectionStart, selectionEnd, value } = cell;
        const all = selectionStart === 0 && selectionEnd === value.length;
        return all || (selectionStart === selectionEnd && selectionStart === (direction < 0 ? 0 : value.length));
    }

    next(cell, lines, columns) {
        const place = (one) => ({
            cell: one, line: Number(one.dataset.line), column: Number(one.dataset.column), span: Number(one.dataset.span || 1),
        });
        const here = place(cell);
        const cells = [...this.root.el.querySelectorAll("[data-line]")].map(place);
        const ahead = columns
            ? cells.filter((one) => one.line === here.line && (one.column - here.column) * columns > 0)
            : cells.filter((one) => (one.line - here.line) * lines > 0
                && one.column < here.column + here.span && here.column < one.column + one.span);
        const distance = (one) => (columns ? Math.abs(one.column - here.column) : Math.abs(one.line - here.line));
        return ahead.sort((one, other) => distance(one) - distance(other))[0]?.cell;
    }

    column(index) {
        return FIRST + index;
    }
}

function isOff(rule) {
    return Object.values(rule.severity).every((severity) => severity === "off");
}

registry.category("fields").add("credit_policy_grid", {
    component: CreditPolicyGrid,
    displayName: _t("Rules of a policy"),
    supportedTypes: ["json"],
    fieldDependencies: CRUMBS.map((name) => ({ name, type: "float" })),
    label: false,
});
