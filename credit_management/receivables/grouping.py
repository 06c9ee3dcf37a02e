"""Open amounts by whom, or by what, and by age: one row a group, one column a band."""

from odoo.tools import SQL

from .as_of import open_lines

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


#: The customer that a line belongs to, and who sells to him.
CUSTOMER = SQL("COALESCE(contact.commercial_partner_id, l.partner_id)")
SALESPERSON = SQL("COALESCE(entry.invoice_user_id, customer.user_id)")

#: Name of a group -> (model of its keys, SQL of the key).
GROUPS = {
    'partner': ('res.partner', CUSTOMER),
    'salesperson': ('res.users', SALESPERSON),
    'country': ('res.country', SQL("customer.country_id")),
    'currency': ('res.currency', SQL("l.currency_id")),
    'account': ('account.account', SQL("l.account_id")),
    'branch': ('res.company', SQL("l.company_id")),
    'product_category': ('product.category', SQL("part.categ_id")),
}


def _joins(asked, group_by):
    if group_by == 'product_category':
        return _categories(asked)
    return {
        'partner': _CUSTOMER, 'country': _CUSTOMER, 'salesperson': SQL("%s %s", _ENTRY, _CUSTOMER),
    }.get(group_by, SQL(""))


def by_group(asked, group_by, buckets):
    """Return SQL of (key, name or NULL, [unallocated, total, one sum a band in order]).

    Customers bring their name: there are many of them.
    """
    _model, key = GROUPS[group_by]
    share = SQL("COALESCE(part.share, 1)" if group_by == 'product_category' else "1")
    return pivot(
        SQL(
            """SELECT %(key)s AS key, l.open_amount * %(share)s AS amount, %(bucket)s AS bucket
                 FROM (%(lines)s) l %(joins)s""",
            key=key, share=share, bucket=buckets.bucket(SQL("l"), asked.day),
            lines=open_lines(asked), joins=_joins(asked, group_by),
        ), group_by, buckets,
    )


def pivot(aged, group_by, buckets):
    """Turn SQL of (key, amount, bucket) into one row a group, as `by_group` returns it."""
    bands = SQL(", ").join(
        SQL("SUM(amount) FILTER (WHERE bucket = %s)", int(code[1:]))
        for code, _first, _last in buckets.rows()
    )
    named = group_by == 'partner'
    # OFFSET 0: the band of a line is looked up once, not once a column.
    return SQL(
        """SELECT grouped.key, %(name)s AS name, grouped.sums
             FROM (SELECT key, ARRAY[SUM(amount) FILTER (WHERE bucket < 0), SUM(amount), %(bands)s]
                              AS sums
                     FROM (%(aged)s OFFSET 0) aged GROUP BY key) grouped %(names)s
            ORDER BY name, key""",
        name=SQL("named.complete_name" if named else "NULL::text"), bands=bands, aged=aged,
        names=SQL("LEFT JOIN res_partner named ON named.id = grouped.key" if named else ""),
    )
