"""Who buys on credit: customers for whom a company that goes live needs profiles."""

from odoo.tools import SQL

from .as_of import booked

#: Terms that give time: not all of it is due at once.
_GIVES_TIME = SQL(
    """SELECT line.payment_id FROM account_payment_term_line line
        WHERE line.nb_days > 0 OR line.delay_type <> 'days_after'"""
)


def on_credit(asked, since):
    """Return SQL of the ids of commercial partners on credit, with repetitions.

    After `since` they were sold to on terms that give time, or ordered on such terms, or something
    of that time is open; or Odoo's own field has a limit.
    """
    return SQL(
        """SELECT contact.commercial_partner_id AS id
             FROM account_move_line l JOIN res_partner contact ON contact.id = l.partner_id
            WHERE %(booked)s AND l.date > %(since)s AND l.balance > 0
              AND (l.date_maturity > COALESCE(l.invoice_date, l.date)
                   OR l.reconciled IS NOT TRUE AND l.amount_residual > 0)
           UNION ALL
           SELECT payer.commercial_partner_id
             FROM sale_order o JOIN res_partner payer ON payer.id = o.partner_invoice_id
            WHERE o.state = 'sale' AND o.date_order > %(since)s AND o.company_id = ANY(%(companies)s)
              AND o.payment_term_id IN (%(gives_time)s)
           UNION ALL
           SELECT partner.id FROM res_partner partner
            WHERE (partner.credit_limit ->> %(root)s)::numeric > 0
              AND partner.commercial_partner_id = partner.id""",
        booked=booked(asked.receivable), since=since, companies=list(asked.company_ids),
        gives_time=_GIVES_TIME, root=str(asked.root_id),
    )


def without_profile(asked, since, left_out, segment):
    """Return SQL of (id, why left out or NULL, segment_id) of those who have no profile yet.

    :param left_out: ``[(code, condition on `partner`)]``, the first that holds is said
    :param segment: SQL of the segment of `partner`
    """
    return SQL(
        """SELECT partner.id, CASE %(reasons)s END AS left_out, %(segment)s AS segment_id
             FROM res_partner partner
            WHERE partner.id IN (%(on_credit)s)
              AND NOT EXISTS (SELECT FROM credit_profile profile
                               WHERE profile.partner_id = partner.id
                                 AND profile.company_id = %(root)s)""",
        reasons=SQL(" ").join(SQL("WHEN %s THEN %s", condition, code)
                              for code, condition in left_out),
        segment=segment, on_credit=on_credit(asked, since), root=asked.root_id,
    )
