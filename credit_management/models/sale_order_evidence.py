import base64

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.papers import refusal


class SaleOrder(models.Model):
    """The customer's own order, as it came on paper."""

    _inherit = 'sale.order'

    credit_order_file = fields.Binary(
        string="Customer's Order", attachment=True, copy=False, groups='base.group_user',
        help="As it came from the customer, signed or stamped: it proves what was ordered.")
    credit_order_file_name = fields.Char(copy=False, groups='base.group_user')

    @api.constrains('credit_order_file')
    def _check_credit_order_file(self):
        for order in self.with_context(bin_size=False).filtered('credit_order_file'):
            name = order.credit_order_file_name or ''
            why = refusal(name, base64.b64decode(order.credit_order_file))
            if why:
                raise ValidationError(self.env['ir.attachment']._paper_words(
                    name or self.env._("the file"), why))
