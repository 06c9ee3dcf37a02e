"""What is owed on a day by the month it was booked in, beside what was sold in that month."""

from odoo.tools import SQL

from . import sales
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

#: Columns of `by_month` after key and month: fields of `tools.positions.Cell`.
SUMS = ('open', 'aged', 'not_due', 'overdue', 'longer', 'unallocated', 'sales', 'sold')


def by_month(asked, since, group_by='company', standard_days=0, counters=False):
    """Return SQL of (key, month, *`SUMS`) of what is owed and what was sold, by group and month.

    Sales before `since` are in it for months of which the group still owes something. `open`,
    `not_due`, `overdue`: claims without credits, by the month of their accounting date; `aged`:
    claims times their days since then; `longer`: what is not due, though older than
    `standard_days`; `unallocated`: credits, below zero.

    :param group_by: a key of `GROUPS`
    """
    columns = SQL(", ").join(
        SQL("COALESCE(%s.%s, 0)", SQL(side), SQL.identifier(name))
        for side, names in (('owed', SUMS[:-2]), ('sold', SUMS[-2:])) for name in names
    )
    earliest = SQL("LEAST(%s::date, (SELECT MIN(month) FROM owed WHERE open <> 0))", since)
    return SQL(
        """WITH owed AS MATERIALIZED (%(owed)s), sold AS (%(sold)s)
           SELECT COALESCE(owed.key, sold.key), COALESCE(owed.month, sold.month), %(columns)s
             FROM owed FULL JOIN sold
               ON COALESCE(sold.key, 0) = COALESCE(owed.key, 0) AND sold.month = owed.month
            WHERE owed.month IS NOT NULL OR sold.month >= %(since)s""",
        owed=_owed(asked, group_by, standard_days), columns=columns, since=since,
        sold=sales.by_month(asked, earliest, group_by, counters),
    )


def _owed(asked, group_by, standard_days):
    key, joins = GROUPS[group_by]
    claim, not_due = SQL("NOT %s", is_credit(SQL("l"))), SQL("l.date_due >= %s", asked.day)
    age = SQL("(%s::date - l.date)", asked.day)
    return SQL(
        """SELECT %(key)s AS key, date_trunc('month', l.date)::date AS month,
                  SUM(l.open_amount) FILTER (WHERE %(claim)s) AS open,
                  SUM(l.open_amount * %(age)s) FILTER (WHERE %(claim)s) AS aged,
                  SUM(l.open_amount) FILTER (WHERE %(claim)s AND %(not_due)s) AS not_due,
                  SUM(l.open_amount) FILTER (WHERE %(claim)s AND NOT %(not_due)s) AS overdue,
                  SUM(l.open_amount) FILTER (WHERE %(claim)s AND %(not_due)s AND %(age)s > %(days)s)
                      AS longer,
                  SUM(l.open_amount) FILTER (WHERE NOT %(claim)s) AS unallocated
             FROM (%(lines)s) l %(joins)s GROUP BY 1, 2""",
        key=key, joins=joins, claim=claim, not_due=not_due, age=age, days=standard_days,
        lines=open_lines(asked),
    )
