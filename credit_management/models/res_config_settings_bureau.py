from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    """What an administrator sees of the agent: when it was last heard of, and what went wrong."""

    _inherit = 'res.config.settings'

    credit_agent_state = fields.Selection(
        [('never', "Never heard of"), ('ok', "Running"), ('silent', "Silent"),
         ('failed', "Failed")],
        compute='_compute_credit_agent',
    )
    credit_agent_last_at = fields.Datetime(compute='_compute_credit_agent')
    credit_agent_message = fields.Char(compute='_compute_credit_agent')

    @api.depends('company_id')
    def _compute_credit_agent(self):
        for settings in self:
            found = self.env['credit.bureau.run']._state_of(settings.company_id.sudo())
            settings.credit_agent_last_at = found['last_at']
            settings.credit_agent_message = found['message'][:200]
            if not found['last_at']:
                settings.credit_agent_state = 'never'
            elif found['is_silent']:
                settings.credit_agent_state = 'silent'
            else:
                settings.credit_agent_state = 'failed' if found['has_failed'] else 'ok'
