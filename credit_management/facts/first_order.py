from odoo.tools import SQL

from ..exposure import prepared
from .base import Provider


class FirstOrderProvider(Provider):
    """Whether the customer is new to us: no confirmed order, no posted invoice before this one."""

    provides = frozenset({'first_order'})

    def load(self, env, cr, rows, as_of, context):
        """The document's own order is no history: growing, it is confirmed already."""
        left_out = {
            order_id for name in ('exclude_order_ids', 'own_order_ids')
            for order_id in context.get(name) or ()
        }
        prepared.execute(cr, SQL(
            """SELECT customer.id, NOT EXISTS (
                      SELECT 1 FROM res_partner contact
                        JOIN sale_order so ON so.partner_invoice_id = contact.id
                        JOIN res_company company ON company.id = so.company_id
                       WHERE contact.commercial_partner_id = customer.partner_id AND %(order)s)
                  AND NOT EXISTS (
                      SELECT 1 FROM res_partner contact
                        JOIN sale_order so ON so.partner_id = contact.id
                        JOIN res_company company ON company.id = so.company_id
                       WHERE contact.commercial_partner_id = customer.partner_id AND %(order)s)
                  AND NOT EXISTS (
                      SELECT 1 FROM res_partner contact
                        JOIN account_move move ON move.partner_id = contact.id
                        JOIN res_company company ON company.id = move.company_id
                       WHERE contact.commercial_partner_id = customer.partner_id
                         AND move.state = 'posted'
                         AND move.move_type IN ('out_invoice', 'out_receipt')
                         AND move.date <= %(as_of)s AND %(tree)s)
                 FROM unnest(%(ids)s, %(partners)s, %(companies)s)
                   AS customer(id, partner_id, company_id)""",
            order=self._confirmed(env, left_out, as_of), tree=_TREE, as_of=as_of,
            ids=[row['id'] for row in rows], partners=[row['partner_id'] for row in rows],
            companies=[row['company_id'] for row in rows],
        ))
        return {profile_id: {'first_order': first} for profile_id, first in cr.fetchall()}

    def _confirmed(self, env, left_out, as_of):
        """Return SQL: `so` was confirmed up to `as_of` and is none of those `left_out`."""
        return SQL(
            "so.state = 'sale' AND so.id <> ALL(%s) AND %s"
            " AND (so.date_order AT TIME ZONE 'UTC' AT TIME ZONE %s)::date <= %s",
            sorted(left_out), _TREE,
            env['res.company']._credit_zone_sql(SQL("customer.company_id")), as_of,
        )


#: The root of the document's company is the customer's company.
_TREE = SQL("split_part(company.parent_path, '/', 1)::int = customer.company_id")
