import json

from odoo import api, models
from odoo.tools import SQL, split_every

from ..tools.bank_days import next_bank_day
from ..tools.rpm_items import Mark
from ..tools.rpm_plans import Step
from ..tools.touches import Work, gather

#: Customers that are planned at once.
BATCH = 1000
#: A plan is no news: nobody is told of each line of it.
QUIET = {'tracking_disable': True, 'mail_create_nosubscribe': True, 'mail_create_nolog': True}
#: What the plan says of a touch, again each night.
PLANNED = ('role', 'user_id', 'channel', 'codes', 'amount', 'score', 'deadline', 'day')
#: Outcomes whose next contact is not about what is late.
NOT_MONEY = ('wants_papers', 'call_back')


class CreditTouch(models.Model):
    """The night plans the day: what is due becomes contacts, in the order of what they bring.

    Whatever was planned and not done is planned again; what nobody needs any more goes. Running it
    twice changes nothing.
    """

    _inherit = 'credit.touch'

    @api.model
    def _plan(self, root, today):
        """Plan the touches of a root company for `today`, or the next working day.

        A generator: what was planned when it yields may be committed.
        """
        day = self._working_day(root, today)
        for profile_ids in split_every(BATCH, self._customers_to_plan(root, day), list):
            self._plan_customers(root, profile_ids, day)
            yield
        self._fit(root, day)

    @api.model
    def _working_day(self, root, today):
        return next_bank_day(today, *root._credit_rest()[root.id])

    def _customers_to_plan(self, root, day):
        """Return the ids of profiles with something due, or planned by `day`, ascending."""
        self._flush_plan()
        return [profile_id for (profile_id,) in self.env.execute_query(SQL(
            """SELECT profile_id FROM credit_rpm_step
                WHERE company_id = %(company)s AND status = 'due' AND day <= %(day)s
                  AND NOT COALESCE(is_automatic, false)
                UNION
               SELECT profile_id FROM credit_touch
                WHERE company_id = %(company)s AND state = 'planned' AND day <= %(day)s
                ORDER BY 1""", company=root.id, day=day,
        ))]

    def _flush_plan(self):
        for name in ('credit.rpm.item', 'credit.rpm.step', 'credit.rpm.plan.step', 'credit.touch'):
            self.env[name].flush_model()

    @api.model
    def _plan_customers(self, root, profile_ids, day, only_planned=False):
        """Plan the touches of some customers.

        :param bool only_planned: change what is planned already, add nothing: during the day
        """
        self._flush_plan()
        planned = self.sudo().search([
            ('profile_id', 'in', profile_ids), ('state', '=', 'planned'), ('day', '<=', day),
        ], order='profile_id, id')
        works, steps = self._works_due(profile_ids, day)
        asked, more = self._works_asked(planned, {work.customer for work in works}, day)
        works += more
        profiles = self.env['credit.profile'].sudo().browse(profile_ids)
        owners = self.env['credit.duty']._owners(root, profiles, day)
        found = {self._key(one.customer, one.kind, one.role): one
                 for one in gather(works, day, owners)}
        kept = self._one_each(planned, asked, found, day)
        ids = self._write_rows(root, {
            key: (one, kept.get(key)) for key, one in found.items()
            if key in kept or not only_planned
        }, day)
        self._link_steps(profile_ids, {
            steps[place]: touch_id for key, touch_id in ids.items() for work in found[key].works
            if (place := (work.item, work.mark.line, work.mark.step.code)) in steps
        })
        self.invalidate_model()

    @api.model
    def _tidy(self, root, today, profile_ids=None):
        """Plan again, by day, the customers of whom nothing is due any more that was planned."""
        self._flush_plan()
        day = self._working_day(root, today)
        stale = [profile_id for (profile_id,) in self.env.execute_query(SQL(
            """SELECT DISTINCT t.profile_id FROM credit_touch t
                WHERE t.company_id = %s AND t.state = 'planned' AND t.day <= %s
                  AND t.origin = 'plan' AND %s
                  AND NOT EXISTS (SELECT FROM credit_rpm_step s
                                   WHERE s.touch_id = t.id AND s.status = 'due')
                ORDER BY 1""", root.id, day,
            SQL("TRUE") if profile_ids is None else SQL("t.profile_id = ANY(%s)", profile_ids),
        ))]
        for part in split_every(BATCH, stale, list):
            self._plan_customers(root, part, day, only_planned=True)

    @staticmethod
    def _key(customer, kind, role):
        """Return what there is one of: a contact a customer, a desk's decision a customer and role."""
        return (customer, kind, role if kind == 'desk' else None)

    # === WHAT IS TO DO === #

    def _works_due(self, profile_ids, day):
        """Return the `Work` of steps that people do, and ``{(item, line, code): step id}``."""
        works, steps = [], {}
        for (
            step_id, profile_id, item, line, code, date, step_day, role, channel, amount, deadline,
            anchor, offset, days_late,
        ) in self.env.execute_query(SQL(
            """SELECT s.id, s.profile_id, s.item_id, s.move_line_id, s.code, s.date, s.day, s.role,
                      s.channel, s.amount,
                      LEAST(s.deadline, claim.safe_date, item.paused_until),
                      COALESCE(p.anchor, 'due'),
                      COALESCE(p."offset", 0),
                      GREATEST(COALESCE(%(day)s - l.date_maturity, 0), 0)
                 FROM credit_rpm_step s
                 JOIN credit_rpm_item item ON item.id = s.item_id
            LEFT JOIN credit_limitation claim ON claim.move_line_id = s.move_line_id
                  AND claim.safe_date >= %(day)s AND claim.pending_kind IS NULL
            LEFT JOIN credit_rpm_plan_step p ON p.id = s.plan_step_id
            LEFT JOIN account_move_line l ON l.id = s.move_line_id
                WHERE s.profile_id = ANY(%(profiles)s) AND s.status = 'due' AND s.day <= %(day)s
                  AND NOT COALESCE(s.is_automatic, false)
                ORDER BY s.id""", day=day, profiles=profile_ids,
        )):
            step = Step(code, anchor, offset, role or 'credit_officer', channel or 'phone')
            works.append(Work(
                profile_id, item, Mark(step, line, date, step_day, 'due', None, amount or 0),
                days_late, deadline=deadline))
            steps[item, line, code] = step_id
        return works, steps

    def _works_asked(self, planned, due, day):
        """Return what people planned and what follows from earlier contacts, and the `Work` of each.

        One of a kind, chosen before it is weighed, with the day it was planned for first: so it
        comes to the same when it is planned again. Their amount is what is late, unless steps of
        that customer ask for it anyway.
        """
        wanted = planned.filtered(lambda touch: touch.origin != 'plan').sorted(
            lambda touch: (not touch._is_fixed(day), touch.id))
        facts = wanted.profile_id._facts({'overdue_amount', 'overdue_days'}, as_of=day)
        asked, works = {}, []
        for touch in wanted:
            key = self._key(touch.profile_id.id, touch.kind, touch.role)
            figures = facts.get(touch.profile_id.id, {})
            amount = figures.get('overdue_amount') or 0
            is_about_money = touch.follows_id.outcome not in NOT_MONEY
            is_over = touch.origin == 'follow_up' and is_about_money and not amount
            if key in asked or (is_over and not touch.starts_at):
                continue
            asked[key] = touch
            step = Step('', 'due', 0, touch.role or 'credit_officer', touch.channel)
            first = touch.first_day or touch.day
            works.append(Work(
                touch.profile_id.id, f'touch {touch.id}',
                Mark(step, touch.id, first, first, 'due', None,
                     0 if touch.profile_id.id in due else amount),
                figures.get('overdue_days') or 0, deadline=day))
        return self.sudo().union(*asked.values()), works

    def _is_fixed(self, day):
        """Tell whether it is an appointment of `day`."""
        return bool(self.starts_at and self.day == day)

    # === WHAT IS PLANNED === #

    def _one_each(self, planned, asked, found, day):
        """Return ``{key: the touch that goes on}``; the others, and what nobody needs, go.

        :param asked: those of `planned` that people or earlier contacts still ask for
        """
        kept, useless = {}, self.sudo().browse()
        first = planned.sorted(lambda touch: (
            not touch._is_fixed(day), touch not in asked, touch.origin == 'plan', touch.id))
        for touch in first:
            key = self._key(touch.profile_id.id, touch.kind, touch.role)
            if key not in found or key in kept:
                useless |= touch
            else:
                kept[key] = touch
        useless.unlink()
        self.flush_model()
        return kept

    def _write_rows(self, root, rows, day):
        """Write ``{key: (as it is to be, touch that is there or None)}``; return ``{key: id}``."""
        ids, new, moved = {}, {}, []
        for key, (one, touch) in rows.items():
            values = {**self._values_of(root, one), 'day': day}
            if not touch:
                new[key] = {
                    **values, 'profile_id': one.customer, 'kind': one.kind, 'origin': 'plan'}
                continue
            ids[key] = touch.id
            if touch.is_handed_over and self._still_works(root, touch.user_id):
                del values['user_id']
            if touch.origin != 'plan':
                del values['channel']
            known = {name: touch._fields[name].convert_to_write(touch[name], touch)
                     for name in PLANNED}
            if any(known[name] != value for name, value in values.items()):
                moved.append((touch, {**known, **values}))
        self._write_moved(moved)
        made = self.sudo().with_context(**QUIET).create(list(new.values()))
        self.flush_model()
        return ids | dict(zip(new, made.ids, strict=True))

    def _write_moved(self, moved):
        """Write ``[(touch, its values by `PLANNED`)]`` of touches that are planned otherwise now."""
        for touch, values in moved:
            if touch.starts_at:
                touch.with_context(**QUIET).write(values)  # its appointment follows
        rows = [
            {'id': touch.id, **{name: None if value is False else value
                                for name, value in values.items()}}
            for touch, values in moved if not touch.starts_at]
        if rows:
            self.flush_model()
            self.env.cr.execute(SQL(
                """UPDATE credit_touch touch SET (%s) = ROW(%s)
                     FROM jsonb_populate_recordset(NULL::credit_touch, %s::jsonb) said
                    WHERE touch.id = said.id""",
                SQL(", ").join(SQL.identifier(name) for name in PLANNED),
                SQL(", ").join(SQL("said.%s", SQL.identifier(name)) for name in PLANNED),
                json.dumps(rows, default=str)))
            self.invalidate_model(PLANNED)

    def _still_works(self, root, user):
        """Tell whether somebody to whom a touch was handed over is still there."""
        return bool(self.env['credit.duty']._who_is_there(user, {}, root, {})) if user else False

    def _values_of(self, root, one):
        """Return what the plan says of a touch."""
        own = [work for work in one.works if work.mark.step.code]
        return {
            'role': one.role, 'user_id': one.owner or False, 'channel': one.lead.step.channel,
            'codes': ' '.join(sorted({work.mark.step.code for work in own}, key=_rung)) or False,
            'amount': root.currency_id.round(float(one.amount)), 'score': float(one.score),
            'deadline': min((work.deadline for work in own if work.deadline), default=False),
        }

    def _link_steps(self, profile_ids, touches):
        """Let the steps of some customers know their touch, by ``{step id: touch id}``."""
        self.env.cr.execute(SQL(
            """UPDATE credit_rpm_step s SET touch_id = n.touch_id
                 FROM credit_rpm_step o
            LEFT JOIN unnest(%s::int[], %s::int[]) AS n(step_id, touch_id) ON n.step_id = o.id
                WHERE s.id = o.id AND o.profile_id = ANY(%s)
                  AND s.touch_id IS DISTINCT FROM n.touch_id""",
            list(touches), list(touches.values()), profile_ids,
        ))
        self.env['credit.rpm.step'].invalidate_model(['touch_id'])

def _rung(code):
    """Order codes as ladders go: R2 before R10."""
    digits = code.lstrip('R')
    return (0, int(digits), '') if digits.isdigit() else (1, 0, code)
