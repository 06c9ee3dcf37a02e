from odoo import fields, models

#: What each person chooses about mails on credit, in his preferences.
CHOICES = [
    'credit_digest', 'credit_mail_late', 'credit_mail_stop', 'credit_mail_large',
    'credit_mail_above',
]


class ResUsers(models.Model):
    _inherit = 'res.users'

    credit_digest = fields.Boolean(
        default=True,
        help="One mail in the morning and one before the daily cut-off, if something waits for"
        " you.",
    )
    credit_mail_late = fields.Boolean(
        string="What Is Late", default=True,
        help="A mail at once when a hold that nobody decided in time comes to you.",
    )
    credit_mail_stop = fields.Boolean(
        string="Stops", default=True,
        help="A mail at once when an order of yours to decide may only go on with two signatures.",
    )
    credit_mail_large = fields.Boolean(
        string="Large Orders", help="A mail at once when an order above this amount is held."
    )
    credit_mail_above = fields.Monetary(
        string="Above", currency_field='credit_currency_id', help="In your company's currency.",
    )
    credit_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Credit Currency", related_sudo=True
    )

    @property
    def SELF_READABLE_FIELDS(self):  # noqa: N802
        return super().SELF_READABLE_FIELDS + [*CHOICES, 'credit_currency_id']

    @property
    def SELF_WRITEABLE_FIELDS(self):  # noqa: N802
        return super().SELF_WRITEABLE_FIELDS + CHOICES

    def _credit_wants_mail(self, hold, late=False):
        """Tell whether this person is mailed about `hold` at once; else his digest says it."""
        self.ensure_one()
        if hold.company_id._credit_mode_now() != 'enforce':
            return False  # report-only mails nobody
        return (
            late and self.credit_mail_late
            or hold.verdict == 'stop' and self.credit_mail_stop
            or self.credit_mail_large and hold._is_above(
                self.credit_mail_above, self.credit_currency_id
            )
        )
