from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.repayment_plans import LEAST, MOST


class CreditPromise(models.Model):
    """A repayment plan: several promises about the same lines, one after the other."""

    _inherit = 'credit.promise'

    plan_id = fields.Many2one(
        'credit.promise', string="Repayment Plan", readonly=True, copy=False,
        index='btree_not_null', ondelete='restrict', help="Its first part.")

    @api.model
    def _make_plan(self, profile, parts, lines, amount, **values):
        """Take a repayment plan of `lines` and return its promises.

        :param parts: ``[(day, amount)]``; :param amount: what they have to come to
        :raises UserError: too few or many parts, not in the order of days, another sum
        """
        self._check_plan(profile.sudo().currency_id, parts, amount)
        promises = self.browse()
        for day, part in parts:
            # The first one takes the place of earlier promises; the others stand beside it.
            promises |= self._make(
                profile, part, day, lines, instead=not promises,
                plan_id=promises[:1].id or None, **values)
            promises[:1].sudo().plan_id = promises[:1]
        return promises

    @api.model
    def _check_plan(self, currency, parts, amount):
        if not LEAST <= len(parts) <= MOST:
            raise UserError(self.env._(
                "A repayment plan has from %(least)s to %(most)s parts, not %(count)s. One payment"
                " is a promise.", least=LEAST, most=MOST, count=len(parts)))
        days = [day for day, _part in parts]
        if days != sorted(set(days)):
            raise UserError(self.env._("Each part of a plan is for a later day than the one before."))
        planned = sum(part for _day, part in parts)
        if currency.compare_amounts(planned, amount):
            raise UserError(self.env._(
                "The parts come to %(planned)s, %(amount)s is open of what was talked about. Plan"
                " all of it, or untick what is not part of the plan.",
                planned=currency.format(planned), amount=currency.format(amount)))
