from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Check, open_by_customer

_lt = LazyTranslate(__name__)

#: A phone number is told by so many last digits, whatever stands before them.
DIGITS = 8

#: reason -> what two customers must have in common, as SQL on `partner`; NULL or '' is nothing.
KEYS = {
    'vat': SQL(r"NULLIF(upper(regexp_replace(partner.vat, '\W', '', 'g')), '')"),
    'name': SQL(
        r"""NULLIF(lower(regexp_replace(partner.name, '\W', '', 'g')), '') || ' '
            || NULLIF(upper(regexp_replace(partner.zip, '\W', '', 'g')), '')"""),
    'phone': SQL(
        r"""CASE WHEN length(regexp_replace(partner.phone, '\D', '', 'g')) >= %s
                 THEN right(regexp_replace(partner.phone, '\D', '', 'g'), %s) END""",
        DIGITS, DIGITS),
}


class Duplicates(Check):
    """One customer who is there twice has two limits. Contacts of one company are none."""

    code = 'duplicates'
    name = _lt("Customers who are there twice")
    why = _lt("Each of the two would have a limit of his own: same tax number, name and zip, bank"
              " account or phone.")
    button = _lt("Merge")
    model = 'res.partner'

    def rows(self, asked):
        keys = SQL(" UNION ALL ").join([
            *(SQL("SELECT partner.id, %s AS reason, %s AS value FROM customer partner", reason, key)
              for reason, key in KEYS.items()),
            SQL("""SELECT DISTINCT partner.id, 'bank', account.sanitized_acc_number
                     FROM res_partner_bank account
                     JOIN res_partner holder ON holder.id = account.partner_id
                     JOIN customer partner ON partner.id = holder.commercial_partner_id
                    WHERE account.active"""),
        ])
        return SQL(
            """(WITH item AS (%(open)s),
                customer AS (
                    SELECT partner.*, item.amount AS open_amount FROM res_partner partner
                 LEFT JOIN item ON item.partner_id = partner.id
                     WHERE partner.active AND partner.commercial_partner_id = partner.id
                       AND (partner.company_id IS NULL OR partner.company_id = ANY(%(companies)s))
                       AND (partner.customer_rank > 0 OR item.partner_id IS NOT NULL)),
                key AS (%(keys)s),
                twice AS (SELECT key.*, COUNT(*) OVER (PARTITION BY reason, value) AS times
                            FROM key WHERE value <> '')
                SELECT customer.id, customer.id AS partner_id, customer.name, NULL::date AS date,
                       COALESCE(customer.open_amount, 0) AS amount, same.note
                  FROM customer JOIN (
                       SELECT id, string_agg(reason || ' ' || value, ', ' ORDER BY reason) AS note
                         FROM twice WHERE times > 1 GROUP BY id) same ON same.id = customer.id)""",
            open=open_by_customer(asked), companies=list(asked.company_ids), keys=keys,
        )
