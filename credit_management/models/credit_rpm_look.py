from dataclasses import dataclass, replace
from datetime import timedelta

from odoo import api, models

from ..facts.bank_calendar import bank_calendars
from ..tools import rpm, rpm_days, rpm_plans
from ..tools.rpm_figures import was_due
from .credit_rpm_facts import FOR_GOOD

#: Items that are looked at and committed in one go.
BATCH = 1000


@dataclass
class Looked:
    """What a look at one item found: its row, the pure item, its state, marks and plan."""

    row: dict
    item: object
    state: object
    marks: list
    plan: object
    plan_id: int
    look_on: object


class CreditRpmItem(models.Model):
    """A look at items: where they stand in their plan today, and when to look again."""

    _inherit = 'credit.rpm.item'

    @api.model
    def _look(self, items, today=None):
        """Look at `items` now, closed ones too: after a step was done, a promise made.

        :param today: None: each company's own
        """
        self.env.flush_all()
        for root_sudo, own in items.sudo().grouped('company_id').items():
            ids = own.ids
            for start in range(0, len(ids), BATCH):
                self.sudo()._look_at(
                    root_sudo, ids[start:start + BATCH], today or root_sudo._credit_today())

    def _look_at(self, root, item_ids, today):
        """Look at some items of a company and write what came of it; a few queries for all."""
        self._write_looked(root, self._look_only(root, item_ids, today), today)

    def _look_only(self, root, item_ids, today):
        """Return what a look at some items finds, as `Looked`."""
        facts = self._facts_of(root, item_ids, today)
        plans = self._plans_of(root, [row for row, _item in facts])
        rest = bank_calendars(self.env, self.env.cr, [root.id])[root.id]
        least, large = root.credit_rpm_min_amount, root.credit_rpm_large_amount or None
        owners = self.env['credit.duty']._owners(root, self.env['credit.profile'].browse(
            {row['profile_id'] for row, _item in facts}), today)
        looked = []
        for row, item in facts:
            row['owners'] = owners
            plan_id = plans.get(row['id'])
            plan = self.env['credit.rpm.plan']._scaled(plan_id, row['grade']) if plan_id else None
            is_watched = rpm_plans.is_watched(
                row['is_first_sale'], float(row['amount']), large, row['grade'])
            item = replace(item, is_watched=is_watched)
            row['now_small'] = item.is_below(least)
            if plan and self._has_moved(row, plan):
                row['moved_on'] = today
            looked.append(self._stand(row, item, plan, plan_id, today, rest, least))
        return looked

    def _has_moved(self, row, plan):
        """Tell whether steps have other days than at the last look: another plan, another grade, or
        an item is small no longer."""
        if not row['plan_id'] or row['plan_grade'] is None:
            return False
        before = self.env['credit.rpm.plan']._scaled(row['plan_id'], row['plan_grade'])
        return before.steps != plan.steps or bool(row['is_small']) != row['now_small']

    def _stand(self, row, item, plan, plan_id, today, rest, least):
        """Return the `Looked` of one item."""
        if plan is None:
            is_closed = item.open is not None and item.open <= 0
            state = rpm.State('closed' if is_closed else 'unstarted')
            return Looked(row, item, state, [], None, None, None)
        marks = rpm.walk(item, plan, today, rest, least)
        state = rpm.standing(item, plan, today, marks)
        return Looked(
            row, item, state, marks, plan, plan_id, self._look_again_on(item, plan, state, marks, today))

    @staticmethod
    def _look_again_on(item, plan, state, marks, today):
        """Return the first day after `today` on which the answer may be another one; None: none."""
        if state.status == 'closed':
            return None
        # A paused step asks nobody, but its day may end what is asked of the papers.
        days = [mark.day for mark in marks if mark.outcome in ('coming', 'paused')]
        ends = (line.pause_ends(today) for line in item.lines)
        days += [end + timedelta(days=1) for end in ends if end and end != FOR_GOOD]
        days += [item.again_on, plan.start]
        return min((day for day in days if day is not None and day > today), default=None)

    # === WHICH PLAN === #

    def _plans_of(self, root, rows):
        """Return ``{item id: plan id}``: only of plans that have a first day.

        The full one for who is new, large or weak; else that of the segment, else the company's.
        """
        begun = self.env['credit.rpm.plan']._begun(root.id)
        if not begun:
            return {}
        full, usual = root.credit_rpm_full_plan_id.id, root.credit_rpm_plan_id.id
        profiles = {row['profile_id']: {
            'id': row['profile_id'], 'partner_id': row['partner_id'], 'company_id': root.id,
        } for row in rows}
        segments = self.env['credit.segment']._match(list(profiles.values()), 'rpm_plan')
        large, found = root.credit_rpm_large_amount, {}
        for row in rows:
            code = rpm_plans.plan_for(
                row['grade'], bool(row['is_first_sale']),
                bool(large) and float(row['amount']) >= large, 'usual')
            wanted = [full] if code == 'full' else []
            wanted += [segments.get(row['profile_id']), usual]
            plan_id = next((one for one in wanted if one in begun), None)
            if plan_id:
                found[row['id']] = plan_id
        return found

    # === WHOSE === #

    def _owner(self, row, role):
        """Return the id of the user who has `role` for an item's customer, or None."""
        return row['owners'].get((row['profile_id'], role))

    # === ROWS === #

    def _step_values(self, one, today):
        """Return what is to be done about a looked-at item, else what comes next.

        :return: ``{(line id or None, code): values}``
        """
        marks = [mark for mark in one.marks if mark.outcome in ('due', 'waiting')]
        if one.state.status in ('closed', 'unstarted'):
            marks = []
        elif not marks and one.state.next is not None:
            marks = [one.state.next]
        own = self.env['credit.rpm.plan']._step_ids(one.plan_id) if marks else {}
        return {(mark.line, mark.step.code): {
            'plan_step_id': own.get(mark.rung or mark.step.code), 'date': mark.date,
            'day': mark.day, 'status': mark.outcome, 'rung': mark.rung,
            'role': mark.step.role, 'channel': mark.step.channel,
            'user_id': self._owner(one.row, mark.step.role),
            'is_automatic': mark.step.is_automatic, 'is_demand': mark.step.is_demand,
            'amount': None if mark.amount is None else float(mark.amount),
            'deadline': self._deadline(one, mark, today),
            'again_on': one.item.again_on if mark.outcome == 'waiting' else None,
        } for mark in marks}

    @staticmethod
    def _deadline(one, mark, today):
        """Return the next day on which something gets worse: the next step of the same line."""
        return min((
            other.day for other in one.marks
            if other.outcome == 'coming' and other.day > today
            and (mark.line is None or other.line == mark.line)
        ), default=None)

    @staticmethod
    def _arrival(item):
        """Return the day the goods arrived, by the proof or by the usual days; None: unknown."""
        return rpm_days.arrival_day(item.delivered, item.dispatch, item.lead_days)

    @staticmethod
    def _mark_values(one, today):
        """Return the marks of steps that came due: what the figures are made of."""
        return [mark for mark in one.marks if was_due(mark, today)]
