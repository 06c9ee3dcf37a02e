from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CreditConflict(models.Model):
    """Two duties that one person should not have, and how it shows that he had both.

    Roles show who could; `deed` names the records that show who did.
    """

    _name = 'credit.conflict'
    _inherit = ['credit.shared']
    _description = "Conflict of Duties"
    _order = 'sequence, id'

    name = fields.Char(compute='_compute_name')
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    first = fields.Char(string="One Duty", required=True, translate=True)
    second = fields.Char(string="The Other", required=True, translate=True)
    first_group_ids = fields.Many2many(
        'res.groups', 'credit_conflict_first_group_rel', string="Roles of the One",
        help="Whoever has any of them has the duty. Empty: no role gives it alone.",
    )
    second_group_ids = fields.Many2many(
        'res.groups', 'credit_conflict_second_group_rel', string="Roles of the Other")
    deed = fields.Selection(
        '_selection_deed', string="Seen In",
        help="The records that show that one person did both. Empty: none do.",
    )
    why = fields.Text(translate=True, help="What one person could do with both.")

    _deed_unique = models.UniqueIndex(
        '(deed) WHERE deed IS NOT NULL', "These records are looked at for another conflict already.")

    @api.model
    def _selection_deed(self):
        """Return the deeds that records show; the findings have a query for each."""
        labels = {
            'sell_release': self.env._("Holds released by who sold or asked"),
            'request_approve': self.env._("Limits approved by who asked or wrote them"),
            'bank_pay': self.env._("Payments to bank accounts by who entered them"),
            'import_limits': self.env._("Limits read in from a list"),
            'write_off': self.env._("Write-offs approved by who asked or wrote them"),
            'own_authority': self.env._("Authority that people gave themselves"),
        }
        return list(labels.items())

    @api.depends_context('lang')
    @api.depends('first', 'second')
    def _compute_name(self):
        for conflict in self:
            conflict.name = self.env._(
                "%(first)s + %(second)s", first=conflict.first or '', second=conflict.second or '')

    @api.constrains('first', 'first_group_ids', 'second_group_ids', 'deed')
    def _check_shows(self):
        for conflict in self:
            pair = bool(conflict.first_group_ids), bool(conflict.second_group_ids)
            if any(pair) and not all(pair):
                raise ValidationError(self.env._(
                    "%(conflict)s names the roles of one duty only. Name those of the other too, or"
                    " none.", conflict=conflict.name))
            if not any(pair) and not conflict.deed:
                raise ValidationError(self.env._(
                    "Nothing shows %(conflict)s. Name roles of both duties, or records.",
                    conflict=conflict.name))
