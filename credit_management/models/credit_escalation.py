import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date, format_time

_logger = logging.getLogger(__name__)


class CreditHold(models.Model):
    """What happens when nobody decides in time: one level up, deadline by deadline.

    A missed deadline is acted upon once: `missed_at` is later than it from then on.
    """

    _inherit = 'credit.hold'

    escalated_from_id = fields.Many2one('res.users', string="Passed on from", readonly=True)
    escalated_at = fields.Datetime(string="Passed on at", readonly=True)
    escalation_text = fields.Char(string="Passed on", compute='_compute_escalation_text')
    ships_today = fields.Boolean(
        compute='_compute_ships_today', search='_search_ships_today',
        help="Or should have, by the calendar of the company.",
    )
    missed_at = fields.Datetime(
        readonly=True, help="When the last missed deadline was noticed; each is noticed once."
    )
    desk_error = fields.Char(
        readonly=True, help="Why the last try to pass it on, or to remind of it, stopped."
    )

    @api.depends('ship_date')
    def _compute_ships_today(self):
        for hold in self:
            company = hold.company_id
            hold.ships_today = bool(hold.ship_date) and (
                company._credit_day(hold.ship_date) <= company._credit_today()
            )

    def _search_ships_today(self, operator, value):
        if operator != 'in' or set(value) != {True}:
            return NotImplemented
        companies = self.env['res.company'].sudo().search([('parent_id', '=', False)])
        return Domain.OR(
            [('company_id', '=', company.id), ('ship_date', '<', company._credit_day_end())]
            for company in companies
        )

    @api.depends_context('lang', 'tz')
    @api.depends('escalated_from_id', 'escalated_at')
    def _compute_escalation_text(self):
        for hold in self:
            hold.escalation_text = hold.escalated_at and hold._say_escalation()

    def _say_escalation(self):
        since = self._credit_moment_text(self.escalated_at)
        if not self.escalated_from_id:
            return self.env._("passed on at %(time)s", time=since)
        return self.env._(
            "from %(person)s since %(time)s", person=self.escalated_from_id.name, time=since
        )

    @api.model
    def _credit_moment_text(self, moment):
        """Print a moment on the reader's own clock, without the day where that is today."""
        local, now = (
            fields.Datetime.context_timestamp(self, each)
            for each in (moment, fields.Datetime.now())
        )
        hour = format_time(self.env, local.time(), time_format='HH:mm')
        if local.date() == now.date():
            return hour
        return f'{format_date(self.env, local.date())} {hour}'

    # === THE CRON === #

    @api.model
    def _cron_escalate(self):
        """Pass on what nobody decided in time, and remind of missing second signatures."""
        units = [(hold_id, '_escalate') for hold_id in self._missed_deadlines()]
        units += [(hold_id, '_remind_signature') for hold_id in self._missing_signatures()]
        cron = self.env['ir.cron']
        cron._commit_progress(remaining=len(units))
        for hold_id, step in units:
            self._desk_unit(hold_id, step)
            if not cron._commit_progress(1):
                break

    def _desk_unit(self, hold_id, step):
        """Do one unit by itself: what fails is noted on its hold and does not stop the others."""
        # Who decides it at this very moment has it locked; the next run sees what became of it.
        hold = self.browse(hold_id).try_lock_for_update()
        try:
            with self.env.cr.savepoint():
                if hold:
                    getattr(hold, step)()
                    hold.desk_error = False
                    self.env['credit.failure']._settle('desk', hold)
        except Exception as error:  # noqa: BLE001 - one bad hold must not stop the others
            _logger.exception("%s of hold %s failed", step, hold_id)
            hold.desk_error = f'{type(error).__name__}: {error}'[:500]
            self.env['credit.failure']._note('desk', hold, hold.desk_error)

    def _missed_deadlines(self):
        """Return the ids of open holds whose deadline was missed and not acted upon yet."""
        self.flush_model()
        return [hold_id for (hold_id,) in self.env.execute_query(SQL(
            """SELECT hold.id FROM credit_hold hold
                 JOIN res_company company ON company.id = hold.company_id
                WHERE hold.state = 'open' AND hold.decide_by < %s
                  AND (hold.missed_at IS NULL OR hold.missed_at < hold.decide_by)
                  AND company.credit_mode <> 'off'
                ORDER BY hold.desk_error IS NOT NULL, hold.decide_by, hold.id LIMIT 500""",
            fields.Datetime.now(),
        ))]

    # === ONE LEVEL UP === #

    def _escalate(self):
        """Hand over to the next person above; nobody there: it stays, marked late."""
        self.ensure_one()
        missed, now = self.decide_by, fields.Datetime.now()
        if self.state != 'open' or not missed or missed >= now or (
            self.missed_at and self.missed_at >= missed
        ):
            return
        above = self.env['credit.authority']._next_above(self)
        self.write({'missed_at': now, 'snooze_until': False})
        self._track_set_log_message(self.env._("Nobody decided in time."))
        payload = {'missed': missed, 'from': self.user_id.id or None, 'to': above.id or None}
        if above:
            self._hand_over(
                above, late=True, escalated_from_id=self.user_id.id, escalated_at=now,
                decide_by=self._decide_by(),
            )
        else:
            self._hand_over(self.user_id, late=True)
        self._log('escalate', {**payload, 'decide_by': self.decide_by})

    def _hand_over(self, user, late=False, **values):
        """Put the hold on `user`'s desk and take it off the one before; he is told."""
        self.ensure_one()
        if user != self.user_id:
            values = {'escalated_from_id': False, 'escalated_at': False, **values}
        # The activity tells him, as he wants it told.
        self.with_context(mail_auto_subscribe_no_notify=True).write({'user_id': user.id, **values})
        self.activity_ids.unlink()
        self._tell_owner(late)

    def _is_above(self, amount, currency):
        """Tell whether the held document is larger than `amount` in `currency`."""
        self.ensure_one()
        own = self.currency_id or self.company_currency_id
        total = own._convert(
            self.total, currency, self.company_id, self.company_id._credit_today()
        )
        return currency.compare_amounts(total, amount) > 0
