from odoo import fields, models

from .res_company import INTERNAL


class ResCompany(models.Model):
    """Whether new customers get a fraud checklist, and when an order of theirs is large."""

    _inherit = 'res.company'

    credit_fraud_check = fields.Boolean(
        string="Fraud Checklist of New Customers", groups=INTERNAL,
        help="A red check leaves nothing to be sold on credit until a manager clears it.")
    credit_fraud_order = fields.Monetary(
        string="A First Order Is Large from", groups=INTERNAL,
        help="Tax included. 0: first orders are not looked at.")

    def write(self, vals):
        res = super().write(vals)
        if 'credit_fraud_check' in vals:
            self.env['credit.file'].sudo().search(
                [('company_id', 'in', self.ids)])._settle_fraud()
        return res
