from datetime import date, timedelta
from random import Random

from freezegun import freeze_time
from odoo.tests import tagged

from ..tools.limitation_laws import LAWS
from .dispute_common import DisputeCommon
from .limitation_common import LimitationCommon, noon

#: Stories of each kind; a seed that failed once is worth keeping.
SEEDS = (3, 8)


@tagged('post_install', '-at_install')
class TestPromisesAddUp(DisputeCommon):
    """Kept, broken, open and cancelled amounts are what was promised (domain.md, appendix B 14)."""

    def test_whatever_happens_what_was_promised_adds_up(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self._story(Random(seed))

    def _story(self, rng):
        bills = [self._invoice(rng.choice((700.0, 1500.0)), due=-rng.randint(1, 60))
                 for _bill in range(3)]
        self.promises, self.received = self.env['credit.promise'], 0.0
        start = self.env.cr.now().replace(hour=12, tzinfo=None)
        for days in range(0, 42, 3):
            with freeze_time(start + timedelta(days=days)):
                self.today = self.company._credit_today()
                for act in rng.sample((self._promise, self._pay_some, self._cancel), 2):
                    act(rng, bills)
                self.env['credit.promise']._settle(self.profile, self.today)
                self._check(days)
        self.assertTrue({'kept', 'broken'} & set(self.promises.mapped('state')))

    def _promise(self, rng, bills):
        """Take a promise about some lines or any; it takes the place of those of its lines."""
        lines = self.env['account.move.line'].union(*(
            self._receivable(bill) for bill in rng.sample(bills, rng.randint(0, 2))
            if bill.amount_residual))
        left = sum(lines.mapped('amount_residual')) or sum(bill.amount_residual for bill in bills)
        amount = round(left * rng.choice((0.2, 0.5, 1.0)), 2)
        if amount > 0:
            self.promises |= self.promise(
                amount, rng.randint(0, 8), lines, instead=True, user=self.manager).sudo()

    def _pay_some(self, rng, bills):
        bill = rng.choice(bills)
        amount = round(bill.amount_residual * rng.choice((0.3, 0.6, 1.0)), 2)
        if amount > 0:
            self.pay(amount, bill)
            self.received += amount

    def _cancel(self, rng, _bills):
        running = self.promises.filtered(lambda one: one.state == 'open')
        if running:
            rng.choice(running).with_user(self.manager).cancel("Misheard")

    def _check(self, day):
        promises = self.promises
        promises.invalidate_recordset()
        of = promises.grouped('state')

        def amount(state, name='amount'):
            return sum(of.get(state, self.promises.browse()).mapped(name))
        kept = sum(promises.mapped('kept_amount'))
        broken = sum(promises.mapped('matured_amount')) - kept
        self.assertAlmostEqual(
            kept + broken + amount('open') + amount('cancelled'), sum(promises.mapped('amount')),
            2, f"day {day}")
        self.assertAlmostEqual(kept, amount('kept'), 2)
        self.assertAlmostEqual(
            broken, amount('broken') + amount('partial') + amount('replaced'), 2)
        # No money keeps two promises.
        self.assertLessEqual(sum(promises.mapped('paid')), self.received + 0.01)
        before = promises.read(['state', 'paid', 'missing', 'matured_amount', 'kept_amount'])
        self.env['credit.promise']._settle(self.profile, self.today)
        promises.invalidate_recordset()
        self.assertEqual(promises.read(
            ['state', 'paid', 'missing', 'matured_amount', 'kept_amount']), before)


@tagged('post_install', '-at_install')
class TestLastSafeDayOnlyRises(LimitationCommon):
    """The last safe day moves by listed events with their evidence alone, never to an earlier day
    but by withdrawing one, and after expiry by what revives alone (domain.md, appendix B 6)."""

    def test_whatever_happens_the_last_safe_day_never_falls(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self._story(Random(seed))

    def _story(self, rng):
        lines = [self._claim(date(2026, month, 28)) for month in (1, 6)]
        day, known = date(2026, 7, 1), {}
        with freeze_time(noon(day.year, day.month, day.day)):
            known = self._safe(lines)
            first = dict(known)
        for _step in range(10):
            day += timedelta(days=rng.choice((30, 200, 400, 700)))
            with freeze_time(noon(day.year, day.month, day.day)):
                line, kind = rng.choice(lines), rng.choice(sorted(LAWS['CN'].events))
                codes = self.complete(kind) if rng.random() < 0.7 else ()
                runs = self.row(line).pending_kind
                event = self.event(kind, day, line, codes)
                now = self._safe(lines)
                self._check(line, kind, day, codes, known, now, runs)
                if rng.random() < 0.2:
                    event.withdraw("Never happened")
                    now = self._safe(lines)
                    self.assertEqual(now, known, "what is withdrawn never was")
                known = now
        self.assertNotEqual(known, first)

    def _safe(self, lines):
        self.env.flush_all()
        return {line: self.safe(line) for line in lines}

    def _check(self, line, kind, day, codes, before, now, runs):
        told = f"{kind} on {day}, {codes}: {before[line]} → {now[line]}"
        for one in now:
            self.assertGreaterEqual(now[one], before[one], told)
            if one != line:
                self.assertEqual(now[one], before[one], told)
        if not codes:
            self.assertEqual(now[line], before[line], told)
        # Whatever its day says, a claim in a procedure has not expired.
        if not runs and day > before[line] and LAWS['CN'].events[kind].revives is None:
            self.assertEqual(now[line], before[line], told)
