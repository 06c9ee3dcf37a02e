from dataclasses import dataclass, replace
from datetime import date

from odoo import models

from ..tools import breaches as core


@dataclass(frozen=True)
class Change:
    """What would be different about a held document or its customer; amounts in company currency.

    `less`: taken off the order. `deposit`: paid for it by the link. `paid_line_ids`: receivable
    lines as if they were paid. `more_limit`: a temporary increase from `first` to `last`, on top
    of one that is valid then. `approved_terms`: the order is due by them.
    """

    less: float = 0.0
    deposit: float = 0.0
    paid_line_ids: tuple = ()
    more_limit: float = 0.0
    first: date = None
    last: date = None
    approved_terms: bool = False


@dataclass(frozen=True)
class Question:
    """A held document as the check is asked about it: loaded once, asked under many changes."""

    document: core.Document
    row: dict
    context: dict

    def under(self, change):
        """Return (document, profile row, context) as `change` would leave them."""
        document, context = self.document, dict(self.context)
        at_order = document.checkpoint == 'order_confirm'
        off = change.less + (change.deposit if at_order else 0.0)
        document = replace(
            document, amount=max(document.amount - off, 0.0) if off else document.amount,
            total=document.total - change.less,
            prepaid_received=document.prepaid_received + change.deposit,
            term_due=document.approved_due if change.approved_terms else document.term_due,
        )
        if change.deposit and not at_order:
            # Of a confirmed order it is the exposure that a payment takes off.
            claims = context['claims']
            context['claims'] = {key: taken - change.deposit for key, taken in claims.items()}
        if change.paid_line_ids:
            context['paid_line_ids'] = change.paid_line_ids
        return document, self._row(change), context

    def _row(self, change):
        if not change.more_limit:
            return self.row
        first, last = self.row['temporary_from'], self.row['temporary_to']
        valid = first and last and first <= change.first <= last
        return {
            **self.row, 'temporary_from': change.first, 'temporary_to': change.last,
            'temporary_limit': change.more_limit
            + (float(self.row['temporary_limit'] or 0.0) if valid else 0.0),
        }


@dataclass(frozen=True)
class Answer:
    """What the check said: its verdict, and the figures it was found on."""

    verdict: core.Verdict
    facts: dict
    document: core.Document

    @property
    def passes(self):
        return self.verdict.verdict not in ('hold', 'stop')

    @property
    def blocking(self):
        """Return the breaches that stand in the way, the worst first."""
        breaches = [item for item in self.verdict.breaches if item.severity != 'warn']
        return sorted(breaches, key=lambda item: item.severity != 'stop')

    def cures(self, *kinds):
        """Return the structured cures of `kinds` that the blocking breaches name."""
        return [
            cure for item in self.blocking
            for cure in (item.cure, *(item.cure.get('alternatives') or ()))
            if cure.get('kind') in kinds
        ]


class CreditCheck(models.AbstractModel):
    """Held documents asked about again: as things stand, or as if something had happened."""

    _inherit = 'credit.check'

    def _held_question(self, hold, taken=0.0):
        """Return the Question about a held document; `taken`: headroom that others will use."""
        self.env.flush_all()
        order, checkpoint = hold.order_id, hold.checkpoint
        if checkpoint == 'delivery':
            document = self._held_delivery(hold.picking_id)
            buyer = order.partner_id or hold.picking_id.partner_id
            row = {'profile_id': hold.profile_id.id, 'buyer_id': buyer.commercial_partner_id.id}
        else:
            row = self._order_rows([order.id])[order.id]
            amounts = self.env['credit.exposure']._order_amounts([order.id])
            document = self._document(row, amounts, checkpoint, hold.increase)
        if hold.door == 'system growth':
            taken -= hold.increase  # what grew is saved, so the exposure has it
        profile_id = row['profile_id'] or hold.profile_id.id or 0
        rows = self._rows(self.env.cr, [profile_id])
        # Not held yet, a customer may have no profile: he is asked about as at his first order.
        profile_row = rows[0] if rows else self._new_row(
            order.company_id.root_id, order.partner_invoice_id)
        return Question(document, profile_row, {
            'exclude_order_ids': [order.id] if checkpoint == 'order_confirm' else [],
            'claims': {profile_id: taken},
            'order_partner_ids': {profile_id: row['buyer_id']},
        })

    def _held_delivery(self, picking):
        """Return the document of all that a held transfer would hand over."""
        case = self._delivery_cases(picking).get(picking.id)
        return case.delivery.document_of(case.demand) if case else core.Document(
            res_model='stock.picking', res_id=picking.id, checkpoint='delivery', amount=0.0,
        )

    def _answer_if(self, question, change=None):
        """Return the Answer of `_evaluate` to `question`, as if `change` had happened.

        Nothing is written and no claim is taken; the gate asks again when it does happen.
        """
        document, row, context = question.under(change or Change())
        verdict, facts, _policy = self._evaluate(
            self.env.cr, document, document.checkpoint, row, **context
        )
        return Answer(verdict, facts, document)

    def _judge_hold(self, hold, taken=0.0):
        """Return the verdict on a held document as things stand now, without taking a claim.

        `taken`: headroom that older cured quotations of the same run will use.
        """
        if hold.checkpoint == 'delivery':
            return self._judge_delivery(hold.picking_id)
        return self._answer_if(self._held_question(hold, taken)).verdict
