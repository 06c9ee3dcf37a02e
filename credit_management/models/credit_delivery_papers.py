from dataclasses import replace

from odoo import models

from ..facts import papers
from ..tools import breaches as core
from ..tools.dispatch import Dispatch, Goods
from .credit_delivery_case import _factor

#: Rules about what is asked for before goods leave.
ASKED = ('H20', 'H21', 'H22', 'H23')


class CreditCheck(models.AbstractModel):
    """The papers of deliveries: gathered for a set, where a policy asks for any of them."""

    _inherit = 'credit.check'

    def _delivery_dispatches(self, pickings_sudo, profiles, facts):
        """Return ``{picking id: Dispatch}`` of those whose customer's policy asks for papers.

        :param facts: ``{profile id: (facts, policy values)}``
        """
        asked = pickings_sudo.filtered(lambda picking: picking.id in profiles and set(
            core.active_codes(facts[profiles[picking.id].id][1], 'delivery')) & set(ASKED))
        known = self._receiving_papers(asked)
        return {
            picking.id: self._dispatch_of(picking, profiles[picking.id], known)
            for picking in asked
        }

    def _receiving_papers(self, pickings_sudo):
        """Return ``{(root company, customer): (letters, representatives)}``, two queries a company."""
        known = {}
        for root in pickings_sudo.company_id.root_id:
            own = pickings_sudo.filtered(lambda one, root=root: one.company_id.root_id == root)
            ids = own.partner_id.commercial_partner_id.ids
            found = papers.letters(self.env, self.env.cr, root.id, ids, root._credit_today())
            acting = papers.representatives(self.env.cr, root.id, ids)
            known.update({
                (root.id, key): (tuple(found.get(key, ())), frozenset(acting.get(key, ())))
                for key in ids})
        return known

    def _dispatch_of(self, picking, profile, known):
        order, root = picking.sale_id, picking.company_id.root_id
        customer = picking.partner_id.commercial_partner_id
        letters, representatives = known.get((root.id, customer.id), ((), frozenset()))
        return Dispatch(
            day=root._credit_today(), order=order.name or '',
            ordered=order.amount_total / (order.currency_rate or 1.0) if order else 0.0,
            signed=order._credit_is_signed(root._credit_today()) if order else None,
            principal=customer.id, address=picking.partner_id.id,
            address_name=picking.partner_id.display_name or '',
            receiver=(picking.credit_receiver or '').strip(), letters=letters,
            representatives=representatives,
            is_person=bool(customer) and not customer.is_company,
            is_noted=None if picking._credit_is_first_step() else picking._credit_is_noted(),
            helper=(order.user_id or profile.user_id).name or '',
        )

    def _with_papers(self, delivery, picking, dispatch):
        """Let `delivery` be asked for its papers too."""
        if dispatch:
            delivery.document = replace(delivery.document, dispatch=dispatch)
            delivery.goods = _goods(picking)


def _goods(picking):
    """Return ``{move id: Goods}`` of what this transfer moves; parts of kits are left alone."""
    goods = {}
    for move in picking._credit_moves() if picking.sale_id else ():
        line = move.sale_line_id
        if not line:
            goods[move.id] = Goods(
                -move.id, 0.0, move.product_id.display_name, move.product_uom.name)
        elif line.product_id == move.product_id:
            goods[move.id] = Goods(
                line.id, line.product_uom_qty - line.qty_delivered, line.product_id.display_name,
                line.product_uom_id.name, _factor(move))
    return goods
