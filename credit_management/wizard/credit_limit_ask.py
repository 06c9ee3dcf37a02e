from odoo import api, fields, models

from ..models.credit_limit_request import INPUTS


class CreditLimitAsk(models.TransientModel):
    """Let whoever sells ask for a limit of his customer; what becomes of it, others decide."""

    _name = 'credit.limit.ask'
    _description = "Ask for a Limit"

    profile_id = fields.Many2one('credit.profile', string="Customer", required=True, readonly=True)
    currency_id = fields.Many2one(related='profile_id.currency_id')
    kind = fields.Selection(
        selection=lambda self: self.env['credit.limit.request']._selection_kind(),
        default='base', required=True)
    requested_limit = fields.Monetary(string="Limit Asked For", required=True)
    valid_from = fields.Date(string="From", default=lambda self: self.env.company._credit_today())
    valid_until = fields.Date(string="Until")
    reason = fields.Text(required=True)

    def action_ask(self):
        """Ask in the reader's name; he may read the customer's credit page, so it is his to ask."""
        self.ensure_one()
        self.profile_id.check_access('read')
        requests_sudo = self.env['credit.limit.request'].sudo()
        request_sudo = requests_sudo.create(
            {name: self._plain(name) for name in sorted(INPUTS)})
        request_sudo.action_submit()
        return {
            'type': 'ir.actions.act_window', 'res_model': request_sudo._name,
            'res_id': request_sudo.id, 'view_mode': 'form', 'views': [(False, 'form')],
        }

    @api.model
    def _plain(self, name):
        value = self[name]
        return value.id if isinstance(value, models.BaseModel) else value
