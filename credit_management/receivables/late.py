"""Who is late, by how much and for how long: one row a customer."""

from odoo.tools import SQL

from .grouping import profile_join


def by_customer(lines, root_id, units):
    """Return SQL of customers with claims, the largest overdue amount first.

    partner_id (NULL: lines without a customer), name, profile_id, grade, claims, overdue amount,
    Σ overdue amount x days, oldest days; the last three NULL where nothing is late. Amounts are
    whole numbers, so many of a currency's smallest unit: exact, and quick to add up.

    :param SQL lines: partner_id, days, open_amount
    :param int root_id: the company whose profiles are meant
    :param int units: smallest units in one of the currency
    """
    return SQL(
        """SELECT owing.partner_id, customer.complete_name, profile.id, profile.grade,
                  ROUND(owing.claims * %(units)s)::bigint, ROUND(owing.amount * %(units)s)::bigint,
                  ROUND(owing.weighted * %(units)s)::bigint, owing.oldest
             FROM (SELECT l.partner_id, SUM(l.open_amount) AS claims,
                          SUM(l.open_amount) FILTER (WHERE l.days > 0) AS amount,
                          SUM(l.open_amount * l.days) FILTER (WHERE l.days > 0) AS weighted,
                          MAX(l.days) FILTER (WHERE l.days > 0) AS oldest
                     FROM (%(lines)s) l WHERE l.open_amount > 0 GROUP BY 1) owing
        LEFT JOIN res_partner customer ON customer.id = owing.partner_id
                  %(profile)s
            ORDER BY owing.amount DESC NULLS LAST, owing.partner_id""",
        lines=lines, units=units,
        profile=profile_join(SQL("owing.partner_id"), SQL("%s", root_id)),
    )
