from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.bank_days import next_bank_day
from ..tools.touches import again_on, outcomes_of

#: What a caller may say of a touch that it closes; the rest goes to what follows from it.
SAID = ('note', 'channel', 'contact_id')


class CreditTouch(models.Model):
    """What comes of a contact: one call closes all its lines, and what follows opens by itself.

    Each thing that an outcome opens has a method `_follow_<what>`, which its own part extends.
    """

    _inherit = 'credit.touch'

    # === CLOSED === #

    def _close(self, outcome, **values):
        """Close a planned touch; the caller has checked who does it.

        :param outcome: a key of `tools.touches.outcomes_of(kind)`
        :param values: `note`, `channel`, `contact_id`; `step_ids`: the steps that it was about
            (default all; the others come again); `line_ids`: maturity lines talked about (default
            those of the steps); `next_on`: the day of the next try; `amount`, `said_on`: what the
            customer pays when, or disputes; all else goes to the follow-up
        """
        self.ensure_one()
        touch_sudo = self.sudo()
        follow, today = touch_sudo._checked_outcome(outcome, values)
        steps = touch_sudo._steps_closed(values)
        lines = self.env['account.move.line'].sudo().browse(values.get('line_ids') or [])
        next_on = touch_sudo._next_day(outcome, today, values.get('next_on'))
        touch_sudo.write({
            **{name: values[name] for name in SAID if values.get(name)},
            'state': 'done', 'is_overflow': False, 'outcome': outcome, 'next_on': next_on,
            'said_amount': values.get('amount') or 0.0, 'said_on': values.get('said_on') or False,
            'line_ids': [fields.Command.set((lines or steps.move_line_id).ids)],
            'done_at': fields.Datetime.now(), 'done_on': today, 'done_by_id': self.env.uid,
        })
        (touch_sudo.step_ids - steps).touch_id = False
        said = touch_sudo._steps_said(steps, values) if follow.closes else steps.browse()
        if said:
            said._complete(outcome, touch=touch_sudo, note=values.get('note'), day=today)
        if next_on and (left := (steps - said).exists()):
            left._again(next_on)
        touch_sudo._plan_next(next_on)
        if follow.opens:
            getattr(self, f'_follow_{follow.opens}')({**values, 'line_ids': touch_sudo.line_ids.ids})
        return True

    def _checked_outcome(self, outcome, values):
        """Return (what follows, the company's day) after checking what is said."""
        self.lock_for_update()
        self.invalidate_recordset(['state'])
        self._check_planned()
        outcomes, today = outcomes_of(self.kind), self.company_id._credit_today()
        self.env['credit.asked']._choice('outcome', outcome, tuple(outcomes))
        if outcome == 'will_pay':
            if not values.get('said_on') or self.currency_id.compare_amounts(
                    values.get('amount') or 0.0, 0.0) <= 0:
                raise UserError(self.env._(
                    "A customer who will pay says how much and when: give an amount and a day."))
            if values['said_on'] < today:
                raise UserError(self.env._(
                    "%(day)s is over. Say on which day the customer will pay.",
                    day=format_date(self.env, values['said_on'])))
        if outcome == 'has_paid' and values.get('said_on') and values['said_on'] > today:
            raise UserError(self.env._(
                "%(day)s is still to come: who will pay then promises it.",
                day=format_date(self.env, values['said_on'])))
        if outcome == 'wants_papers' and not (
                values.get('papers') or (values.get('note') or '').strip()):
            raise UserError(self.env._("Say which papers are wanted: tick them, or note them."))
        if outcome == 'disputes' and not values.get('reason_id'):
            raise UserError(self.env._(
                "A dispute has a reason, by which somebody settles it. Choose one."))
        if outcome == 'decided' and not (values.get('note') or '').strip():
            raise UserError(self.env._("Say what was decided: it is kept with the steps."))
        return outcomes[outcome], today

    def _steps_closed(self, values):
        """Return the steps of this touch that were dealt with."""
        if values.get('step_ids') is None:
            return self.step_ids
        return self.step_ids.filtered(lambda step: step.id in values['step_ids'])

    def _steps_said(self, steps, values):
        """Return those of `steps` that a contact does: a letter's wait for their letter.

        A visit with a report does those for which one stands.
        """
        paper = steps._takes_paper()
        if self.channel == 'visit' and (values.get('note') or '').strip():
            paper = paper.filtered(lambda step: 'visit_report' not in (
                step.plan_step_id.evidence_ids.mapped('code')))
        return steps - paper

    def _next_day(self, outcome, today, wanted):
        """Return the working day of the next try, or False."""
        rest = self.company_id._credit_rest()[self.company_id.id]
        if wanted:
            if wanted <= today:
                raise UserError(self.env._(
                    "The next try is after today; %(day)s is not.",
                    day=format_date(self.env, wanted)))
            return next_bank_day(wanted, *rest)
        return again_on(outcome, today, rest, outcomes_of(self.kind)) or False

    def _plan_next(self, next_on):
        """Plan the next contact, unless the customer is contacted on that day anyway."""
        if not next_on:
            return
        if not self.search_count([
            ('profile_id', '=', self.profile_id.id), ('state', '=', 'planned'),
            ('day', '=', next_on), ('kind', '=', self.kind),
            *([('role', '=', self.role)] if self.kind == 'desk' else []),
        ], limit=1):
            self.create({
                'profile_id': self.profile_id.id, 'kind': self.kind, 'role': self.role,
                'day': next_on, 'user_id': self.user_id.id or self.env.uid, 'origin': 'follow_up',
                'channel': self.channel, 'contact_id': self.contact_id.id,
                'amount': self.amount, 'follows_id': self.id,
                'is_handed_over': self.is_handed_over,
            })

    # === WHAT FOLLOWS: each extended by the part that it is about === #

    def _follow_promise(self, values):
        """The customer will pay `amount` on `said_on` for `line_ids`."""

    def _follow_dispute(self, values):
        """The customer disputes `amount` of `line_ids`."""

    def _follow_bank_slip(self, values):
        """The customer says that he has paid."""

    def _follow_papers(self, values):
        """The customer wants papers of `line_ids`."""

    def _follow_repayment_plan(self, values):
        """The customer cannot pay at once."""

    def _follow_case(self, values):
        """The customer refuses to pay."""

    def _unfollow(self):
        """Take back what the outcome of this touch opened."""

    # === TAKEN BACK === #

    def take_back(self, reason):
        """Take a wrong outcome back on the day on which it was noted; both stay, with the reason.

        What was closed is to be done again, today. Who noted it may, and a credit officer.

        :param str reason: kept with the touch
        :return: the id of the touch that is planned again
        """
        self.ensure_one()
        self._check_may_work()
        if not self.env['credit.asked']._text('reason', reason or '').strip():
            raise UserError(self.env._("Say why the outcome is wrong: the reason is kept."))
        return self.sudo()._take_back(reason.strip()).id

    def _take_back(self, reason):
        self.lock_for_update()
        self.invalidate_recordset(['state', 'undone_at'])
        today = self.company_id._credit_today()
        if self.state != 'done' or self.undone_at:
            raise UserError(self.env._("There is no outcome to take back: %(touch)s.",
                                       touch=self.display_name))
        if self.done_on != today:
            raise UserError(self.env._(
                "%(touch)s was closed on %(day)s; an outcome is taken back on the same day only."
                " Plan another contact instead.", touch=self.display_name,
                day=format_date(self.env, self.done_on)))
        self.write({
            'undone_at': fields.Datetime.now(), 'undone_by_id': self.env.uid,
            'undone_reason': reason})
        self.search([('follows_id', '=', self.id), ('state', '=', 'planned')]).unlink()
        self._unfollow()
        self._withdraw_done(today)
        again = self._planned_again()
        self._plan_customers(self.company_id, self.profile_id.ids, again.day, only_planned=True)
        return again

    def _planned_again(self):
        """Return the touch that takes the place of this one, as it was planned."""
        twin = self.search([
            ('profile_id', '=', self.profile_id.id), ('state', '=', 'planned'),
            ('day', '=', self.day), ('kind', '=', self.kind),
            *([('role', '=', self.role)] if self.kind == 'desk' else [])], limit=1)
        return twin or self.create({
            'profile_id': self.profile_id.id, 'kind': self.kind, 'role': self.role, 'day': self.day,
            'user_id': self.user_id.id, 'origin': 'hand', 'channel': self.channel,
            'contact_id': self.contact_id.id, 'purpose': self.purpose, 'amount': self.amount,
            'first_day': self.first_day, 'is_handed_over': self.is_handed_over,
        })

    def _withdraw_done(self, today):
        """Let the steps that this touch closed, or put off, be due again."""
        put_off = self.step_ids.item_id
        put_off.again_on = False
        self.done_ids._withdraw(today)
        put_off._look(put_off, today)
