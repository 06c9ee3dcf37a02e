from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: A raw report is fetched right after it was asked for, by whoever asked.
OPEN_FOR = timedelta(minutes=5)


class CreditBureauAccess(models.Model):
    """Who opened which raw report, when and what for. Append-only."""

    _name = 'credit.bureau.access'
    _description = "Access to a Raw Bureau Report"
    _order = 'id desc'
    _rec_name = 'purpose'

    report_id = fields.Many2one(
        'credit.bureau.report', readonly=True, index=True, ondelete='set null'
    )
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    report_name = fields.Char(readonly=True)
    user_id = fields.Many2one('res.users', required=True, readonly=True)
    purpose = fields.Char(required=True, readonly=True)
    opened_at = fields.Datetime(required=True, readonly=True)

    def write(self, vals):
        raise UserError(self.env._("The access log is append-only; a line is never changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The access log is append-only; a line is never deleted."))

    @api.model
    def _enter(self, report, purpose):
        """Log that the user opens the raw payload of `report`; return the line."""
        report.ensure_one()
        report.check_access('read')
        if not self.env.user.has_group('credit_management.credit_management_group_officer'):
            raise AccessError(self.env._("Raw reports are opened by credit officers. Ask one."))
        if not (purpose or '').strip():
            raise UserError(self.env._("Say what you need the raw report for; it is logged."))
        if not report.has_raw:
            raise UserError(self.env._(
                "The raw report is not here: the agent kept it outside, or its time is over."
            ))
        return self.sudo().create({
            'report_id': report.id, 'company_id': report.company_id.id,
            'partner_id': report.partner_id.id, 'report_name': report.name,
            'user_id': self.env.uid, 'purpose': purpose.strip(),
            'opened_at': fields.Datetime.now(),
        })

    def _content(self):
        """Return (media type, bytes) to the one who asked for it, for a few minutes."""
        self.ensure_one()
        is_own = self.user_id == self.env.user
        if not is_own or self.opened_at < fields.Datetime.now() - OPEN_FOR:
            raise AccessError(self.env._("Open the raw report from the report again."))
        report_sudo = self.sudo().report_id
        return report_sudo.payload_type, report_sudo._raw_payload()
