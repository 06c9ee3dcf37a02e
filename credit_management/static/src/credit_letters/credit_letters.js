import { registry } from "@web/core/registry";
import { listView } from "@web/views/list/list_view";
import { ListController } from "@web/views/list/list_controller";
import { CreditQueueRenderer } from "../credit_queue/credit_queue";
import { LetterPreview } from "./letter_preview";

import { onMounted, onPatched, useState } from "@odoo/owl";

/** Letters beside the text of the one that is selected: read, approve, go on to the next. */
export class LettersController extends ListController {
    static template = "credit_management.Letters";
    static components = { ...ListController.components, LetterPreview };

    setup() {
        super.setup();
        this.pane = useState({ currentId: false, stamp: 0 });
        onMounted(() => this.keepCurrent());
        onPatched(() => this.keepCurrent());
    }

    get records() {
        const { root } = this.model;
        const flat = (groups) => groups.flatMap((group) =>
            group.list.isGrouped ? flat(group.list.groups) : group.list.records
        );
        return root.isGrouped ? flat(root.groups) : root.records;
    }

    get current() {
        return this.records.find((record) => record.resId === this.pane.currentId);
    }

    keepCurrent() {
        if (this.model.isReady && !this.current) {
            this.pane.currentId = this.records[0]?.resId || false;
        }
    }

    async openRecord(record, ...args) {
        if (this.env.isSmall || record.resId === this.pane.currentId) {
            return super.openRecord(record, ...args);
        }
        this.pane.currentId = record.resId;
    }

    /** Do something to the letter that is shown, and show the next one. */
    async act(method) {
        const { current } = this;
        const next = this.records[this.records.indexOf(current) + 1];
        const action = await this.orm.call("credit.letter", method, [[current.resId]]);
        const done = async () => {
            await this.model.load();
            this.pane.stamp++;
            this.pane.currentId = next?.resId || this.pane.currentId;
        };
        if (action && action.type) {
            return this.actionService.doAction(action, { onClose: done });
        }
        return done();
    }
}

registry.category("views").add("credit_letters", {
    ...listView,
    Controller: LettersController,
    Renderer: CreditQueueRenderer,
});
