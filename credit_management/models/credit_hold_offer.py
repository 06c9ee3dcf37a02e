from dataclasses import dataclass, field, replace
from datetime import timedelta

from odoo import models

from .. import rules
from ..const import PROPOSALS
from ..tools import breaches as core
from .credit_held_question import Answer, Change

#: So many open lines, the oldest, are looked at for invoices to pay.
MOST_LINES = 200
#: Days that a temporary limit is proposed for.
LIMIT_DAYS = 30


@dataclass
class Offer:
    """One way to a "yes" at its cheapest, or the reason why it cannot help.

    `terms`, by code: terms ``{'term_id'}``; reduce and split ``{'quantities': {order line id:
    quantity}}``; deposit ``{'percent'}``; invoices ``{'line_ids'}``; limit ``{'more_limit', 'first',
    'last'}``.
    """

    code: str
    reason: str = ''
    terms: dict = field(default_factory=dict)
    answer: Answer = None


class CreditHold(models.Model):
    """What could turn a hold into a "yes": each way is tried on the check itself."""

    _inherit = 'credit.hold'

    def _offers(self):
        """Return the Offer of every way in `const.PROPOSALS`, those that cannot help included."""
        self.ensure_one()
        hold_sudo = self.sudo()
        reason = hold_sudo._nothing_to_offer()
        if not reason:
            question = self._held_question()
            answer = self._asked(question)
            if not answer.passes:
                return [
                    getattr(hold_sudo, f'_offer_{code}')(question, answer) for code in PROPOSALS
                ]
            reason = self.env._("It passes as things stand; nothing needs to change.")
        return [Offer(code, reason=reason) for code in PROPOSALS]

    def _nothing_to_offer(self):
        """Return why no change of facts can help here, or an empty text."""
        if self.state != 'open':
            return self.env._("It is decided already.")
        if self.kind == 'manual' or self._open_manual(self.order_id.id, self.profile_id.id):
            return self.env._("Held by hand: it ends when somebody lifts it.")
        return ''

    def _held_question(self):
        return self.env['credit.check'].sudo()._held_question(self.sudo())

    def _asked(self, question, **change):
        return self.env['credit.check'].sudo()._answer_if(question, Change(**change))

    def _still(self, answer):
        """Return why `answer` does not pass, in the officer's words."""
        worst = answer.blocking[0]
        text = rules.sentence(worst, self.env['credit.check']._formatter('officer'))
        if worst.severity == 'stop':
            return self.env._("It would still be stopped: %(why)s", why=text)
        return self.env._("It would still be held: %(why)s", why=text)

    def _offer(self, code, question, terms):
        """Return the Offer of `terms`: with a reason if they do not make it pass."""
        answer = self._asked(question, **self._change_of(code, terms))
        return Offer(code, '' if answer.passes else self._still(answer), terms, answer)

    def _change_of(self, code, terms):
        """Return what `terms` (see Offer) of one way would change, as arguments of Change."""
        if code == 'terms':
            return {'approved_terms': True}
        if code in ('reduce', 'split'):
            return {'less': self._less_with(terms['quantities'])}
        if code == 'deposit':
            return {'deposit': self._in_company(self._deposit_of(terms['percent']))}
        if code == 'invoices':
            return {'paid_line_ids': tuple(terms['line_ids'])}
        return terms

    def _in_company(self, amount):
        """Return an amount of the order in company currency, at the order's own rate."""
        currency = self.order_id.company_id.root_id.currency_id
        return currency.round(amount / (self.order_id.currency_rate or 1.0))

    # === AS AGREED === #

    def _offer_terms(self, question, answer):
        if not answer.cures('terms'):
            return Offer('terms', self.env._("Its payment terms are not what stops it."))
        order, term = self.order_id, self.profile_id.payment_term_id
        if order.state not in ('draft', 'sent'):
            return Offer('terms', self.env._(
                "%(order)s is confirmed; change its terms on the order itself.", order=order.name))
        return self._offer('terms', question, {'term_id': term.id})

    # === LESS OF IT === #

    def _offer_reduce(self, question, answer):
        order = self.order_id
        if self.checkpoint != 'order_confirm' or order.state not in ('draft', 'sent'):
            return Offer('reduce', self.env._(
                "%(order)s is confirmed; make it smaller on the order itself.", order=order.name
            ))
        fits = [cure.get('to') or 0.0 for cure in answer.cures('reduce')]
        if not fits:
            return Offer('reduce', self._nothing_fits(answer))
        reducing = self.env['credit.order.reduce']
        quantities = reducing._that_fit(order, min(fits) * (order.currency_rate or 1.0))
        if not any(quantities.values()):
            return Offer('reduce', self.env._("Not one unit of the order fits."))
        return self._offer('reduce', question, {'quantities': quantities})

    def _nothing_fits(self, answer):
        worst = answer.blocking[0]
        text = rules.sentence(worst, self.env['credit.check']._formatter('officer'))
        return self.env._("A smaller order does not help: %(why)s", why=text)

    def _less_with(self, quantities):
        """Return by how much the order shrinks to `quantities`, in company currency."""
        total = self.env['credit.order.reduce']._total_of(self.order_id, quantities)
        return self._in_company(self.order_id.amount_total - total)

    def _offer_split(self, question, answer):
        return replace(self._offer_reduce(question, answer), code='split')

    # === MONEY FIRST === #

    def _offer_deposit(self, question, answer):
        order, document = self.order_id, question.document
        owed = document.amount or document.total - document.prepaid_received
        if not order or owed <= 0:
            return Offer('deposit', self.env._("There is no order that a deposit could be for."))
        amounts = {min(cure['amount'], owed) for cure in answer.cures('pay', 'deposit')}
        percents = sorted({self._percent_of(amount) for amount in amounts} | {100})
        offers = (self._offer('deposit', question, {'percent': percent}) for percent in percents)
        offer = None
        for offer in offers:
            if not offer.reason:
                break
        return offer

    def _percent_of(self, amount):
        """Return the whole percentage of the order that brings `amount` more than was paid.

        Rounded up: a cent too little would hold the order again.
        """
        order = self.order_id
        missing = amount * (order.currency_rate or 1.0) + order.amount_paid
        share = missing / order.amount_total if order.amount_total else 1.0
        return min(int(-(-round(share * 100, 6) // 1)), 100)

    def _deposit_of(self, percent):
        """Return what is still to pay of `percent` of the order, in its currency."""
        order = self.order_id
        asked = order.currency_id.round(order.amount_total * percent / 100)
        return max(asked - order.amount_paid, 0.0)

    def _offer_invoices(self, question, answer):
        """Find the fewest of the oldest open lines that make it pass: more never makes it worse."""
        line_ids = self._open_lines().ids
        if not line_ids:
            return Offer('invoices', self.env._("The customer has no open invoice."))
        best = self._offer('invoices', question, {'line_ids': line_ids})
        fewest, most = 1, len(line_ids)
        while not best.reason and fewest < most:
            middle = (fewest + most) // 2
            offer = self._offer('invoices', question, {'line_ids': line_ids[:middle]})
            if offer.reason:
                fewest = middle + 1
            else:
                best, most = offer, middle
        return best

    def _open_lines(self):
        """Return the customer's open receivable lines, the oldest due first."""
        lines = self.env['account.move.line'].sudo().search([
            ('partner_id.commercial_partner_id', '=', self.profile_id.partner_id.id),
            ('company_id', 'child_of', self.company_id.id),
            ('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted'),
            ('reconciled', '=', False), ('amount_residual', '>', 0),
        ], order='date_maturity, id', limit=MOST_LINES)
        return lines.sorted(lambda line: line.date_maturity or line.date)

    # === MORE LIMIT === #

    def _offer_limit(self, question, answer):
        over = [
            item.params.get('excess') or item.params.get('more_limit') or 0.0
            for item in answer.blocking
        ]
        over = [amount for amount in over if amount]
        if not over:
            over = [core.excess(answer.facts, amount=answer.document.amount)]
        if not max(over):
            return Offer('limit', self._still(answer))
        refused = self.profile_id._limit_refusals()
        if refused:
            return Offer('limit', refused[self.profile_id])
        today = self.company_id._credit_today()
        ships = self.ship_date.date() + timedelta(days=3) if self.ship_date else today
        return self._offer('limit', question, {
            'more_limit': max(over), 'first': today,
            'last': max(today + timedelta(days=LIMIT_DAYS), ships),
        })
