from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Check, open_by_customer

_lt = LazyTranslate(__name__)


class CoreLimits(Check):
    """Limits typed into Odoo's own field, of customers without a profile: there it is no mirror."""

    code = 'core_limits'
    name = _lt("Odoo's own limits without a profile")
    why = _lt("Odoo only warns of them. The limits step proposes at least what they say.")
    button = _lt("Open them")
    model = 'res.partner'

    def rows(self, asked):
        return SQL(
            """SELECT partner.id, partner.id AS partner_id, partner.name, NULL::date AS date,
                      (partner.credit_limit ->> %(key)s)::numeric AS amount,
                      item.amount::text AS note
                 FROM res_partner partner LEFT JOIN (%(open)s) item ON item.partner_id = partner.id
                WHERE (partner.credit_limit ->> %(key)s)::numeric > 0 AND partner.active
                  AND partner.commercial_partner_id = partner.id
                  AND NOT EXISTS (SELECT FROM credit_profile profile
                                   WHERE profile.partner_id = partner.id
                                     AND profile.company_id = %(root)s)""",
            key=str(asked.root_id), open=open_by_customer(asked), root=asked.root_id,
        )
