from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
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

    def write(self, vals):
        if 'credit_contract_id' in vals:
            self._credit_refuse_other_contract()
        return super().write(vals)

    def _credit_refuse_other_contract(self):
        """What a confirmed order uses up was checked: salespeople do not put it elsewhere."""
        confirmed = self.filtered(lambda order: order.state == 'sale')
        if confirmed and not self.env.su and not self.env.user.has_group(
            'credit_management.credit_management_group_officer'
        ):
            raise AccessError(self.env._(
                "%(order)s was checked under its contract. Ask a credit officer to change that.",
                order=confirmed[0].name))

    def _credit_take_papers(self, outcomes):
        """Note on confirmed orders the contract and the letter that carry them, where there are.

        :param outcomes: of the gate: what it claimed is what they use up
        """
        letters = self.env['credit.authorization']
        known, asks = self._credit_paper_customers(), letters._needs('orderer')
        if not known and not asks:
            return
        rows = self.env['credit.check'].sudo()._order_rows(self.ids)
        taken = {outcome.order_id: outcome for outcome in outcomes}
        for order in self.sudo():
            row = rows[order.id]
            if row['buyer_id'] in known:
                order.write(order._credit_find_papers(row, taken.get(order.id)))
            if asks:
                letters._ask_for_orderer(order, row)

    def _credit_paper_customers(self):
        """Return the ids of those customers of these orders who have contracts or letters."""
        self.env.flush_all()
        buyers = self.sudo().partner_id.commercial_partner_id.ids
        return {partner_id for (partner_id,) in self.env.execute_query(SQL(
            """SELECT partner_id FROM credit_contract
                WHERE partner_id = ANY(%s) AND state IN ('in_force', 'terminated')
         UNION SELECT partner_id FROM credit_authorization
                WHERE partner_id = ANY(%s) AND state IN ('verified', 'revoked')""", buyers, buyers))}

    def _credit_find_papers(self, row, outcome):
        """Return the values of what carries this order; empty where the customer has no papers."""
        company, cr, buyer = self.company_id.root_id, self.env.cr, row['buyer_id']
        day = company._credit_today()
        document = self.env['credit.check']._papers_of(row)
        amount = self.amount_total / (self.currency_rate or 1.0)
        own = papers.contracts(self.env, cr, company.id, [buyer], day, [self.id]).get(buyer)
        letters = papers.letters(self.env, cr, company.id, [buyer], day, [self.id]).get(buyer)
        values = {}
        if outcome and outcome.contract_id:
            values['credit_contract_id'] = outcome.contract_id
        elif own and not self.credit_contract_id:
            answer = covered(own, day, amount, [(one,) for one in document['goods']])
            values['credit_contract_id'] = answer.result == 'ok' and answer.source
        if outcome and outcome.letter_id:
            values['credit_authorization_id'] = outcome.letter_id
        elif letters:
            answer = authorized('order', buyer, document['orderer'], amount, day, letters)
            values['credit_authorization_id'] = answer.result != 'fail' and answer.source
        return {name: value for name, value in values.items() if value}
