from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..tools.instruments import BACK, GIVEN, LIVE
from .base import Component, number

_lt = LazyTranslate(__name__)



def _among(states):
    """Return SQL: its state is one of these; written out, so that a partial index is found."""
    return SQL("i.state IN (" + ', '.join(f"'{state}'" for state in states) + ")")


#: Exactly the predicate of the partial index.
LIVE_SQL = _among(LIVE)


class Instrument(Component):
    """Bills, cheques and collections that closed a claim and are not honoured yet.

    `tools.instruments.counted` says the same of one of them.
    """

    names = {'instrument': _lt("Bills and cheques, not honoured")}
    signs = {'instrument': 1}
    counts = frozenset(names)
    sources = {'instrument': ('credit_instrument', 'partner_id')}

    def fragment(self, scope):
        if scope.absent.instruments or scope.only_order_ids is not None:
            return None
        company = SQL("i.company_id")
        in_transit = scope.counts_in_transit(company)
        if in_transit is None:
            in_transit = SQL("FALSE")
        weight = SQL(
            """CASE WHEN i.kind = 'bank_bill' AND NOT %s
                    THEN own.credit_bank_bill_weight::numeric / 100 ELSE 1 END""", _among(BACK))
        amount = scope.round(SQL("i.company_amount * %s", weight), company)
        in_currency = SQL("ROUND(i.amount * %s, 6)", weight)
        return SQL(
            """SELECT %(profile)s AS profile_id, %(number)s AS component,
                      'credit.instrument' AS res_model, i.id AS res_id, i.id AS source_id,
                      i.issued_on AS date, i.matures_on AS date_due, %(amount)s AS amount,
                      %(at_today)s AS amount_today, %(in_currency)s AS amount_currency,
                      i.currency_id
                 FROM credit_instrument i
                 JOIN account_payment pay ON pay.id = i.payment_id
                  AND pay.state IN ('in_process', 'paid')
                 JOIN res_company own ON own.id = i.company_id
                 %(joins)s
                WHERE %(live)s AND %(amount)s > 0
                  AND (NOT %(given)s OR i.matures_on IS NULL
                       OR i.matures_on + CASE i.kind WHEN 'debit' THEN own.credit_debit_days
                          ELSE own.credit_clearing_days END >= %(today)s)
                  AND (pay.move_id IS NOT NULL OR %(in_transit)s)
                  AND NOT EXISTS (SELECT FROM account_move back
                                   WHERE back.reversed_entry_id = pay.move_id
                                     AND back.state = 'posted')
                  AND %(where)s AND %(only)s""",
            profile=scope.profile, number=number('instrument'), amount=amount,
            at_today=scope.at_today(amount, in_currency, SQL("i.currency_id"), company),
            in_currency=in_currency, live=LIVE_SQL, given=_among(GIVEN),
            today=scope.today(company), in_transit=in_transit,
            joins=scope.joins(SQL("i.partner_id"), company),
            where=scope.where(SQL("i.partner_id"), company),
            only=scope.only(self.codes, SQL("i.id")),
        )
