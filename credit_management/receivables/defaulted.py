"""Who defaulted: so many days overdue, written off, or at law, in a span of days. By customer.

A customer is a commercial partner of the companies asked about. The span begins after `since` and
ends with `asked.day`.
"""

from odoo.tools import SQL

from .as_of import booked

#: What is open by no more than this is no default.
CRUMB = 1
#: Routes of a case that are the law's.
AT_LAW = ('lawyer', 'court')


def late(asked, since, days):
    """Return SQL of (customer): something of an invoice was open `days` after its maturity.

    What was allocated until then is taken off, so a payment that came later heals nothing.
    """
    fell = SQL("COALESCE(l.date_maturity, l.date) + %s", days)
    return SQL(
        """SELECT DISTINCT partner.commercial_partner_id
             FROM account_move_line l
             JOIN res_partner partner ON partner.id = l.partner_id
             JOIN account_move bill ON bill.id = l.move_id
              AND bill.move_type IN ('out_invoice', 'out_receipt')
            WHERE %(booked)s AND l.balance > 0 AND %(fell)s > %(since)s AND %(fell)s <= %(day)s
              AND l.balance - COALESCE((
                  SELECT SUM(part.amount) FROM account_partial_reconcile part
                   WHERE part.debit_move_id = l.id AND part.max_date <= %(fell)s), 0) > %(crumb)s""",
        booked=booked(asked), fell=fell, since=since, day=asked.day, crumb=CRUMB)


def open_late(asked, days):
    """Return SQL of (customer): something was open for more than `days` on the day asked about."""
    return SQL(
        """SELECT DISTINCT partner.commercial_partner_id
             FROM account_move_line l
             JOIN res_partner partner ON partner.id = l.partner_id
             JOIN account_move bill ON bill.id = l.move_id
              AND bill.move_type IN ('out_invoice', 'out_receipt')
            WHERE %(booked)s AND l.balance > 0
              AND COALESCE(l.date_maturity, l.date) + %(days)s <= %(day)s
              AND l.balance - COALESCE((
                  SELECT SUM(part.amount) FROM account_partial_reconcile part
                   WHERE part.debit_move_id = l.id AND part.max_date <= %(day)s), 0) > %(crumb)s""",
        booked=booked(asked), days=days, day=asked.day, crumb=CRUMB)


def at_law(root_id, since, day):
    """Return SQL of (customer) whose case went to a lawyer or to court in the span."""
    return SQL(
        """SELECT DISTINCT p.partner_id FROM credit_case c
             JOIN credit_profile p ON p.id = c.profile_id AND p.company_id = %s
            WHERE c.route = ANY(%s) AND c.route_on > %s AND c.route_on <= %s""",
        root_id, list(AT_LAW), since, day)


def written_off(root_id, since, day):
    """Return SQL of (customer) of whom something was written off in the span."""
    return SQL(
        """SELECT DISTINCT p.partner_id FROM credit_write_off w
             JOIN credit_profile p ON p.id = w.profile_id AND p.company_id = %s
            WHERE w.state = 'done' AND w.written_off_on > %s AND w.written_off_on <= %s""",
        root_id, since, day)
