import { Component, onMounted, onWillUnmount, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** How often the page looks whether the file is ready. */
const MILLISECONDS = 3000;

/** Reads the record again while its file is being made; it is gone once that is done. */
export class HandoverWait extends Component {
    static template = xml`<i class="fa fa-circle-o-notch fa-spin me-1" role="img" aria-label="Being made"/>`;
    static props = { ...standardWidgetProps };

    setup() {
        onMounted(() => {
            this.timer = setInterval(() => this.props.record.load(), MILLISECONDS);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }
}

registry.category("view_widgets").add("credit_handover_wait", { component: HandoverWait });
