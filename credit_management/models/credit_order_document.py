from odoo import models
from odoo.tools import SQL

from .. import facts as fact_registry
from ..exposure import prepared
from ..tools import breaches as core
from ..tools.authorizations import name_key

#: Order `so`, or the customer who answers for it, was held and is not done with.
HAS_HOLDS = SQL(
    """(EXISTS (SELECT 1 FROM credit_hold WHERE res_model = 'sale.order'
                   AND res_id = so.id AND state IN ('open', 'released'))
         OR EXISTS (SELECT 1 FROM credit_hold WHERE res_model = 'credit.profile'
                   AND res_id = COALESCE(p.id, other.id) AND state = 'open'))""")


class CreditCheck(models.AbstractModel):
    """Orders as the plain documents that rules judge."""

    _inherit = 'credit.check'

    def _order_rows(self, order_ids):
        """Return ``{order id: row}``: who pays, who buys, their profiles, in one query."""
        prepared.execute(self.env.cr, SQL(
            """SELECT so.id, so.name, so.state, so.company_id, so.amount_total, so.currency_id,
                      so.payment_term_id, so.commitment_date,
                      split_part(co.parent_path, '/', 1)::int AS root_id,
                      payer.commercial_partner_id AS payer_id,
                      buyer.commercial_partner_id AS buyer_id,
                      p.id AS profile_id, p.payment_term_id AS approved_term_id,
                      other.id AS buyer_profile_id, currency.name AS currency,
                      buyer.id AS contact_id, buyer.name AS contact_name, so.signed_by,
                      buyer.is_company OR buyer.type <> 'contact' AS is_nobody,
                      ARRAY(SELECT DISTINCT template.categ_id FROM sale_order_line sol
                              JOIN product_product product ON product.id = sol.product_id
                              JOIN product_template template
                                ON template.id = product.product_tmpl_id
                             WHERE sol.order_id = so.id AND sol.is_downpayment IS NOT TRUE
                               AND template.categ_id IS NOT NULL) AS goods,
                      %s AS has_holds,
                      (SELECT m.group_id FROM credit_group_member m
                        WHERE m.profile_id = COALESCE(p.id, other.id) AND m.date_to IS NULL)
                      AS group_id,
                      EXISTS (SELECT 1 FROM credit_authorization a
                               WHERE a.partner_id = buyer.commercial_partner_id
                                 AND a.state IN ('verified', 'revoked') AND a.max_cumulative > 0)
                      AS has_capped_letters,
                      EXISTS (SELECT 1 FROM credit_contract k
                               WHERE k.partner_id IN (
                                         payer.commercial_partner_id, buyer.commercial_partner_id)
                                 AND k.state IN ('in_force', 'terminated') AND k.amount > 0)
                      AS has_capped_contracts,
                      so.credit_contract_id AS contract_id, named.partner_id AS contract_owner_id
                 FROM sale_order so
                 JOIN res_company co ON co.id = so.company_id
                 JOIN res_partner payer ON payer.id = so.partner_invoice_id
                 JOIN res_partner buyer ON buyer.id = so.partner_id
                 JOIN res_currency currency ON currency.id = so.currency_id
            LEFT JOIN credit_contract named ON named.id = so.credit_contract_id
            LEFT JOIN credit_profile p ON p.partner_id = payer.commercial_partner_id
                  AND p.company_id = split_part(co.parent_path, '/', 1)::int AND p.active
            LEFT JOIN credit_profile other ON p.id IS NULL
                  AND other.partner_id = buyer.commercial_partner_id AND other.active
                  AND other.company_id = split_part(co.parent_path, '/', 1)::int
                WHERE so.id = ANY(%s)""", HAS_HOLDS, list(order_ids),
        ))
        rows = self.env.cr.dictfetchall()
        for row in rows:
            if row['buyer_profile_id'] and self._root(row).credit_no_profile == 'unchecked':
                # Of who pays nothing is known, so who buys answers for his order.
                row['profile_id'] = row['buyer_profile_id']
        return {row['id']: row for row in rows}

    def _document(self, row, amounts, checkpoint, increase=0.0, passed=None):
        """Return the plain document that rules judge. Amounts are in company currency."""
        own = amounts.get(row['id'], {})
        gross = own.get('gross', 0.0)
        return core.Document(
            res_model='sale.order', res_id=row['id'], checkpoint=checkpoint,
            amount=increase if checkpoint == 'order_growth' else own.get('counted', 0.0),
            total=gross, currency=row['currency'], increase=increase,
            **self._terms(row['payment_term_id'], row['approved_term_id']),
            differing_invoice=row['payer_id'] != row['buyer_id'],
            prepaid_received=own.get('prepaid', 0.0), passed=passed, **self._papers_of(row),
        )

    @staticmethod
    def _papers_of(row):
        """Return what contracts and letters are asked about: goods, terms, and who orders.

        Who signed it ordered it; else the contact of the order, where that is a person.
        """
        name = row['signed_by'] or ('' if row['is_nobody'] else row['contact_name'] or '')
        keys = {name_key(name)} - {''}
        if keys and not row['signed_by']:
            keys.add(row['contact_id'])
        return {
            'term_id': row['payment_term_id'] or 0, 'goods': tuple(row['goods']),
            'orderer': tuple(keys), 'orderer_name': name,
            'contract': row['contract_id'] and (row['contract_owner_id'], row['contract_id']),
        }

    def _terms(self, term_id, approved_id):
        """Return the final due dates of an order of today: by its own terms, by those approved."""
        if not approved_id:
            return {}
        terms = self.env['account.payment.term'].sudo()
        today = self.env.company._credit_today()
        return {
            'term': terms.browse(term_id).name if term_id else '',
            'term_due': fact_registry.final_due_date(terms.browse(term_id or []), today),
            'approved_due': fact_registry.final_due_date(terms.browse(approved_id), today),
        }
