from datetime import timedelta

from odoo import api, fields, models

#: Who has to decide is reminded from so many hours before the deadline on, once a day.
BEFORE_HOURS = 24


class CreditLimitRequest(models.Model):
    """Requests that wait too long remind, once a day, whoever's turn it is."""

    _inherit = 'credit.limit.request'

    reminded_on = fields.Date(readonly=True, copy=False)

    @api.model
    def _cron_remind(self):
        """Remind company by company."""
        roots_sudo = self.env['res.company'].sudo().search([('parent_id', '=', False)], order='id')
        self.env['credit.failure']._in_turn('limit_requests', roots_sudo, self._remind_company)

    @api.model
    def _remind_company(self, root_sudo):
        today = root_sudo._credit_today()
        soon = fields.Datetime.now() + timedelta(hours=BEFORE_HOURS)
        requests_sudo = self.sudo().search([
            ('company_id', '=', root_sudo.id), ('state', 'in', ('submitted', 'countered')),
            ('decide_by', '<=', soon),
            '|', ('reminded_on', '=', False), ('reminded_on', '<', today)])
        for request in requests_sudo:
            request.reminded_on = today
            people = request._people() if request.committee_id and (
                request.state == 'submitted') else request.user_id
            if people:
                request.message_post(
                    body=self.env._("%(request)s still waits for you.", request=request.name),
                    partner_ids=people.partner_id.ids)
