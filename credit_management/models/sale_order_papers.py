from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..facts import papers
from ..tools.authorizations import authorized
from ..tools.contracts import covered


class SaleOrder(models.Model):
    """Under which contract an order is, and on whose letter it rests."""

    _inherit = 'sale.order'

    credit_contract_id = fields.Many2one(
        'credit.contract', string="Contract", copy=False, index='btree_not_null',
        ondelete='restrict', groups='base.group_user',
        help="Confirmed under it, the order uses up its amount. Empty: found at the confirmation.")
    credit_authorization_id = fields.Many2one(
        'credit.authorization', string="Letter of Authority", copy=False, readonly=True,
        index='btree_not_null', ondelete='restrict', groups='base.group_user',
        help="On which the order rests: found at the confirmation.")
    credit_specimen = fields.Image(
        related='credit_authorization_id.specimen', string="Specimen Signature",
        groups='credit_management.credit_management_group_user')

    @api.constrains('credit_contract_id', 'partner_id', 'partner_invoice_id')
    def _check_credit_contract(self):
        for order in self.filtered('credit_contract_id'):
            contract_sudo = order.sudo().credit_contract_id
            own = (order.partner_id | order.partner_invoice_id).commercial_partner_id
            if contract_sudo.partner_id not in own or (
                contract_sudo.company_id != order.company_id.root_id
            ):
                raise ValidationError(self.env._(
                    "%(contract)s is not a contract with %(customer)s. Choose one of its own, or"
                    " leave it empty.", contract=contract_sudo.display_name,
                    customer=order.partner_id.commercial_partner_id.display_name))

    def _credit_notify(self, event, orders):
        if event == 'order_confirmed':
            orders._credit_take_papers()
        return super()._credit_notify(event, orders)

    def _credit_take_papers(self):
        """Note on confirmed orders the contract and the letter that carry them, where there are."""
        letters = self.env['credit.authorization']
        known, asks = self._credit_paper_customers(), letters._needs('orderer')
        if not known and not asks:
            return
        rows = self.env['credit.check'].sudo()._order_rows(self.ids)
        for order in self.sudo():
            row = rows[order.id]
            if row['buyer_id'] in known:
                order.write(order._credit_find_papers(row, order.company_id.root_id))
            if asks:
                letters._ask_for_orderer(order, row)

    def _credit_paper_customers(self):
        """Return the ids of those customers of these orders who have contracts or letters."""
        self.env.flush_all()
        buyers = self.sudo().partner_id.commercial_partner_id.ids
        return {partner_id for (partner_id,) in self.env.execute_query(SQL(
            """SELECT partner_id FROM credit_contract
                WHERE partner_id = ANY(%s) AND state = 'in_force'
         UNION SELECT partner_id FROM credit_authorization
                WHERE partner_id = ANY(%s) AND state = 'verified'""", buyers, buyers))}

    def _credit_find_papers(self, row, company):
        """Return the values of what carries this order; empty where the customer has no papers."""
        cr, day, buyer = self.env.cr, company._credit_today(), row['buyer_id']
        document = self.env['credit.check']._papers_of(row)
        amount = self.amount_total / (self.currency_rate or 1.0)
        own = papers.contracts(self.env, cr, company.id, [buyer], day, [self.id]).get(buyer)
        letters = papers.letters(self.env, cr, company.id, [buyer], day, [self.id]).get(buyer)
        values = {}
        if own and not self.credit_contract_id:
            answer = covered(own, day, amount, [(one,) for one in document['goods']])
            values['credit_contract_id'] = answer.result == 'ok' and answer.source
        if letters:
            answer = authorized('order', buyer, document['orderer'], amount, day, letters)
            values['credit_authorization_id'] = answer.result != 'fail' and answer.source
        return {name: value for name, value in values.items() if value}
