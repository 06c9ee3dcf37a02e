from odoo import api, fields, models
from odoo.tools import SQL

#: What makes a customer be scored before the night.
EVENTS = {'report_imported', 'danger_changed'}


class CreditScoreDue(models.Model):
    """Whose figures changed by something that does not wait for the night."""

    _name = 'credit.score.due'
    _description = "Customer to Be Scored"
    _log_access = False

    profile_id = fields.Many2one('credit.profile', required=True, index=True, ondelete='cascade')

    @api.model
    def _append(self, profiles):
        """Note customers and wake the worker; who is there twice is scored once."""
        self.env.cr.execute(SQL(
            "INSERT INTO credit_score_due (profile_id) SELECT unnest(%s)", profiles.ids))
        self.env.ref('credit_management.credit_score_cron').sudo()._trigger()
