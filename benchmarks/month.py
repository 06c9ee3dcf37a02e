"""A month of a company of 2,000 customers, day by day: how many people its touches need.

    python3 -m dev database bench_bare --no-demo
    python3 -m dev run -- python -m benchmarks.month bench_bare

Each working day money comes in, the night runs, and people close what is planned for them, with
outcomes as they come: who promises mostly pays on that day. Plans begin on the first day, so what is
late already is taken over in the first days; what is sold meanwhile falls due after the month. The
same seed gives the same month.
"""

import datetime as dt
import random
import statistics
import sys
import time

from freezegun import freeze_time
from odoo.fields import Command

from . import databases, desk, filled, machine, monitoring, ours, session

#: Working days that are played, people who contact customers, and what each of them can do.
DAYS, PEOPLE, CAPACITY = 22, 4, 40
#: Invoices of the two years before, all paid: who never bought before is followed more closely.
PAID = 72_000
#: Parts of claims, and the days after the due day within which they are paid by themselves.
HABITS = ((0.70, -5, 2), (0.92, 3, 12), (0.98, 13, 45), (1.0, 400, 400))
#: Parts of contacts, and what comes of them.
OUTCOMES = (
    (0.35, 'will_pay'), (0.70, 'no_answer'), (0.82, 'has_paid'), (0.90, 'call_back'),
    (0.96, 'wants_papers'), (1.0, 'disputes'))
#: Of those who promise, so many pay on that day.
KEPT = 0.75


def dealt(chance, choices):
    return next(choice for choice in choices if chance <= choice[0])


class Month:
    """The play: who pays when, and what people do on a day."""

    def __init__(self, registry, seed=1):
        self.registry, self.random = registry, random.Random(seed)
        self.pays, self.days = {}, []

    def begin(self, today):
        """Deal the day on which each open claim is paid."""
        with self.registry.cursor() as cr:
            cr.execute(
                """SELECT l.id, l.date_maturity FROM account_move_line l
                     JOIN account_account a ON a.id = l.account_id
                    WHERE a.account_type = 'asset_receivable' AND l.parent_state = 'posted'
                      AND l.amount_residual > 0 ORDER BY l.id""")
            for line, due in cr.fetchall():
                _part, first, last = dealt(self.random.random(), HABITS)
                day = due + dt.timedelta(days=self.random.randint(first, last))
                self.pays[line] = max(day, today + dt.timedelta(days=self.random.randint(1, 15)))

    def play(self, day):
        """Play one day; note what was planned, done and left over."""
        started = time.process_time()
        self.book(day)
        for model, root in (('credit.promise', True), ('credit.rpm.item', False)):
            monitoring.run(self.registry, lambda env, m=model, r=root: env[m].sudo()._night(
                env.company, *(() if r else (day,))))
        night = time.process_time() - started
        with self.registry.cursor() as cr:
            env = session.environment(cr)
            cr.execute(
                """SELECT user_id, count(*) FILTER (WHERE is_overflow IS NOT TRUE),
                          count(*) FILTER (WHERE is_overflow)
                     FROM credit_touch WHERE state = 'planned' AND day = %s GROUP BY 1""", [day])
            rows = cr.fetchall()
            done = [self.work(env, user_id) for user_id, planned, _over in rows if planned]
            cr.commit()
        self.days.append({
            'day': str(day), 'planned': [planned for _user, planned, _over in rows],
            'over': sum(over for _user, _planned, over in rows), 'done': sum(done), 'night': night})

    def work(self, env, user_id):
        """Let somebody close what is planned for him; return how much it was."""
        touches = env['credit.touch'].with_user(user_id)
        listed = touches.call_list()
        for one in listed:
            self.close(touches.browse(one['id']))
            env.cr.commit()
        return len(listed)

    def close(self, touch):
        today = touch.company_id._credit_today()
        if touch.kind == 'desk':
            return touch.close('decided', {'note': "Go on"})
        outcome = dealt(self.random.random(), OUTCOMES)[1]
        lines = touch.sudo().step_ids.move_line_id
        values = {}
        if outcome in ('will_pay', 'disputes') and not (
                lines and touch.amount > 0 and self.owed(touch) > 0):
            outcome = 'confirmed' if not lines else 'has_paid'
        if outcome == 'will_pay':
            day = today + dt.timedelta(days=self.random.randint(2, 8))
            values = {'amount': min(touch.amount, self.owed(touch)), 'said_on': str(day)}
            if self.random.random() < KEPT:
                self.pays.update(dict.fromkeys(lines.ids, day))
        elif outcome == 'disputes':
            reason = touch.env['credit.dispute.reason'].search([], limit=1)
            values = {'amount': touch.amount / 4, 'reason_id': reason.id}
        elif outcome == 'wants_papers':
            values = {'note': "The invoice once more"}
        elif outcome == 'has_paid':
            self.pays.update(dict.fromkeys(lines.ids, today + dt.timedelta(days=1)))
        return touch.close(outcome, values)

    def owed(self, touch):
        """Return what the customer owes in all, his credit notes taken off."""
        promises = touch.env['credit.promise'].sudo()
        profile = touch.profile_id.sudo()
        return sum(promises._open_lines(profile).get(profile.id, {}).values())

    def book(self, day):
        """Book what came in by `day`, a line a customer, and match it."""
        ids = sorted(line for line, when in self.pays.items() if when <= day)
        with self.registry.cursor() as cr:
            env = session.environment(cr)
            claims = env['account.move.line'].browse(ids).filtered(
                lambda line: line.amount_residual > 0)
            if claims:
                self.match(env, claims, day)
            cr.commit()
        for line in ids:
            del self.pays[line]

    def match(self, env, claims, day):
        bank = env['account.journal'].search([
            ('type', '=', 'bank'), ('company_id', '=', env.company.id)], limit=1)
        by_customer = claims.grouped('partner_id')
        entry = env['account.move'].create({
            'journal_id': bank.id, 'date': day, 'line_ids': [
                *(Command.create({
                    'account_id': own[0].account_id.id, 'partner_id': partner.id,
                    'balance': -sum(own.mapped('amount_residual')),
                }) for partner, own in by_customer.items()),
                Command.create({
                    'account_id': bank.default_account_id.id,
                    'balance': sum(claims.mapped('amount_residual'))}),
            ]})
        entry.action_post()
        money = entry.line_ids.filtered(
            lambda line: line.account_type == 'asset_receivable').grouped('partner_id')
        env['account.move.line']._reconcile_plan([
            own | money[partner] for partner, own in by_customer.items()])


def summary(month, customers):
    planned = [number for day in month.days for number in day['planned']]
    rest = [number for day in month.days[5:] for number in day['planned']]
    return {
        'customers': customers, 'people': PEOPLE, 'capacity': CAPACITY, 'days': len(month.days),
        'most': max(planned), 'median': statistics.median(planned),
        'median_later': statistics.median(rest), 'done': sum(day['done'] for day in month.days),
        'most_over': max(day['over'] for day in month.days),
        'over_days': sum(bool(day['over']) for day in month.days),
        'over_end': month.days[-1]['over'], 'by_day': month.days,
    }


def prepare(database):
    databases.install(database, [ours.MODULE])
    registry = session.open_registry(database)
    ours.make_profiles(registry)
    with registry.cursor() as cr:
        env = session.environment(cr)
        monitoring.begin(env, env.company._credit_today())
        env.company.credit_touch_capacity = CAPACITY
        desk.people(env, PEOPLE)
        cr.commit()
    monitoring.vacuum(registry)
    session.close()


def side(database, days):
    registry = session.open_registry(database)
    with registry.cursor() as cr:
        env = session.environment(cr)
        day = env.company._credit_today()
        customers = env['credit.profile'].search_count([])
    month = Month(registry)
    month.begin(day)
    with freeze_time(f'{day} 06:00:00') as frozen:
        while len(month.days) < days:
            if day.weekday() < 5:
                frozen.move_to(f'{day} 06:00:00')
                month.play(day)
                print(f"  {month.days[-1]} (load {machine.load()})", file=sys.stderr)
            day += dt.timedelta(days=1)
    return summary(month, customers)


def main():
    parser = filled.parser(__doc__)
    parser.add_argument('--days', type=int, default=DAYS)
    asked = parser.parse_args()
    filled.run(
        asked, prepare, lambda: side(asked.database, asked.days),
        lambda: [('monitoring-month', filled.measure('month', asked.database, 'month', paid=PAID))])


if __name__ == '__main__':
    main()
