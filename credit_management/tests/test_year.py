"""A year of a company, day by day, beside a model written from the specification alone.

`YEAR_CUSTOMERS=300 YEAR_DAYS=365` plays a whole one; without them a short one is played.
"""

import logging
from collections import defaultdict
from unittest.mock import patch

from odoo.tests import tagged

from ..models import (
    credit_case_night,
    credit_dispute_answer,
    credit_promise_outcome,
    credit_signal_night,
    credit_touch_plan,
)
from .common_year import CAPACITY, DAYS, YearCommon
from .year_model import working

_logger = logging.getLogger(__name__)
#: Whose nights come before that of monitoring, in their order.
MODELS = ('credit.promise', 'credit.case', 'credit.signal')


@tagged('post_install', '-at_install')
class TestYear(YearCommon):
    """Each morning what is to be done is what the model says, however often the night ran."""

    def test_every_morning_is_as_the_specification_has_it(self):
        self.seen = defaultdict(int)
        self.told = defaultdict(int)
        self.play()
        self.assertGreater(self.seen['steps'], DAYS)
        _logger.info("Played %s days: %s", DAYS, dict(self.seen))

    def morning(self, today, number):
        self._night(today, number)
        for book in self.books.values():
            for claim in book.claims:
                claim.wake(today)
            book.wake(today)
            for claim in book.claims:
                claim.due, claim.next_on = claim.stand(today)
        self._compare_steps(today)
        self._compare_promises(today)
        self._compare_disputes(today)
        self._compare_cases(today)
        self._compare_danger(today)
        self._compare_touches(today)
        if today.day == 1:
            _logger.info("%s: %s", today, dict(self.seen))

    # === NIGHTS === #

    def _night(self, today, number):
        """Run the night: once, twice, or stopped after some part and gone on with."""
        if number % 3 == 1:
            self._stopped_night(today, number % 4)
        self._whole_night(today)
        if number % 3 == 2:
            before = self._rows()
            self._whole_night(today)
            self.assertEqual(self._rows(), before, f"{today}: twice is not once")

    def _whole_night(self, today):
        self.company.credit_signals_on = False
        for model in MODELS:
            for _batch in self.env[model].sudo()._night(self.company):
                pass
        self.night(today)

    def _stopped_night(self, today, parts):
        """Let each night end after some part, in parts as small as may be."""
        with patch.object(credit_promise_outcome, 'BATCH', 2), \
                patch.object(credit_dispute_answer, 'BATCH', 1), \
                patch.object(credit_case_night, 'BATCH', 2), \
                patch.object(credit_case_night, 'CUSTOMERS', 2), \
                patch.object(credit_touch_plan, 'BATCH', 2), \
                patch.object(credit_signal_night, 'BATCH', 2):
            self.company.credit_signals_on = False
            nights = [self.env[model].sudo()._night(self.company) for model in MODELS]
            for night in (*nights, self.items._night(self.company, today)):
                for part, _done in enumerate(night):
                    if part == parts:
                        break

    def _rows(self):
        """Return all that a night may write, to compare."""
        return [self._sql(f"{query} WHERE profile_id = ANY(%s) ORDER BY id") for query in (
            "SELECT id, item_id, move_line_id, code, status, day, amount FROM credit_rpm_step",
            "SELECT id, state, decided_on, paid FROM credit_promise",
            "SELECT id, state, resolution, resolved_on, credited FROM credit_dispute",
            "SELECT id, state, amount, next_action, next_action_on FROM credit_case",
            "SELECT id, kind, day FROM credit_case_action",
            "SELECT id, code, state, value, first_seen, last_seen FROM credit_signal",
            "SELECT id, kind, day FROM credit_signal_change",
            "SELECT id, day, kind, role, codes, amount, score, is_overflow, user_id FROM credit_touch",
        )]

    # === COMPARED === #

    def _same(self, found, wanted, *about):
        """Assert; what it is about is written only where it differs, since that takes long."""
        if found != wanted:
            self.assertEqual(found, wanted, ' | '.join(map(str, about)))

    def _compare_steps(self, today):
        rows = defaultdict(set)
        for item, code in self._sql(
                "SELECT item_id, code FROM credit_rpm_step WHERE status = 'due'"
                " AND profile_id = ANY(%s)"):
            rows[item].add(code)
        stands = {item: stand for item, *stand in self._sql(
            "SELECT id, state, next_on FROM credit_rpm_item WHERE profile_id = ANY(%s)")}
        items = self._items()
        for number, claim in self.claims.items():
            due = rows.pop(items[number], set())
            state, next_on = stands[items[number]]
            self._same((due, None if due else next_on), (claim.due, claim.next_on), today, claim)
            self._same(state, 'open' if claim.is_open else 'closed', today, claim)
        self.assertFalse(rows, f"{today}: steps of nothing that was sold")
        self.seen['steps'] += len(self.claims)

    def _compare_promises(self, today):
        states = dict(self._sql("SELECT id, state FROM credit_promise WHERE profile_id = ANY(%s)"))
        for number, ids in self.promises.items():
            claim = self.claims[number]
            self._same(
                [states[one] for one in ids], [vow.state for vow in claim.vows], today, claim)
        self.seen['promises'] = len(states)

    def _compare_disputes(self, today):
        """What became of each, and what is late of each customer without them."""
        rows = {one: (state, credited or 0.0) for one, state, credited in self._sql(
            "SELECT id, COALESCE(resolution, state), credited FROM credit_dispute"
            " WHERE profile_id = ANY(%s)")}
        for number, record in self.disputes.items():
            claim = self.claims[number]
            self._same(
                rows[record.id], (claim.dispute.state, claim.dispute.credited), today, claim)
        facts = self.profiles._facts({'overdue_amount'}, as_of=today)
        for profile_id, figures in facts.items():
            book = self.books[self.numbers[profile_id]]
            self._same(round(figures['overdue_amount'], 2), book.overdue(today), today, book)
        self.seen['disputes'] = len(rows)

    def _compare_cases(self, today):
        counts, lines = defaultdict(int), defaultdict(set)
        for profile_id, state, line in self._sql(
                "SELECT c.profile_id, c.state, ARRAY_REMOVE(ARRAY_AGG(rel.line_id), NULL)"
                " FROM credit_case c LEFT JOIN credit_case_line_rel rel ON rel.case_id = c.id"
                " WHERE c.profile_id = ANY(%s) GROUP BY c.id"):
            counts[self.numbers[profile_id]] += 1
            if state == 'open':
                lines[self.numbers[profile_id]] |= set(line)
        for number, book in self.books.items():
            wanted = {self.lines[claim.sale.number].id for claim in book.open or ()}
            self._same((counts[number], lines[number]), (book.count, wanted), today, book)
        self.seen['cases'] = sum(counts.values())

    def _compare_danger(self, today):
        signs, news = defaultdict(dict), defaultdict(list)
        for profile_id, code, state, *figures in self._sql(
                "SELECT profile_id, code, state, first_seen, last_seen, value, expires_on"
                " FROM credit_signal WHERE profile_id = ANY(%s)"):
            signs[self.numbers[profile_id]][code] = (state, *figures)
        for profile_id, *change in self._sql(
                "SELECT profile_id, day, code, CASE kind WHEN 'level' THEN level ELSE kind END"
                " FROM credit_signal_change WHERE kind IN ('new', 'back', 'expired', 'level')"
                " AND profile_id = ANY(%s) ORDER BY id"):
            news[self.numbers[profile_id]].append(tuple(change))
        for profile_id, score, level in self._sql(
                "SELECT id, danger_score, danger_level FROM credit_profile WHERE id = ANY(%s)"):
            number = self.numbers[profile_id]
            danger = self.dangers[number]
            danger.wake(today)
            for code, sign in danger.signs.items():
                state, first, last, value, expires = signs[number].pop(code, (None,) * 5)
                self._same(
                    (state, first, last, expires),
                    ('active' if danger.is_on(code, today) else 'expired', sign.first, sign.last,
                     danger.expires(code)), today, code, value, danger)
                if abs(float(value) - sign.value) > 0.0001:
                    self._same(value, sign.value, today, code, danger)
            self._same(signs[number], {}, today, danger)
            self._same((score or 0, level), (danger.score, danger.level), today, danger)
            self._same(
                sorted(map(str, news[number])), sorted(map(str, danger.news)), today, danger)
            for _day, code, kind in danger.news[self.told[number]:]:
                self.seen[f'{code or "level"} {kind}'] += 1
            self.told[number] = len(danger.news)

    def _compare_touches(self, today):
        """One contact a customer, one decision a desk; what is more than the day holds is said so."""
        found, over = defaultdict(dict), 0
        for profile_id, kind, role, codes, day, is_overflow in self._sql(
                "SELECT profile_id, kind, role, codes, day, is_overflow FROM credit_touch"
                " WHERE state = 'planned' AND profile_id = ANY(%s)"):
            own, key = found[self.numbers[profile_id]], None if kind == 'contact' else role
            self.assertNotIn(key, own, f"{today}: two touches of one customer")
            self.assertEqual(day, working(today))
            own[key] = set(codes.split()) if codes else set()
            over += bool(is_overflow)
        wanted = {number: book.touches(today) for number, book in self.books.items()}
        for number, touches in wanted.items():
            if self.books[number].is_over and touches.get(None) == set() and None not in found[number]:
                del touches[None]
                self.books[number].follows = False
            self._same(found[number], touches, today, self.books[number])
        count = sum(map(len, wanted.values()))
        self.assertEqual(over, max(count - CAPACITY, 0), f"{today}")
        self.seen['touches'] += count
        self.seen['overflow'] += over
