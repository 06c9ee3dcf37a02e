import base64

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.papers import refusal


class SaleOrder(models.Model):
    """That the customer signed on paper: what the order rests on before its goods leave."""

    _inherit = 'sale.order'

    credit_signed_file = fields.Binary(
        string="Signed Order", attachment=True, copy=False, groups='base.group_user',
        help="The order as the customer signed it: PDF or picture.")
    credit_signed_name = fields.Char(copy=False, groups='base.group_user')
    credit_signed_on = fields.Date(
        string="Signed on Paper", copy=False, tracking=True, groups='base.group_user',
        help="The day on the signed order. Without the paper nothing counts as signed.")

    @api.constrains('credit_signed_file', 'credit_signed_name', 'credit_signed_on')
    def _check_credit_signed(self):
        for order in self.filtered(lambda one: one.credit_signed_file or one.credit_signed_on):
            if not order.credit_signed_file:
                raise ValidationError(self.env._(
                    "Add the signed paper of %(order)s: a day alone shows nothing.",
                    order=order.name))
            why = refusal(
                order.credit_signed_name or '', base64.b64decode(order.credit_signed_file))
            if why:
                raise ValidationError(self.env['ir.attachment']._paper_words(
                    order.credit_signed_name or order.name, why))

    def _credit_written(self, names):
        super()._credit_written(names)
        if {'credit_signed_on', 'signed_on', 'credit_contract_id'} & names:
            confirmed = self.filtered(lambda order: order.state == 'sale')
            if confirmed:
                confirmed._credit_notify('papers_changed', confirmed)

    def _credit_is_signed(self, day):
        """Tell whether the customer signed it, here or on paper, or a contract that binds on `day`."""
        self.ensure_one()
        contract = self.credit_contract_id
        return bool(self.signed_on or self.credit_signed_on) or (
            contract.state in ('in_force', 'terminated') and contract.date_from <= day
            and (not contract.date_to or contract.date_to >= day)
            and (not contract.terminated_on or day < contract.terminated_on))
