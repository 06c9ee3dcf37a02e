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


def by_group(asked, group_by, buckets):
    """Return SQL of (key, name or NULL, [unallocated, total, one sum a band in order]).

    Customers bring their name: there are many of them.
    """
    group = GROUPS[group_by]
    joins = {
        'salesperson': _ENTRY, 'team': _ENTRY, 'product_category': _categories(asked),
        'aging_grade': _grade(asked),
    }.get(group_by, SQL(""))
    amount = SQL("l.open_amount")
    if group_by == 'product_category':
        amount = SQL("l.open_amount * COALESCE(part.share, 1)")
    cells = SQL(
        """SELECT %(raw)s, %(bucket)s AS bucket, SUM(%(amount)s) AS amount
             FROM (%(lines)s) l %(joins)s GROUP BY %(raw)s, bucket""",
        raw=group.raw, bucket=buckets.bucket(SQL("l"), asked.day), amount=amount,
        lines=open_lines(asked), joins=joins,
    )
    return pivot(
        SQL("SELECT %s AS key, l.amount, l.bucket FROM (%s) l %s",
            group.key, cells, _CUSTOMER if group.of_customer else SQL("")),
        group_by, buckets,
    )


def pivot(aged, group_by, buckets):
    """Turn SQL of (key, amount, bucket) into one row a group, as `by_group` returns it."""
    bands = SQL(", ").join(
        SQL("SUM(amount) FILTER (WHERE bucket = %s)", int(code[1:]))
        for code, _first, _last in buckets.rows()
    )
    named = group_by == 'partner'
    return SQL(
        """SELECT grouped.key, %(name)s AS name, grouped.sums
             FROM (SELECT key, ARRAY[SUM(amount) FILTER (WHERE bucket < 0), SUM(amount), %(bands)s]
                              AS sums
                     FROM (%(aged)s) aged GROUP BY key) grouped %(names)s
            ORDER BY name, key""",
        name=SQL("named.complete_name" if named else "NULL::text"), bands=bands, aged=aged,
        names=SQL("LEFT JOIN res_partner named ON named.id = grouped.key" if named else ""),
    )
