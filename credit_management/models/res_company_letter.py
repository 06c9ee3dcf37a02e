from odoo import fields, models

from ..tools.contact_rules import RULES, Rules
from .res_company import INTERNAL

WEEKDAYS = {'weekend': frozenset({5, 6}), 'friday': frozenset({4, 5}), 'none': frozenset()}


class ResCompany(models.Model):
    """How often and on which days a company writes to its customers."""

    _inherit = 'res.company'

    credit_mails_a_day = fields.Integer(
        string="Mails a Day", default=RULES.mails_a_day, groups=INTERNAL,
        help="So many at most to one customer on one day.")
    credit_reminder_days = fields.Integer(
        string="Days Between Reminders", default=RULES.reminder_days, groups=INTERNAL,
        help="One reminder at most in so many running days.")
    credit_quiet_weekdays = fields.Selection(
        selection=[
            ('calendar', "Rest days and holidays of the working hours"),
            ('weekend', "Saturday and Sunday"), ('friday', "Friday and Saturday"),
            ('none', "None"),
        ],
        string="Quiet Weekdays", default='calendar', required=True, groups=INTERNAL,
        help="On these days no letter leaves by mail.")
    credit_quiet_day_ids = fields.One2many(
        'credit.quiet.day', 'company_id', string="Quiet Days", groups=INTERNAL)

    _credit_mails_positive = models.Constraint(
        'CHECK (credit_mails_a_day > 0 AND credit_reminder_days > 0)',
        "At least one mail a day, and one day between reminders.")

    def _credit_contact_rules(self):
        """Return the `contact_rules.Rules` of the root company."""
        self.ensure_one()
        root_sudo = self.sudo().root_id
        rest, holidays = root_sudo._credit_rest()[root_sudo.id]
        by_calendar = root_sudo.credit_quiet_weekdays == 'calendar'
        days = set(holidays) if by_calendar else set()
        for quiet in root_sudo.credit_quiet_day_ids.sudo():
            length = (quiet.date_to - quiet.date_from).days
            days |= {fields.Date.add(quiet.date_from, days=ahead) for ahead in range(length + 1)}
        return Rules(
            mails_a_day=root_sudo.credit_mails_a_day, reminder_days=root_sudo.credit_reminder_days,
            weekdays=frozenset(rest) if by_calendar else WEEKDAYS[root_sudo.credit_quiet_weekdays],
            days=frozenset(days),
        )
