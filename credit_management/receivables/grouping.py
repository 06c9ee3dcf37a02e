"""Open amounts by whom, or by what, and by age: one row a group, one column a band."""

from dataclasses import dataclass

from odoo.tools import SQL

from .as_of import open_lines
from .grades import grade_code

_CUSTOMER = SQL(
    """LEFT JOIN res_partner contact ON contact.id = l.partner_id
       LEFT JOIN res_partner customer ON customer.id = contact.commercial_partner_id"""
)
_ENTRY = SQL("LEFT JOIN account_move entry ON entry.id = l.move_id")

def _categories(asked):
    """Return the categories on each invoice, with their `share` in it; shares add up to one."""
    return SQL(
        """LEFT JOIN (SELECT sold.move_id, template.categ_id,
                             CASE WHEN SUM(SUM(sold.price_total)) OVER whole = 0
                                  THEN 1.0 / COUNT(*) OVER whole
                                  ELSE SUM(sold.price_total) / SUM(SUM(sold.price_total)) OVER whole
                                  END AS share
                        FROM account_move_line sold
                        JOIN account_move bill ON bill.id = sold.move_id
                   LEFT JOIN product_product variant ON variant.id = sold.product_id
                   LEFT JOIN product_template template ON template.id = variant.product_tmpl_id
                       WHERE sold.display_type = 'product' AND bill.state = 'posted'
                         AND bill.company_id = ANY(%s)
                         AND bill.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                       GROUP BY sold.move_id, template.categ_id
                      WINDOW whole AS (PARTITION BY sold.move_id)) part
            ON part.move_id = l.move_id""",
        list(asked.company_ids),
    )


def _grade(asked):
    return SQL(
        "CROSS JOIN LATERAL (SELECT %s AS aging_grade) graded",
        grade_code(SQL("l"), asked.day, asked.grades),
    )


#: The customer that a line belongs to, and who sells to him.
CUSTOMER = SQL("COALESCE(contact.commercial_partner_id, l.partner_id)")
SALESPERSON = SQL("COALESCE(entry.invoice_user_id, customer.user_id)")


def profile_join(customer, root):
    """Return the join of the `profile` of a customer (SQL of ids) in a root company.

    On the whole of a unique key, so that it costs nothing where nothing of it is read.
    """
    return SQL(
        """LEFT JOIN credit_profile profile ON profile.partner_id = %s AND profile.company_id = %s
                 AND (CASE WHEN profile.merged_into_id IS NULL THEN 0 ELSE profile.id END) = 0""",
        customer, root,
    )


@dataclass(frozen=True)
class Group:
    """A way to group lines: added up by `raw` columns first, joined with what hangs on them after."""

    model: str
    key: SQL
    raw: SQL
    of_customer: bool = False


#: Name of a group -> how it is made; `key` reads the sums by `raw`, called `l` again.
GROUPS = {
    'partner': Group('res.partner', CUSTOMER, SQL("l.partner_id"), True),
    'salesperson': Group(
        'res.users', SQL("COALESCE(l.invoice_user_id, customer.user_id)"),
        SQL("l.partner_id, entry.invoice_user_id"), True,
    ),
    'team': Group('crm.team', SQL("l.team_id"), SQL("entry.team_id")),
    'country': Group('res.country', SQL("customer.country_id"), SQL("l.partner_id"), True),
    'currency': Group('res.currency', SQL("l.currency_id"), SQL("l.currency_id")),
    'account': Group('account.account', SQL("l.account_id"), SQL("l.account_id")),
    'branch': Group('res.company', SQL("l.company_id"), SQL("l.company_id")),
    'product_category': Group('product.category', SQL("l.categ_id"), SQL("part.categ_id")),
    'aging_grade': Group('credit.aging.grade', SQL("l.aging_grade"), SQL("graded.aging_grade")),
}

#: Groups that share out a line: all others add up booked amounts, which needs no rounding.
SHARED = frozenset({'product_category'})


def by_group(asked, group_by, buckets, own=False):
    """Return SQL of (key, name or NULL, [unallocated, total, one sum a band in order]).

    Customers bring their name: there are many of them.

    :param bool own: add (currency id, the same sums in that currency): that of the group's lines,
        both NULL if they have several
    """
    group = GROUPS[group_by]
    joins = {
        'salesperson': _ENTRY, 'team': _ENTRY, 'product_category': _categories(asked),
        'aging_grade': _grade(asked),
    }.get(group_by, SQL(""))
    share = SQL(" * COALESCE(part.share, 1)" if group_by in SHARED else "")
    cells = SQL(
        """SELECT %(raw)s, %(bucket)s AS bucket, SUM(l.open_amount%(share)s) AS amount %(own)s
             FROM (%(lines)s) l %(joins)s GROUP BY %(raw)s, bucket""",
        raw=group.raw, bucket=buckets.bucket(SQL("l"), asked.day), share=share,
        lines=open_lines(asked), joins=joins, own=SQL(
            """, SUM(l.open_currency%s) AS own, MIN(l.currency_id) AS first_currency,
               MAX(l.currency_id) AS last_currency""", share) if own else SQL(""),
    )
    columns = SQL(", l.own, l.first_currency, l.last_currency" if own else "")
    return pivot(
        SQL("SELECT %s AS key, l.amount, l.bucket %s FROM (%s) l %s",
            group.key, columns, cells, _CUSTOMER if group.of_customer else SQL("")),
        group_by, buckets, own,
    )


def pivot(aged, group_by, buckets, own=False):
    """Turn SQL of (key, amount, bucket) into one row a group, as `by_group` returns it."""
    named = group_by == 'partner'
    return SQL(
        """SELECT grouped.key, %(name)s AS name, grouped.sums %(own)s
             FROM (SELECT key, %(sums)s AS sums %(own_sums)s
                     FROM (%(aged)s) aged GROUP BY key) grouped %(names)s
            ORDER BY name, key""",
        name=SQL("named.complete_name" if named else "NULL::text"), aged=aged,
        sums=_sums(SQL("amount"), buckets), own=SQL(
            """, CASE WHEN first_currency = last_currency THEN first_currency END,
               CASE WHEN first_currency = last_currency THEN own END""" if own else ""),
        own_sums=SQL(
            """, MIN(first_currency) AS first_currency, MAX(last_currency) AS last_currency,
               %s AS own""", _sums(SQL("own"), buckets)) if own else SQL(""),
        names=SQL("LEFT JOIN res_partner named ON named.id = grouped.key" if named else ""),
    )


def _sums(amount, buckets):
    """Return an array of sums: unallocated, total, one a band in order."""
    return SQL("ARRAY[%s]", SQL(", ").join((
        SQL("SUM(%s) FILTER (WHERE bucket < 0)", amount), SQL("SUM(%s)", amount),
        *(SQL("SUM(%s) FILTER (WHERE bucket = %s)", amount, int(code[1:]))
          for code, _first, _last in buckets.rows()),
    )))
