from odoo import api, fields, models


class CreditPolicyApply(models.TransientModel):
    """Puts a preset into a draft, after it was shown what that changes."""

    _name = 'credit.policy.apply'
    _description = "Apply a Preset to a Credit Policy"

    policy_id = fields.Many2one('credit.policy', required=True, readonly=True)
    preset_id = fields.Many2one('credit.policy.preset')
    traits = fields.Char(related='preset_id.traits')
    advice = fields.Text(related='preset_id.advice')
    changes = fields.Json(compute='_compute_changes')
    unknown = fields.Text(compute='_compute_changes')

    @api.depends('policy_id', 'preset_id')
    def _compute_changes(self):
        for wizard in self:
            wizard.changes = wizard.unknown = False
            if wizard.preset_id:
                policy = wizard.policy_id
                values, unknown = wizard.preset_id._filled(policy)
                wizard.changes = policy._in_words(policy._values(), values)
                wizard.unknown = '\n'.join(unknown)

    def action_apply(self):
        """Write the preset into the draft."""
        self.ensure_one()
        values, _unknown = self.preset_id._filled(self.policy_id)
        self.policy_id._set_values(values)
        self.policy_id.preset_id = self.preset_id
        return {'type': 'ir.actions.act_window_close'}
