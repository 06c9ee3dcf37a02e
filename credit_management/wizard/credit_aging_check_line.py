from odoo import fields, models


class CreditAgingCheckLine(models.TransientModel):
    _name = 'credit.aging.check.line'
    _description = "Why Lines and Ledger Differ"

    check_id = fields.Many2one('credit.aging.check', required=True, ondelete='cascade')
    currency_id = fields.Many2one(related='check_id.currency_id')
    move_id = fields.Many2one('account.move', string="Document", readonly=True)
    cause = fields.Selection(
        selection=[
            ('draft', "Allocated with a draft entry"),
            ('account', "Allocated with another account"),
            ('company', "Allocated with another company"),
            ('date', "Allocated with a later entry"),
            ('residual', "Stored residual is wrong"),
        ],
        readonly=True,
    )
    amount = fields.Monetary(string="Difference", readonly=True)

    def action_open(self):
        """Open the document; Odoo checks there whether this user may."""
        self.ensure_one()
        return self.move_id.get_formview_action()
