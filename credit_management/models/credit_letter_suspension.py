from odoo import api, fields, models

#: Why a debt to perform may be suspended (domain.md 10.6; Civil Code of China 527).
GROUNDS = [
    ('business', "Business has seriously deteriorated"),
    ('assets', "Assets are moved away from creditors"),
    ('reputation', "Commercial reputation is lost"),
    ('other', "Other signs that it cannot pay"),
]


class CreditLetter(models.Model):
    """The notice that goods of a binding order are kept back until there is security for them.

    It asks for nothing that is late, so money that is here and earlier mail do not keep it back.
    """

    _inherit = 'credit.letter'

    kind = fields.Selection(
        selection_add=[('suspension', "Notice of suspension")], ondelete={'suspension': 'cascade'})
    hold_id = fields.Many2one(
        'credit.hold', readonly=True, copy=False, index='btree_not_null', ondelete='restrict')
    suspended = fields.Char(string="Order Kept Back", readonly=True, copy=False)
    ground = fields.Selection(
        GROUNDS, string="Ground of Suspension", readonly=True, copy=False)
    ground_text = fields.Text(
        string="What Shows It", readonly=True, copy=False, help="As the customer reads it.")

    def _own_refusal(self):
        if self.kind != 'suspension':
            return super()._own_refusal()
        return 'no_email' if self.channel == 'mail' and not self.email else None

    def _rule_kind(self):
        return 'demand' if self.kind == 'suspension' else super()._rule_kind()


class CreditContactRules(models.AbstractModel):
    _inherit = 'credit.contact.rules'

    @api.model
    def _refusal(self, letter, recipient, day, rules):
        if letter.kind != 'suspension':
            return super()._refusal(letter, recipient, day, rules)
        return ('stop_list', {}) if recipient.is_stopped else (None, None)


class CreditHold(models.Model):
    """A binding order is kept back with a notice, or by a clause of the contract."""

    _inherit = 'credit.hold'

    suspension_ids = fields.One2many('credit.letter', 'hold_id', string="Notices")
    can_suspend = fields.Boolean(compute='_compute_can_suspend')

    @api.depends('state', 'checkpoint', 'order_id.state', 'suspension_ids.state')
    def _compute_can_suspend(self):
        for hold in self:
            notices = hold.sudo().suspension_ids.filtered(lambda one: one.state != 'cancelled')
            hold.can_suspend = (
                hold.state == 'open' and hold.sudo().order_id.state == 'sale' and not notices)

    def action_suspend_dialog(self):
        """Ask what shows that the customer will not pay, and write the notice."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Notice of Suspension"),
            'res_model': 'credit.hold.suspend', 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new',
            'context': {'default_hold_id': self.id},
        }
