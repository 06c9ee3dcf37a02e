from odoo import api, fields, models


class CreditPolicyCompare(models.TransientModel):
    """What differs between any two policies or versions, in words."""

    _name = 'credit.policy.compare'
    _description = "Compare Credit Policies"

    policy_id = fields.Many2one('credit.policy', required=True)
    other_id = fields.Many2one(
        'credit.policy', string="Against", domain="[('id', '!=', policy_id)]")
    changes = fields.Json(compute='_compute_changes')

    @api.depends('policy_id', 'other_id')
    def _compute_changes(self):
        for wizard in self:
            policy, other = wizard.policy_id, wizard.other_id
            wizard.changes = bool(policy and other) and policy._in_words(
                other._values(), policy._values())
