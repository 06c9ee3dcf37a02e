"""What a check costs at `sale.order.action_confirm`, commit included."""

from . import session, subjects, timing


def extra_cost(registry, user_id, partner_ids, switch, rounds=21):
    """Confirm orders with and without the check, in turn.

    :param partner_ids: customers, taken one after the other
    :param switch: function (cursor, whether to check); its change is committed
    :return: ``{"with": [ms], "without": [ms]}``
    """
    def confirm(checking):
        def run(number):
            partner_id = partner_ids[number % len(partner_ids)]
            return once(registry, user_id, partner_id, lambda cr: switch(cr, checking))
        return run

    return timing.alternate({'with': confirm(True), 'without': confirm(False)}, rounds)


def once(registry, user_id, partner_id, before):
    """Return the milliseconds of one confirmation, or raise if it did not go through."""
    order_id = subjects.quotation(registry, user_id, partner_id)
    with registry.cursor() as cr:
        before(cr)
        cr.commit()
    with session.request(registry, user_id) as env:
        order = env['sale.order'].browse(order_id)

        def confirm():
            order.action_confirm()
            env.cr.commit()

        taken = timing.milliseconds(confirm)
        if order.state != 'sale':
            raise RuntimeError(f"the order of partner {partner_id} was not confirmed")
        return taken


def query_count(registry, user_id, partner_id, before):
    """Return how many queries one confirmation sends."""
    order_id = subjects.quotation(registry, user_id, partner_id)
    with registry.cursor() as cr:
        before(cr)
        cr.commit()
    with session.request(registry, user_id) as env:
        def confirm():
            env['sale.order'].browse(order_id).action_confirm()
            env.cr.commit()

        return timing.queries(confirm)
