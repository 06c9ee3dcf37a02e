from dataclasses import replace

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..tools import breaches as core
from .credit_check import LOGGED


class CreditProfile(models.Model):
    _inherit = 'credit.profile'

    @api.readonly
    def what_if(self, limit=None, payment_term_id=None, deposit_percent=0.0):
        """Say what held documents would be told with another limit, terms or deposit.

        Nothing is written. Documents are asked in the order in which they were held; what passes
        takes its part of the limit from those after it.

        :param float limit: instead of the base limit, company currency; None: as it is
        :param int payment_term_id: approved terms; None: as they are
        :param float deposit_percent: paid beforehand of every held document
        :return: ``{"exposure", "limit" (effective, null: none), "share" (%), "share_after" (with
            what passes), "held", "passing": [hold ids], "currency_id"}``
        """
        self.ensure_one()
        self.check_access('read')
        if not self.env.user.has_group('credit_management.credit_management_group_officer'):
            raise AccessError(self.env._("What-if figures are for credit officers."))
        self._check_what_if(limit, payment_term_id, deposit_percent)
        return self.env['credit.check'].sudo()._what_if(
            self.sudo(), limit, payment_term_id, deposit_percent
        )

    def _check_what_if(self, limit, payment_term_id, deposit_percent):
        numbers = [number for number in (limit, deposit_percent) if number is not None]
        if any(isinstance(n, bool) or not isinstance(n, (int, float)) for n in numbers):
            raise UserError(self.env._("Limit and deposit are numbers."))
        if limit is not None and not 0 <= limit < 1e15:
            raise UserError(self.env._("A limit is 0 or more, not %(limit)s.", limit=limit))
        if not 0 <= (deposit_percent or 0) <= 100:
            raise UserError(self.env._(
                "A deposit is 0 to 100 %%, not %(percent)s.", percent=deposit_percent
            ))
        term_id = self.env['credit.asked']._id('payment_term_id', payment_term_id)
        if term_id and not self.env['account.payment.term'].browse(term_id).exists():
            raise UserError(self.env._("There are no payment terms %(id)s.", id=payment_term_id))


class CreditCheck(models.AbstractModel):
    _inherit = 'credit.check'

    def _what_if(self, profile, limit, payment_term_id, deposit_percent):
        """See `credit.profile.what_if`; the number of queries depends on no number of documents."""
        self.env.flush_all()
        row = self._rows(self.env.cr, profile.ids)[0]
        if limit is not None:
            row.update(limit_mode='limited', credit_limit=limit)
        if payment_term_id:
            row['payment_term_id'] = payment_term_id
        policies = self.env['credit.policy']._values_of_rows([row])
        needs = LOGGED | core.needed_facts(policies.values(), 'order_confirm')
        needs |= core.needed_facts(policies.values(), 'delivery')
        facts = self._facts(self.env.cr, [row], needs, policies=policies)[profile.id]
        holds = self.env['credit.hold'].search(
            [('profile_id', '=', profile.id), ('state', '=', 'open')], order='requested_at, id'
        )
        passing, taken = [], 0.0
        if not self.env['credit.hold']._open_manual(0, profile.id):
            passing, taken = self._what_if_passing(
                holds, facts, policies[profile.id], row, (deposit_percent or 0.0) / 100
            )
        return {
            'exposure': facts['exposure'], 'limit': facts['effective_limit'],
            'share': _share(facts['exposure'], facts['effective_limit']),
            'share_after': _share(facts['exposure'] + taken, facts['effective_limit']),
            'held': len(holds), 'passing': passing, 'currency_id': profile.currency_id.id,
        }

    def _what_if_passing(self, holds, facts, policy, row, deposit):
        """Return the ids of the holds that would pass, and what they would add to the exposure."""
        passing, taken = [], 0.0
        for hold, document, standing, own in self._what_if_documents(holds, row):
            paid = deposit * (document.increase or document.total)
            asked = replace(
                document, amount=document.amount - paid,
                prepaid_received=document.prepaid_received + paid,
            )
            now = {**facts, 'partner_standing': standing, 'exposure': facts['exposure'] + taken - own}
            verdict = core.evaluate(now, asked, policy, document.checkpoint)
            if verdict.verdict in ('ok', 'warn'):
                passing.append(hold.id)
                taken += max(asked.amount - own, 0.0)
        return passing, taken

    def _what_if_documents(self, holds, row):
        """Return (hold, document, standing of who orders, what exposure has of it already)."""
        asked = holds.filtered(lambda hold: hold.kind == 'auto')
        deliveries = asked.filtered(lambda hold: hold.checkpoint == 'delivery')
        cases = self._delivery_cases(deliveries.picking_id)
        orders = (asked - deliveries).order_id
        rows = self._order_rows(orders.ids)
        amounts = self.env['credit.exposure']._order_amounts(orders.ids)
        standings = self._delivery_standings(orders)
        documents = []
        for hold in asked:
            case, order = cases.get(hold.picking_id.id), rows.get(hold.order_id.id)
            if case:
                standing = case.delivery.facts['partner_standing']
                document = case.delivery.document_of(case.demand)
                documents.append((hold, document, standing, 0.0))
            elif order:
                order = {**order, 'approved_term_id': row['payment_term_id']}
                buyer = order['buyer_id']
                standing = standings.get((buyer, row['company_id']))
                documents.append((
                    hold, self._document(order, amounts, hold.checkpoint, hold.increase),
                    standing if buyer != row['partner_id'] else None,
                    hold.increase if hold.door == 'system growth' else 0.0,
                ))
        return documents


def _share(exposure, limit):
    """Return `exposure` as a percentage of `limit`, or None where there is no limit to compare."""
    return round(100.0 * exposure / limit, 1) if limit else None
