"""What is owed on a day by the month it was booked in."""

from odoo.tools import SQL

from .as_of import open_lines
from .buckets import is_credit
from .grouping import CUSTOMER, SALESPERSON

_ENTRY = SQL("LEFT JOIN account_move entry ON entry.id = l.move_id")
_CUSTOMER = SQL(
    """LEFT JOIN res_partner contact ON contact.id = l.partner_id
       LEFT JOIN res_partner customer ON customer.id = contact.commercial_partner_id"""
)

#: Name of a group -> SQL of its key and joins of an open line `l`; `sales.GROUPS` has the same.
GROUPS = {
    'company': (SQL("NULL::int"), SQL("")),
    'team': (SQL("entry.team_id"), _ENTRY),
    'salesperson': (SALESPERSON, SQL("%s %s", _ENTRY, _CUSTOMER)),
    'partner': (CUSTOMER, _CUSTOMER),
    'country': (SQL("customer.country_id"), _CUSTOMER),
}


def by_month(asked, group_by='company', standard_days=0):
    """Return SQL of (key, month, …) of what is owed, by group and month of the accounting date.

    The columns are the first fields of `tools.positions.Cell`. `open`, `not_due`, `overdue`: claims
    without credits; `aged`: claims times their days since then; `longer`: what is not due, though
    older than `standard_days`; `unallocated`: credits, below zero.

    :param group_by: a key of `GROUPS`
    """
    key, joins = GROUPS[group_by]
    claim, not_due = SQL("NOT %s", is_credit(SQL("l"))), SQL("l.date_due >= %s", asked.day)
    age = SQL("(%s::date - l.date)", asked.day)
    return SQL(
        """SELECT %(key)s AS key, date_trunc('month', l.date)::date AS month,
                  COALESCE(SUM(l.open_amount) FILTER (WHERE %(claim)s), 0),
                  COALESCE(SUM(l.open_amount * %(age)s) FILTER (WHERE %(claim)s), 0),
                  COALESCE(SUM(l.open_amount) FILTER (WHERE %(claim)s AND %(not_due)s), 0),
                  COALESCE(SUM(l.open_amount) FILTER (WHERE %(claim)s AND NOT %(not_due)s), 0),
                  COALESCE(SUM(l.open_amount) FILTER (
                      WHERE %(claim)s AND %(not_due)s AND %(age)s > %(days)s), 0),
                  COALESCE(SUM(l.open_amount) FILTER (WHERE NOT %(claim)s), 0)
             FROM (%(lines)s) l %(joins)s GROUP BY 1, 2""",
        key=key, joins=joins, claim=claim, not_due=not_due, age=age, days=standard_days,
        lines=open_lines(asked),
    )
