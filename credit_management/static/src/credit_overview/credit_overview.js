import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { isOlderThan, moment } from "../credit_core/credit_format";
import { CreditPage } from "../credit_page/credit_page";

import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";

const tileRegistry = registry.category("credit_overview_tiles");
const toolRegistry = registry.category("credit_overview_tools");
const SIZES = ["small", "third", "wide"];
/** So many tiles are worked out at once. */
const PARALLEL = 2;

tileRegistry.addValidation({
    component: Function,
    title: true,
    size: { type: String, validate: (size) => SIZES.includes(size) },
    sequence: Number,
});

/** The overview: tiles from a registry, shown as they are known and worked out anew behind it. */
export class CreditOverview extends Component {
    static template = "credit_management.CreditOverview";
    static components = { CreditPage };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({
            page: "loading", error: "", answer: null, busy: {},
            compare: this.props.state?.compare || "month",
        });
        useSetupAction({ getLocalState: () => ({ compare: this.state.compare }) });
        this.isGone = false;
        onWillStart(() => this.load());
        onWillUnmount(() => (this.isGone = true));
    }

    // === WHAT IS KNOWN === //

    async load() {
        try {
            this.state.answer = await this.orm.call("credit.overview", "get_overview", []);
            this.state.page = "ready";
        } catch (error) {
            this.state.error = error.data?.message || _t("The figures could not be read.");
            this.state.page = "error";
            return;
        }
        this.refresh((tile) => tile.state !== "fresh");
    }

    retry() {
        this.state.page = "loading";
        return this.load();
    }

    async refreshAll() {
        const known = this.state.answer.tiles;
        this.state.answer = await this.orm.call("credit.overview", "get_overview", []);
        Object.assign(this.state.answer.tiles, Object.fromEntries(
            Object.entries(known).filter(([code]) => this.state.busy[code])
        ));
        await this.refresh(() => true, true);
    }

    /** Work tiles out anew, a few at a time, each shown as soon as it is there. */
    async refresh(isWanted, force = false) {
        const { tiles } = this.state.answer;
        const codes = Object.keys(tiles).filter(
            (code) => tiles[code].state !== "live" && !this.state.busy[code] && isWanted(tiles[code])
        );
        codes.forEach((code) => (this.state.busy[code] = true));
        const work = async () => {
            while (codes.length && !this.isGone) {
                await this.refreshOne(codes.shift(), force);
            }
        };
        await Promise.all(Array.from({ length: PARALLEL }, work));
    }

    async refreshOne(code, force) {
        try {
            const tile = await this.orm.silent.call("credit.overview", "refresh", [code], {
                company_id: this.state.answer.company_id, force,
            });
            this.state.answer.tiles[code] = tile;
        } catch {
            this.state.answer.tiles[code].state = "failed";
        }
        delete this.state.busy[code];
    }

    // === WHAT IS SHOWN === //

    get subtitle() {
        const { company, day } = this.state.answer || {};
        return company ? `${company} · ${formatDate(deserializeDate(day))}` : "";
    }

    get overview() {
        const { company_id, currency_id, day } = this.state.answer;
        return { companyId: company_id, currencyId: currency_id, day, compare: this.state.compare };
    }

    get compares() {
        return [["month", _t("last month")], ["year", _t("the same month last year")]];
    }

    get cards() {
        const { tiles } = this.state.answer;
        return tileRegistry.getEntries()
            .filter(([code]) => tiles[code] && !this.isEmpty(tiles[code]))
            .map(([code, entry]) => ({ code, ...entry, ...this.card(code, tiles[code]) }))
            .sort((one, other) => one.sequence - other.sequence);
    }

    /** A tile that was worked out and has nothing to say takes no room. */
    isEmpty(tile) {
        return tile.computed_at && tile.data === null;
    }

    card(code, tile) {
        return {
            data: tile.data,
            isBusy: Boolean(this.state.busy[code]),
            hasFailed: tile.state === "failed" && !this.state.busy[code],
            since: tile.computed_at && isOlderThan(tile.computed_at, { hours: 1 }) ? _t("as of %s", moment(tile.computed_at)) : "",
        };
    }

    get tools() {
        return toolRegistry.getEntries()
            .map(([code, entry]) => ({ code, ...entry, data: this.state.answer.tiles[entry.tile || code]?.data }))
            .filter((tool) => tool.data || !tool.needsData)
            .sort((one, other) => one.sequence - other.sequence);
    }
}

registry.category("actions").add("credit_overview", CreditOverview);
