from odoo import fields, models

from ..tools.presets import preset_values


class CreditPolicyPreset(models.Model):
    """What a kind of company begins with; `tools/presets.py` has the form of its values."""

    _name = 'credit.policy.preset'
    _description = "Preset of a Credit Policy"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    traits = fields.Char(translate=True, help="What such a company is like.")
    advice = fields.Text(
        translate=True, help="What else fits it, beside the policy: people decide that elsewhere.",
    )
    values = fields.Json(required=True)
    typical = fields.Json(
        help="Codes of problems that such companies often have; the diagnosis has words for them.")

    def _filled(self, policy):
        """Return the values of a draft by this preset, and the labels of amounts not known yet."""
        self.ensure_one()
        now, rules = policy._values(), policy._rules()
        amounts = self.env['credit.defaults'].sudo()._proposed(policy._clock())
        values, unknown = preset_values(self.values, rules, now, amounts)
        return values, [policy._amount_label(code, name) for code, name in unknown]
