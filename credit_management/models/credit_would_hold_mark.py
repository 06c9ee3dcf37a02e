from odoo import fields, models


class CreditWouldHoldMark(models.Model):
    """What a credit officer thinks of an order that would have been held."""

    _name = 'credit.would.hold.mark'
    _description = "Mark on What Would Have Been Held"
    _order = 'id desc'
    _rec_name = 'mark'

    decision_id = fields.Many2one(
        'credit.decision', required=True, readonly=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='decision_id.company_id', store=True, index=True)
    mark = fields.Selection(
        [('useful', "Useful"), ('useless', "Not useful")], required=True, readonly=True
    )
    user_id = fields.Many2one('res.users', readonly=True, ondelete='set null')

    _decision_unique = models.UniqueIndex('(decision_id)')
