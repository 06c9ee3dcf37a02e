from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..facts.bank_calendar import bank_calendars
from ..tools import deadlines
from .res_company import INTERNAL


class ResCompany(models.Model):
    """The company's own clock and calendar: the same for whoever asks, wherever he is."""

    _inherit = 'res.company'

    credit_has_cutoff = fields.Boolean(
        string="Daily Cut-off", default=True, groups=INTERNAL,
        help="After it nothing more leaves today: what ships is decided before.",
    )
    credit_cutoff = fields.Float(string="Cut-off Time", default=14.0, groups=INTERNAL)

    @api.constrains('credit_cutoff')
    def _check_credit_cutoff(self):
        for company in self:
            if not 0 <= company.credit_cutoff < 24:
                raise ValidationError(self.env._(
                    "A cut-off of %(hours)s hours is no time of day; give one between 00:00 and"
                    " 23:59.", hours=company.credit_cutoff,
                ))

    # === CLOCK === #

    def _credit_zone(self):
        """Return the time zone of the company's calendar."""
        self.ensure_one()
        root_sudo = self.sudo().root_id
        return ZoneInfo(root_sudo.resource_calendar_id.tz or root_sudo.partner_id.tz or 'UTC')

    def _credit_day(self, moment):
        """Return the company's calendar day of `moment` (naive UTC)."""
        return deadlines.local_day(moment, self._credit_zone())

    def _credit_day_start(self, day):
        """Return the moment at which `day` begins by the company's clock."""
        return deadlines.at(day, 0.0, self._credit_zone())

    def _credit_day_end(self):
        """Return the moment at which the company's day of today ends."""
        tomorrow = self._credit_today() + timedelta(days=1)
        return deadlines.at(tomorrow, 0.0, self._credit_zone())

    @api.model
    def _credit_zone_sql(self, company):
        """Return SQL of `_credit_zone` for the root company whose id is the SQL `company`.

        All zones are read once a query, not once a row.
        """
        return SQL(
            """((SELECT jsonb_object_agg(company.id, COALESCE(calendar.tz, partner.tz, 'UTC'))
                   FROM res_company company
                   JOIN res_partner partner ON partner.id = company.partner_id
              LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id
                  WHERE company.parent_id IS NULL) ->> (%s)::text)""", company,
            to_flush=(
                self._fields['resource_calendar_id'], self.env['res.partner']._fields['tz'],
                self.env['resource.calendar']._fields['tz'],
            ),
        )

    @api.model
    def _credit_today_sql(self, company):
        """Return SQL of `_credit_today` for the root company whose id is the SQL `company`."""
        return SQL(
            "(%s::timestamp AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", fields.Datetime.now(),
            self._credit_zone_sql(company))

    # === CALENDAR === #

    def _credit_rest(self):
        """Return ``{company id: (rest weekdays, holidays)}``."""
        for name in ('calendar', 'calendar.attendance', 'calendar.leaves'):
            self.env[f'resource.{name}'].flush_model()
        self.flush_model(['resource_calendar_id'])
        return bank_calendars(self.env, self.env.cr, self.ids)

    def _credit_cutoff_hour(self):
        """Return the local hour of the daily cut-off, or None where there is none."""
        self.ensure_one()
        root_sudo = self.sudo().root_id
        return root_sudo.credit_cutoff if root_sudo.credit_has_cutoff else None

    def _credit_next_cutoff(self):
        """Return the moment of the next cut-off, or None."""
        root_sudo, hour = self.sudo().root_id, self._credit_cutoff_hour()
        if hour is None:
            return None
        rest = root_sudo._credit_rest()[root_sudo.id]
        return deadlines.next_at(fields.Datetime.now(), hour, self._credit_zone(), rest)

    # === DEADLINES === #

    def _credit_decide_by(self, ship_date=False):
        """Return until when somebody should decide: so many working hours, and before it ships.

        :param datetime ship_date: when the goods are promised to leave
        """
        root_sudo, now = self.sudo().root_id, fields.Datetime.now()
        planned = root_sudo._credit_plan_hours(now)
        if not ship_date or ship_date <= now:
            return planned
        return min(planned, root_sudo._credit_before_shipping(ship_date, now))

    def _credit_plan_hours(self, now):
        hours = self.credit_decide_hours if self.credit_decide_hours > 0 else 4.0
        calendar = self.resource_calendar_id
        # A holiday for all calendars is one of a company: not of every company.
        planned = calendar and calendar.plan_hours(hours, now, compute_leaves=True, domain=[
            ('time_type', '=', 'leave'), ('company_id', 'in', (False, self.id)),
        ])
        return planned or now + timedelta(hours=hours)

    def _credit_before_shipping(self, ship_date, now):
        """Return the cut-off before `ship_date`; where that is over, the shipping itself."""
        hour = self._credit_cutoff_hour()
        if hour is None:
            return ship_date
        rest = self._credit_rest()[self.id]
        cutoff = deadlines.last_at(ship_date, hour, self._credit_zone(), rest)
        return cutoff if cutoff and cutoff > now else ship_date
