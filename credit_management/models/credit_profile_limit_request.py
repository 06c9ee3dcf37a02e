from odoo import api, fields, models
from odoo.exceptions import UserError

from .credit_profile import FIGURES


class CreditProfile(models.Model):
    """What was asked for a customer, and what became of it."""

    _inherit = 'credit.profile'

    limit_request_ids = fields.One2many('credit.limit.request', 'profile_id', groups=FIGURES)

    @api.ondelete(at_uninstall=False)
    def _unlink_without_limit_decisions(self):
        decided = self.sudo().limit_request_ids.filtered(lambda request: request.state != 'draft')
        if decided:
            raise UserError(self.env._(
                "%(request)s was decided on or waits: archive the credit page instead of deleting"
                " it.", request=decided[0].display_name))

    def action_ask_limit(self):
        """Open the limit request that waits, or a new one."""
        self.ensure_one()
        self.check_access('read')
        requests = self.env['credit.limit.request']
        waiting = requests.search(
            [('profile_id', '=', self.id), ('state', 'in', ('submitted', 'countered'))])
        if not waiting and not requests.has_access('create'):
            return {
                'type': 'ir.actions.act_window', 'name': self.env._("Ask for a Limit"),
                'res_model': 'credit.limit.ask', 'view_mode': 'form', 'views': [(False, 'form')],
                'target': 'new', 'context': {'default_profile_id': self.id},
            }
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Ask for a Limit"),
            'res_model': requests._name, 'res_id': waiting.id, 'view_mode': 'form',
            'views': [(False, 'form')], 'context': {'default_profile_id': self.id},
        }

    def action_open_limit_requests(self):
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'credit_management.credit_limit_request_action'),
            'domain': [('profile_id', '=', self.id)],
            'context': {'default_profile_id': self.id},
        }

    def _merge_into(self, partner, kind):
        """What waits ends: it was asked for another customer. What was decided goes along."""
        requests_sudo = self.sudo().limit_request_ids
        for request_sudo in requests_sudo.filtered(
                lambda each: each.state in ('submitted', 'countered')):
            request_sudo._withdraw()
        survivor = super()._merge_into(partner, kind)
        requests_sudo.write({'profile_id': survivor.id})
        return survivor
