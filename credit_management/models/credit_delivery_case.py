import dataclasses

from odoo import models

from ..rules import RULES
from ..tools import breaches as core
from ..tools.deliveries import Delivery, Growth, Move, fitting
from .credit_check import _narrowed

#: Rules about papers that ask about a transfer without an order too.
WITHOUT_ORDER = ('H21', 'H23')


@dataclasses.dataclass
class DeliveryCase:
    """A transfer that leads to a customer, and what people have decided about it so far."""

    picking: object
    order: object
    profile_row: dict
    delivery: Delivery
    by_hand: object
    growth: object
    release: object
    #: What the release still lets leave, in company currency; None is no bound.
    release_left: float = None
    #: Judged and not held: so says the mode of his company, or his wave.
    report_only: bool = False

    @property
    def demand(self):
        """What the transfer would hand over in full, ``{move id: quantity}``."""
        return {key: move.quantity for key, move in self.delivery.moves.items()}

    @property
    def is_closed(self):
        """Whether a person stands in the way, or a growth that no amount bounds."""
        return bool(self.by_hand or self.growth and not self.delivery.growth)

    def is_released(self, verdict, quantities):
        """Tell whether a release saw what stands in the way, and is large enough."""
        if not self.release or not self.release._covers(verdict):
            return False
        worth = self.delivery.worth(quantities)
        rounding = self.delivery.facts.get('rounding')
        return not core.exceeds(worth, self.release_left, rounding)

    def passes(self, quantities):
        """Tell whether the transfer may hand over `quantities`, ``{move id: quantity}``."""
        if self.report_only:
            return True
        if self.is_closed:
            return False
        verdict = self.delivery.judged(quantities)
        return verdict.verdict in ('ok', 'warn') or self.is_released(verdict, quantities)

    def part(self, quantities):
        """Return the largest part of `quantities` that passes, or None when nothing does.

        Kits and goods that no order line knows are left alone: they leave as they are.
        """
        alone = {key: one for key, one in quantities.items() if key not in self.delivery.moves}
        most = {key: one for key, one in quantities.items() if key in self.delivery.moves}
        if self.is_closed or not most:
            return None
        part = fitting(most, lambda some: self.passes({**alone, **some}))
        return part if any(part.values()) else None


class CreditCheck(models.AbstractModel):
    """One transfer as the plain delivery that rules judge, with what people decided about it."""

    _inherit = 'credit.check'

    def _delivery_case(self, picking, profile, context):
        order, row = picking.sale_id, context['rows'][profile.id]
        facts, policy = context['facts'][profile.id]
        known = context['orders'].get(order.id)
        said = self._delivery_said_of(picking, profile, context['said'])
        facts = {**facts, 'partner_standing': self._delivery_standing(order, row, context)}
        delivery = Delivery(
            self._delivery_base(picking, order, known), facts,
            policy if order else _narrowed(policy, ('H07', *WITHOUT_ORDER)),
            growth=self._bounded_growth(said['growth'], policy),
        )
        if order:
            self._add_goods(delivery, picking, order, known)
        self._with_papers(delivery, picking, context['papers'].get(picking.id))
        return DeliveryCase(
            picking, order, row, delivery, said['by_hand'], said['growth'], said['release'],
            self._release_left(said['release'], picking, order, delivery),
            self._mode_of(picking.company_id, row) == 'report',
        )

    def _delivery_base(self, picking, order, known):
        """Return the document without what depends on quantities."""
        document = core.Document(
            res_model='stock.picking', res_id=picking.id, checkpoint='delivery', amount=0.0,
        )
        if not order:
            return document
        ordered = order.amount_total / (order.currency_rate or 1.0)
        return dataclasses.replace(
            document, prepaid_received=known['amounts']['prepaid'], passed=known['passed'],
            billed=round(max(ordered - known['whole'], 0.0), 6),
        )

    def _add_goods(self, delivery, picking, order, known):
        """Say what the order's goods are worth, and which of them this transfer moves."""
        moves = picking._credit_moves()
        goods = order.order_line.filtered(_can_stay)
        delivery.order = known['amounts']
        delivery.lines = {
            line.id: known['lines'][line.id] for line in goods if line.id in known['lines']
        }
        delivery.moves = {
            move.id: Move(move.sale_line_id.id, move.product_uom_qty, _factor(move))
            for move in moves if move.sale_line_id.id in delivery.lines
        }
        kits = (moves.sale_line_id & order.order_line) - goods
        delivery.kits = sum(
            known['lines'][line.id].price * known['lines'][line.id].rest
            for line in kits if line.id in known['lines']
        )
        if picking._credit_is_first_step():
            # Goods that were picked before are on their way out already.
            for move in (goods.move_ids - moves).filtered(_is_on_its_way):
                line_id = move.sale_line_id.id
                gone = delivery.gone.get(line_id, 0.0)
                delivery.gone[line_id] = gone + move.product_uom_qty * _factor(move)

    def _delivery_standing(self, order, row, context):
        """Return the standing of who orders, where that is not who pays."""
        buyer = order.partner_id.commercial_partner_id.id
        return context['standings'].get((buyer, row['company_id'])) \
            if buyer != row['partner_id'] else None

    # === WHAT PEOPLE SAID === #

    def _delivery_said_of(self, picking, profile, said):
        order, holds = picking.sale_id, said['holds']
        places = {('sale.order', order.id), ('credit.profile', profile.id)}
        chain = set(said['ancestors'][picking.id])
        return {
            'growth': holds.filtered(
                lambda h: h.checkpoint == 'order_growth' and order and h.order_id == order
            )[:1],
            'by_hand': holds.filtered(
                lambda h: h.kind == 'manual' and (h.res_model, h.res_id) in places
            )[:1],
            'release': holds.filtered(
                lambda h: h.state == 'released' and h.picking_id.id in chain
            )[:1],
        }

    def _bounded_growth(self, hold, policy):
        """Return the Growth of an open growth hold if amounts bound all that it is held for."""
        stopping = hold.breach_ids.filtered(lambda breach: breach.severity != 'warn')
        figures = (hold.figures or {}).get('figures')
        bounded = figures and stopping and all(
            breach.code in RULES and breach.code in policy['rules']
            and RULES[breach.code].is_bounded(core.Breach.of(breach.data))
            for breach in stopping
        )
        return Growth(figures, tuple(stopping.mapped('code'))) if bounded else None

    def _release_left(self, release, picking, order, delivery):
        """Return what `release` still lets leave, in company currency: earlier parts used it."""
        if not release:
            return None
        left = release.max_amount / (order.currency_rate or 1.0)
        earlier = picking.browse(
            self._delivery_ancestors(picking)[picking.id]
        ).filtered(lambda p: p.state == 'done' and p.date_done >= release.decided_at)
        return left - sum(
            delivery.lines[move.sale_line_id.id].price * move.quantity * _factor(move)
            for move in earlier.move_ids
            if move.state == 'done' and move.sale_line_id.id in delivery.lines
        )


def _can_stay(line):
    """Tell whether the goods of an order line can stay here bit by bit: no service, no kit."""
    return (
        line.product_id.type == 'consu' and line.product_uom_qty > 0 and line.price_total >= 0
        and all(move.product_id == line.product_id for move in line.move_ids)
    )


def _factor(move):
    """Return how many units of the order line one unit of `move` is."""
    line = move.sale_line_id
    return move.product_uom._compute_quantity(1.0, line.product_uom_id, round=False)


def _is_on_its_way(move):
    return move.state not in ('done', 'cancel') and 'done' in move.move_orig_ids.mapped('state')
