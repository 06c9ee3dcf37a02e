import { EventBus } from "@odoo/owl";
import { RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { UncaughtPromiseError } from "@web/core/errors/error_service";

const EXCEPTION = "odoo.addons.credit_management.exceptions.CreditHold";

/** Tells the banners on the screen that a document was held just now. */
export const creditBus = new EventBus();

/**
 * A held order is no error: say so in a notice that stays, and let the banner reload its record.
 */
export function creditHoldHandler(env, error, originalError) {
    if (!(error instanceof UncaughtPromiseError) || !(originalError instanceof RPCError)) {
        return false;
    }
    if (originalError.exceptionName !== EXCEPTION) {
        return false;
    }
    error.unhandledRejectionEvent.preventDefault();
    env.services.notification.add(originalError.data.message, { type: "warning", sticky: true });
    creditBus.trigger("held", originalError.data.context || {});
    return true;
}

registry.category("error_handlers").add("credit_hold", creditHoldHandler, { sequence: 90 });
