import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { listView } from "@web/views/list/list_view";
import { ListController } from "@web/views/list/list_controller";
import { ListRenderer } from "@web/views/list/list_renderer";
import { QueueClock } from "./queue_clock";
import { QueuePreview } from "./queue_preview";
import { creditBus } from "../credit_hold_notice/credit_hold_notice";

import { onMounted, onPatched, onWillUnmount, useExternalListener, useState } from "@odoo/owl";

const KEYS = [
    ["j", _t("next")],
    ["k", _t("previous")],
    ["Enter", _t("open")],
    ["r", _t("release")],
    ["x", _t("reject")],
    ["p", _t("propose")],
    ["a", _t("assign to me")],
    ["?", _t("this list")],
];

export class CreditQueueRenderer extends ListRenderer {
    static props = [...ListRenderer.props, "currentId?"];

    getRowClass(record) {
        const current = record.resId === this.props.currentId ? " o_credit_queue_current" : "";
        return super.getRowClass(record) + current;
    }
}

/** The queue: a list beside the selected line's figures, worked by keyboard, live. */
export class CreditQueueController extends ListController {
    static template = "credit_management.CreditQueue";
    static components = { ...ListController.components, QueueClock, QueuePreview };

    setup() {
        super.setup();
        this.bus = useService("bus_service");
        this.queue = useState({ currentId: false, stamp: 0, keys: false, mode: {} });
        this.keys = KEYS;
        useExternalListener(window, "keydown", (ev) => this.onKey(ev));
        useBus(creditBus, "held", () => this.refresh());
        this.onNews = () => this.refresh();
        onMounted(async () => {
            this.bus.subscribe("credit_management.hold", this.onNews);
            await this.readState();
        });
        onWillUnmount(() => this.bus.unsubscribe("credit_management.hold", this.onNews));
        onPatched(() => this.keepCurrent());
        onMounted(() => this.keepCurrent());
    }

    async readState() {
        this.queue.mode = await this.orm.silent.call("credit.task", "credit_queue_state", []);
    }

    get records() {
        const { root } = this.model;
        const flat = (groups) => groups.flatMap((group) =>
            group.list.isGrouped ? flat(group.list.groups) : group.list.records
        );
        return root.isGrouped ? flat(root.groups) : root.records;
    }

    get current() {
        return this.records.find((record) => record.resId === this.queue.currentId);
    }

    keepCurrent() {
        if (this.model.isReady && !this.current) {
            this.queue.currentId = this.records[0]?.resId || false;
        }
    }

    async openRecord(record) {
        if (this.env.isSmall || record.resId === this.queue.currentId) {
            return this.open(record);
        }
        this.queue.currentId = record.resId;
    }

    async open(record) {
        const action = await this.orm.call("credit.task", "action_open", [[record.resId]]);
        return this.actionService.doAction({ ...action, views: [[false, "form"]] });
    }

    async refresh() {
        await this.model.load();
        // What was dealt with is gone: its figures cannot be asked for again.
        this.keepCurrent();
        this.queue.stamp++;
    }

    /** Act on the selection, else on the line that the preview shows. */
    async act(method) {
        const selected = this.model.root.selection.map((record) => record.resId);
        return this.actOn(method, selected.length ? selected : this.current ? [this.current.resId] : []);
    }

    /** A proposal is about one order: the line that the preview shows. */
    async propose() {
        return this.actOn("action_propose", this.current ? [this.current.resId] : []);
    }

    async actOn(method, ids) {
        if (!ids.length) {
            return;
        }
        const action = await this.orm.call("credit.task", method, [ids]);
        if (action && action.type) {
            await this.actionService.doAction(action, { onClose: () => this.refresh() });
        } else {
            await this.refresh();
        }
    }

    move(step) {
        const { records } = this;
        const index = records.findIndex((record) => record.resId === this.queue.currentId);
        const next = records[Math.min(Math.max(index + step, 0), records.length - 1)];
        if (next) {
            this.queue.currentId = next.resId;
            const row = this.rootRef.el.querySelector(`.o_data_row[data-id="${next.id}"]`);
            row?.scrollIntoView({ block: "nearest" });
        }
    }

    onKey(ev) {
        const typing = ev.target.closest?.("input, textarea, select, [contenteditable=true], .o_searchview");
        if (typing || ev.ctrlKey || ev.altKey || ev.metaKey || document.querySelector(".modal, .o_popover")) {
            return;
        }
        const acts = {
            j: () => this.move(1),
            k: () => this.move(-1),
            Enter: () => this.current && this.open(this.current),
            r: () => this.act("action_release"),
            x: () => this.act("action_reject"),
            p: () => this.propose(),
            a: () => this.act("action_assign_to_me"),
            "?": () => (this.queue.keys = !this.queue.keys),
        };
        if (acts[ev.key]) {
            ev.preventDefault();
            ev.stopPropagation();
            acts[ev.key]();
        }
    }
}

registry.category("views").add("credit_queue", {
    ...listView,
    Controller: CreditQueueController,
    Renderer: CreditQueueRenderer,
});
