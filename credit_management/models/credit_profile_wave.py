import json

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .credit_profile import FIGURES, LIMIT_FIELDS, STANDING_FIELDS

#: What the server alone says of a profile while a company goes live.
GO_LIVE_FIELDS = ('wave_id', 'has_provisional_grade')


class CreditProfile(models.Model):
    """What going live says of a customer: his wave, and that his grade is a first guess."""

    _inherit = 'credit.profile'

    wave_id = fields.Many2one(
        'credit.wave', readonly=True, index='btree_not_null', ondelete='restrict',
        copy=False, groups=FIGURES, help="Until it begins, his orders are checked and not held.",
    )
    is_waiting = fields.Boolean(
        string="Waits for His Wave", compute='_compute_is_waiting', groups=FIGURES
    )
    has_provisional_grade = fields.Boolean(
        string="Provisional Grade", readonly=True, copy=False, groups=FIGURES,
        help="Proposed from how he paid; it is nobody's decision until somebody sets a grade.",
    )

    @api.depends('wave_id.date_from')
    def _compute_is_waiting(self):
        for profile_sudo in self.sudo():
            wave_sudo = profile_sudo.wave_id
            profile_sudo.is_waiting = bool(wave_sudo) and not wave_sudo._has_begun()

    @api.model_create_multi
    def create(self, vals_list):
        self._check_go_live_fields(*vals_list)
        profiles = super().create(vals_list)
        for company, own in profiles.sudo().grouped('company_id').items():
            if wave := self.env['credit.wave']._first_to_come(company):
                own.filtered(lambda profile: not profile.wave_id).wave_id = wave
        return profiles

    def write(self, vals):
        self._check_go_live_fields(vals)
        res = super().write(vals)
        if 'grade' in vals and 'has_provisional_grade' not in vals:
            self.sudo().filtered('has_provisional_grade').has_provisional_grade = False
        return res

    def _check_go_live_fields(self, *vals_list):
        if not self.env.su and any(set(vals) & set(GO_LIVE_FIELDS) for vals in vals_list):
            raise AccessError(self.env._(
                "Waves and provisional grades are set by Go-live. Set a grade, or move the wave"
                " there."
            ))

    def _merge_into(self, partner, kind):
        """Who waits for a wave is not held because he was merged."""
        wave, known = self.sudo().wave_id, self._of_partners(partner, self.company_id)
        survivor = super()._merge_into(partner, kind)
        if not known:
            survivor.sudo().wave_id = wave
        return survivor

    def _decided(self):
        """Return what people decide of a profile as plain values, as JSON keeps them."""
        return json.loads(json.dumps(
            self._snapshot_values((*LIMIT_FIELDS, *STANDING_FIELDS, 'user_id')), default=str))
