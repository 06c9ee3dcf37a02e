import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { useService } from "@web/core/utils/hooks";
import { money, shortAmount } from "../credit_core/credit_format";
import { printed } from "./dso_format";

import { Component, onWillStart, useState } from "@odoo/owl";

const GROUPS = [
    ["team", _t("Sales team")], ["salesperson", _t("Salesperson")], ["partner", _t("Customer")], ["country", _t("Country")],
];
/** Key, name, kind; a kind `money` opens its records. */
const COLUMNS = [
    ["name", _t("Name"), "text"], ["ar", _t("Owed"), "money", "ar"], ["overdue_ratio", _t("Overdue"), "percent", "overdue"],
    ["countback", _t("Count-back"), "days"], ["aging", _t("By aging"), "days"], ["period", _t("By period"), "days"],
    ["best_possible", _t("Best possible"), "days"], ["delinquent", _t("Days late"), "days"],
    ["beyond_terms", _t("Beyond terms"), "days"], ["sales", _t("Credit sales"), "money", "sales"],
].map(([key, name, kind, source]) => ({ key, name, kind, source }));
const PAGE = 80;
/** So many of those who owe most are on the page; all are in the spreadsheet. */
const MOST = 1000;

/** The same figures by team, salesperson, customer or country; sorted by what is clicked. */
export class DsoTable extends Component {
    static template = "credit_management.DsoTable";
    static props = { asOf: String, companyId: Number, currencyId: Number, open: Function };

    setup() {
        this.orm = useService("orm");
        this.groups = GROUPS;
        this.columns = COLUMNS;
        this.state = useState({ group: "salesperson", rows: null, others: 0, sort: "ar", isDown: true, shown: PAGE, error: "" });
        onWillStart(() => this.load("salesperson"));
    }

    async load(group) {
        Object.assign(this.state, { group, rows: null, shown: PAGE, error: "" });
        try {
            const { rows, groups } = await this.orm.call("credit.kpi", "figures", [], {
                as_of: this.props.asOf, company_id: this.props.companyId, group_by: group, limit: MOST,
            });
            if (group === this.state.group) {
                Object.assign(this.state, { rows, others: groups - rows.length });
            }
        } catch (error) {
            this.state.error = error.data?.message || _t("The figures could not be read.");
        }
    }

    /** Rows in order; what nobody knows comes last, whichever way. */
    get sorted() {
        const { sort, isDown, rows } = this.state;
        const isKnown = (row) => row[sort] !== null && row[sort] !== undefined;
        const known = rows.filter(isKnown);
        const unknown = rows.filter((row) => !isKnown(row));
        known.sort((one, other) => {
            const order = sort === "name" ? one.name.localeCompare(other.name) : one[sort] - other[sort];
            return isDown ? -order : order;
        });
        return [...known, ...unknown].slice(0, this.state.shown);
    }

    sortBy(key) {
        const isDown = this.state.sort === key ? !this.state.isDown : key !== "name";
        Object.assign(this.state, { sort: key, isDown });
    }

    ariaSort(key) {
        return key !== this.state.sort ? "none" : this.state.isDown ? "descending" : "ascending";
    }

    get more() {
        return Math.max(this.state.rows.length - this.state.shown, 0);
    }

    get othersText() {
        const { rows, others } = this.state;
        return others
            ? _t("The %(shown)s who owe most; %(others)s others are in the spreadsheet.", { shown: rows.length, others })
            : "";
    }

    showMore() {
        this.state.shown += PAGE;
    }

    cell(row, { key, kind }) {
        if (key === "name") {
            return row.name || _t("None");
        }
        if (kind === "money") {
            return shortAmount(row[key]);
        }
        return printed(row[key], kind, key === "countback" && row.days_floor);
    }

    exact(row, { key, kind }) {
        return kind === "money" ? money(row[key], this.props.currencyId) : "";
    }

    open(row, { source }) {
        return this.props.open(source, { group_by: this.state.group, key: row.key || false });
    }

    export() {
        return download({
            url: "/credit_management/dso/xlsx",
            data: { data: JSON.stringify({
                as_of: this.props.asOf, company_id: this.props.companyId, group_by: this.state.group,
            }) },
        });
    }
}
