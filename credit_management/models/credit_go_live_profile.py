from odoo import fields, models


class CreditGoLiveProfile(models.Model):
    """A profile that going live made: what it was made as, so that it can be taken back."""

    _name = 'credit.go.live.profile'
    _description = "Profile Made by Go-live"
    _order = 'go_live_id, id'
    _rec_name = 'profile_id'

    go_live_id = fields.Many2one(
        'credit.go.live', required=True, readonly=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='go_live_id.company_id', store=True, index=True)
    profile_id = fields.Many2one(
        'credit.profile', required=True, readonly=True, ondelete='cascade'
    )
    grade = fields.Selection(related='profile_id.grade', store=True)
    has_provisional_grade = fields.Boolean(related='profile_id.has_provisional_grade')
    wave_id = fields.Many2one(related='profile_id.wave_id', store=True)
    made_as = fields.Json(readonly=True, help="What was decided about it when it was made.")
    months = fields.Integer(readonly=True, help="Since the first invoice.")
    lines = fields.Integer(readonly=True, help="Paid, or due, in the last 24 months.")
    beyond_terms = fields.Float(
        string="Days Beyond Terms", readonly=True,
        help="By amount; what is late counts as paid now."
    )
    late_share = fields.Float(string="Paid Late", readonly=True, help="By amount, part of one.")

    _profile_unique = models.UniqueIndex('(profile_id)')

    def _untouched(self):
        """Return those whose profile is as it was made: nobody decided, said or held anything."""
        profiles = self.profile_id
        held = self.env['credit.hold'].search([('profile_id', 'in', profiles.ids)]).profile_id
        said = set(self.env['mail.message'].search([
            ('model', '=', 'credit.profile'), ('res_id', 'in', profiles.ids),
            ('message_type', '=', 'comment'),
        ]).mapped('res_id'))
        return self.filtered(
            lambda row: row.profile_id not in held and row.profile_id.id not in said
            and row.profile_id._decided() == row.made_as
        )
