from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Component, number

_lt = LazyTranslate(__name__)


class OnAccount(Component):
    """What a point of sale sold on account in a session that is open: closing it books the claim.

    An invoiced receipt is booked already.
    """

    names = {'on_account': _lt("Sold on account at a counter")}
    signs = {'on_account': 1}
    may_be_negative = frozenset(names)  # a refund of what was booked before
    counts = frozenset(names)
    sources = {'on_account': ('pos_order', 'partner_id')}

    def fragment(self, scope):
        if not any(branch.counter for branch in scope.branches):
            return None
        partner, company = SQL("receipt.partner_id"), SQL("receipt.company_id")
        amount = scope.round(
            SQL("owed.amount / COALESCE(NULLIF(receipt.currency_rate, 0), 1)::numeric"), company)
        return SQL(
            """SELECT %(profile)s AS profile_id, %(number)s AS component,
                      'pos.order' AS res_model, receipt.id AS res_id, receipt.id AS source_id,
                      receipt.date_order::date AS date, NULL::date AS date_due,
                      %(amount)s AS amount, %(amount)s AS amount_today,
                      %(amount)s AS amount_currency, own.currency_id
                 FROM pos_session session
                 JOIN pos_order receipt ON receipt.session_id = session.id
                 JOIN res_company own ON own.id = receipt.company_id
                CROSS JOIN LATERAL (
                      SELECT COALESCE(SUM(part.amount), 0) AS amount
                        FROM pos_payment part
                        JOIN pos_payment_method method ON method.id = part.payment_method_id
                       WHERE part.pos_order_id = receipt.id AND method.journal_id IS NULL
                         AND method.split_transactions) owed
                 %(joins)s
                WHERE session.state <> 'closed' AND receipt.account_move IS NULL
                  AND receipt.state NOT IN ('draft', 'cancel') AND owed.amount <> 0
                  AND %(where)s AND %(only)s""",
            profile=scope.profile, number=number('on_account'), amount=amount,
            joins=scope.joins(partner, company), where=scope.where(partner, company),
            only=scope.only(self.codes, SQL("receipt.id")),
        )
