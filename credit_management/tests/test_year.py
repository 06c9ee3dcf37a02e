"""A year of a company, day by day, beside a model written from the specification alone.

`YEAR_CUSTOMERS=300 YEAR_DAYS=365` plays a whole one; without them a short one is played.
"""

import os
from collections import defaultdict
from datetime import date, timedelta
from functools import partial
from unittest.mock import patch

from odoo.tests import tagged

from ..models import credit_case_night, credit_promise_outcome, credit_signal_look
from .common_rpm import RpmCommon
from .year_model import Book, Claim, Danger, review_days
from .year_story import LEAD_DAYS, chance, story

CUSTOMERS = int(os.environ.get('YEAR_CUSTOMERS', '8'))
DAYS = int(os.environ.get('YEAR_DAYS', '80'))
SEED = os.environ.get('YEAR_SEED', '2026')
FIRST = date(2026, 1, 5)
#: Steps at which somebody talks with the customer about what is late.
ASKED = {'R7', 'R9', 'R10', 'R11', 'R12', 'R13', 'R14', 'R15'}


#: Whose nights come before that of monitoring, in their order.
MODELS = ('credit.promise', 'credit.case', 'credit.signal')


@tagged('post_install', '-at_install')
class TestYear(RpmCommon):
    """Each morning what is to be done is what the model says, however often the night ran."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.use(cls.standard, cls.full)
        cls.company.credit_rpm_lead_days = LEAD_DAYS
        cls.customers = story(SEED, CUSTOMERS, FIRST, DAYS)
        cls.partners = {one.number: cls._customer_of(one) for one in cls.customers}
        cls.profiles = cls.env['credit.profile'].search([
            ('partner_id', 'in', [one.id for one in cls.partners.values()])])
        cls.claims, cls.documents = {}, {}
        cls.books = {
            one.number: Book([], review_days(one.grade or None)) for one in cls.customers}
        cls.env['credit.case.rule'].search([]).unlink()
        cls.env['credit.case.rule'].with_user(cls.manager).action_propose()
        cls.dangers = {one.number: Danger() for one in cls.customers}
        # Of the signals promises alone count: a broken one is what the story knows.
        cls.company.credit_signals_since = FIRST
        cls.env['credit.signal.setting'].search([]).unlink()
        cls.env['credit.signal.setting'].create({
            'company_id': cls.company.id, 'history_days': 0, 'weight_ds2': 15,
            **{f'weight_ds{number}': 0 for number in (1, *range(3, 11))}})
        cls.sales = [sale for one in cls.customers for sale in one.sales]
        cls.product.invoice_policy = 'order'

    @classmethod
    def _customer_of(cls, one):
        partner = cls.env['res.partner'].create({'name': f"Year {one.number}", 'is_company': True})
        cls._profile(partner, 1e9, grade=one.grade)
        return partner

    def test_every_morning_is_as_the_specification_has_it(self):
        days = defaultdict(list)
        for sale in self.sales:
            days[sale.dispatch].append((self._dispatch, sale, None))
            days[sale.billed].append((self._bill, sale, None))
            if sale.proof:
                days[sale.proof_known].append((self._prove, sale, None))
            for day, amount in sale.payments:
                days[day].append((self._pay, sale, amount))
        self.promised = defaultdict(list)
        self.vows = defaultdict(self.env['credit.promise'].browse)
        compared = 0
        for number in range(DAYS):
            today = FIRST + timedelta(days=number)
            self._night(today, number)
            compared += self._compare(today)
            self._compare_cases(today)
            self._compare_danger(today)
            self._office(today)
            for act, sale, amount in days[today]:
                act(sale, today, amount)
            for sale, amount in self.promised.pop(today, ()):
                self._pay(sale, today, amount)
            self.work(today)
        self.assertGreater(compared, DAYS)

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
        with self.on(today):
            self.company.credit_signals_on = False
            for model in MODELS:
                for _batch in self.env[model].sudo()._night(self.company):
                    pass
        self.night(today)

    def _stopped_night(self, today, parts):
        """Let each night end after some part, in parts as small as may be."""
        with self.on(today), patch.object(credit_promise_outcome, 'BATCH', 2), \
                patch.object(credit_case_night, 'BATCH', 2), \
                patch.object(credit_case_night, 'CUSTOMERS', 2), \
                patch.object(credit_signal_look, 'BATCH', 2):
            self.company.credit_signals_on = False
            nights = [self.env[model].sudo()._night(self.company) for model in MODELS]
            for night in (*nights, self.items._night(self.company, today)):
                for part, _done in enumerate(night):
                    if part == parts:
                        break

    def _step_rows(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT item_id, move_line_id, code, status, day, amount, id FROM credit_rpm_step"
            " WHERE profile_id = ANY(%s) ORDER BY 1, 2, 3", [self.profiles.ids])
        return self.env.cr.fetchall()

    def _rows(self):
        """Return all that a night may write, to compare."""
        rows = self._step_rows()
        for query in (
            "SELECT id, state, decided_on, paid FROM credit_promise",
            "SELECT id, state, amount, next_action, next_action_on FROM credit_case",
            "SELECT id, code, state, value, first_seen, last_seen FROM credit_signal",
            "SELECT id, kind, day FROM credit_signal_change",
            "SELECT id, kind, day FROM credit_case_action",
        ):
            self.env.cr.execute(f"{query} WHERE profile_id = ANY(%s) ORDER BY id",
                                [self.profiles.ids])
            rows += self.env.cr.fetchall()
        return rows

    def _compare(self, today):
        rows = defaultdict(list)
        for item, _line, code, status, day, _amount, _id in self._step_rows():
            rows[item].append((code, status, day))
        for number, claim in self.claims.items():
            claim.wake(today)
            item = self.item_of(self.documents[number])
            found = rows.pop(item.id, [])
            due = {code for code, status, _day in found if status == 'due'}
            following = None if due else min((day for _code, _status, day in found), default=None)
            wanted = claim.stand(today)
            self.assertEqual(
                (due, following), wanted,
                f"{today}: {claim.sale}, grade {claim.grade}, {claim.plan}, done {claim.done}")
            self.assertEqual(item.state, 'open' if claim.is_open else 'closed')
            self.assertEqual(
                [vow.state for vow in self.vows[number].sorted('id')],
                [vow.state for vow in claim.vows], f"{today}: promises of {claim.sale}")
        self.assertFalse(rows, f"{today}: steps of nothing that was sold")
        return len(self.claims)

    def _compare_cases(self, today):
        for number, book in self.books.items():
            book.wake(today)
            cases = self.env['credit.case'].search([
                ('profile_id.partner_id', '=', self.partners[number].id)])
            self.assertEqual(len(cases), book.count, f"{today}: cases of {self.customers[number]}")
            current = cases.filtered(lambda case: case.state == 'open')
            wanted = {claim.sale.invoice for claim in book.open or ()}
            self.assertEqual(set(current.line_ids.move_id), wanted, f"{today}")

    def _compare_danger(self, today):
        for number, danger in self.dangers.items():
            danger.wake(today)
            profile = self.profiles.filtered(
                lambda one, number=number: one.partner_id == self.partners[number])
            signal = self.env['credit.signal'].search([
                ('profile_id', '=', profile.id), ('code', '=', 'DS2'), ('state', '=', 'active')])
            wanted = danger.level(today)
            self.assertEqual(
                (profile.danger_level or 'normal', bool(signal)), (wanted, wanted == 'watch'),
                f"{today}: danger of {self.customers[number]}, {danger.vows}")

    # === WHAT PEOPLE DO === #

    def _office(self, today):
        """Steps are done on some days, each by its own dice; by people on working days only."""
        steps = self.env['credit.rpm.step'].search([
            ('profile_id', 'in', self.profiles.ids), ('status', '=', 'due')], order='id')
        by_item = {self.item_of(self.documents[number]).id: number for number in self.claims}
        for step in steps:
            number, code = by_item[step.item_id.id], step.code
            if today.weekday() >= 5 and not step.is_automatic:
                continue
            if chance(SEED, number, code, today) < 0.35:
                self.claims[number].do(code, today)
                with self.on(today):
                    step._complete('done', day=today)
                    self._maybe_promise(number, code, today)

    def _maybe_promise(self, number, code, today):
        """Who is asked by somebody may promise, and keeps it, or a half of it, or nothing."""
        claim = self.claims[number]
        habit = self.customers[claim.sale.customer].habit
        if habit != 'promises' or code not in ASKED or claim.vow or claim.open <= 0:
            return
        dice = partial(chance, SEED, 'promise', number, today)
        amount = claim.open if dice('all') < 0.6 else round(claim.open * 0.6, 2)
        day = today + timedelta(days=2 + int(dice('day') * 7))
        self.dangers[claim.sale.customer].vows.append(claim.promise(amount, day))
        self.vows[number] |= self.env['credit.promise'].with_user(self.officer)._make(
            self.profiles.filtered(
                lambda one: one.partner_id == self.partners[claim.sale.customer]
            ).with_user(self.officer), amount, day, claim.sale.invoice.line_ids.filtered(
                lambda line: line.account_type == 'asset_receivable'))
        kept = dice('kept')
        if kept < 0.7:
            self.promised[day].append((claim.sale, amount if kept < 0.4 else round(amount / 2, 2)))

    # === WHAT HAPPENS === #

    def _dispatch(self, sale, today, _amount):
        order = self.sell(today, 1, sale.amount, self.partners[sale.customer])
        self.documents[sale.number] = self.deliver(order, today)
        customer = self.customers[sale.customer]
        claim = Claim(sale, customer.grade or None, is_first=sale is customer.sales[0])
        self.claims[sale.number] = claim
        self.books[sale.customer].claims.append(claim)

    def _bill(self, sale, today, _amount):
        order = self.documents[sale.number].sale_id
        sale.invoice = self.bill(order, today, due=sale.due)
        self.claims[sale.number].bill()

    def _prove(self, sale, today, _amount):
        with self.on(today):
            self.env['credit.delivery.proof'].create({
                'picking_id': self.documents[sale.number].id, 'date': sale.proof,
                'signer': "Gate 2"})
        self.claims[sale.number].proof = sale.proof

    def _pay(self, sale, today, amount):
        claim = self.claims[sale.number]
        if claim.open > 0:
            self.pay(sale.invoice, today, amount)
            claim.pay(amount)

