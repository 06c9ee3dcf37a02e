from odoo import fields, models


class CreditLimitApproval(models.Model):
    """One person's yes to a limit request, with the authority he had that day."""

    _name = 'credit.limit.approval'
    _description = "Approval of a Limit"
    _order = 'id'

    request_id = fields.Many2one(
        'credit.limit.request', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='request_id.company_id', store=True, index=True)
    user_id = fields.Many2one('res.users', string="Approved By", required=True, readonly=True)
    level = fields.Integer(readonly=True, help="9 is a credit manager without a bound.")
    date = fields.Datetime(
        string="On", required=True, readonly=True, default=fields.Datetime.now)

    _once = models.UniqueIndex('(request_id, user_id)', "You approved it already.")
