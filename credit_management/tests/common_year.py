import os
from collections import defaultdict
from contextlib import nullcontext
from datetime import date, timedelta
from functools import partial

from freezegun import freeze_time
from odoo.sql_db import Savepoint
from odoo.tools import SQL

from .common_year_events import YearEvents
from .year_book import Book
from .year_danger import Danger
from .year_model import review_days
from .year_story import LEAD_DAYS, Money, chance, story

CUSTOMERS = int(os.environ.get('YEAR_CUSTOMERS', '10'))
DAYS = int(os.environ.get('YEAR_DAYS', '90'))
SEED = os.environ.get('YEAR_SEED', '2053')
#: Commit each day, as a company does: PostgreSQL counts and clears only what is committed. The database
#: is spent by it.
IS_KEPT = bool(os.environ.get('YEAR_KEEP'))
FIRST = date(2026, 1, 5)
#: Days of data before signals say anything, and days one counts after it was last seen.
HISTORY, EXPIRY = (90, 90) if DAYS > 240 else (25, 15)
#: The most that a customer's disputes take out of what is overdue.
CAP = 2000.0
#: Contacts a day of the one who makes them.
CAPACITY = max(CUSTOMERS // 8, 2)
#: Steps at which somebody talks with the customer about what is late.
ASKED = {'R7', 'R9', 'R10', 'R11', 'R12', 'R13', 'R14', 'R15'}


class YearCommon(YearEvents):
    """A company and its customers, and what people do on the days of a year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Nobody reads what documents say of themselves.
        cls.env = cls.env(context={
            **cls.env.context, 'tracking_disable': True, 'mail_create_nosubscribe': True})
        cls.use(cls.standard, cls.full)
        cls.company.write({
            'credit_rpm_lead_days': LEAD_DAYS, 'credit_dispute_has_cap': True,
            'credit_dispute_cap': CAP, 'credit_touch_capacity': CAPACITY,
            'credit_signals_since': FIRST,
        })
        cls.customers = story(SEED, CUSTOMERS, FIRST, DAYS)
        cls.sales = [sale for one in cls.customers for sale in one.sales]
        cls._make_customers()
        cls.claims, cls.documents, cls.invoices, cls.lines = {}, {}, {}, {}
        cls.promises, cls.disputes, cls.payments = defaultdict(list), {}, {}
        cls.books = {one.number: Book(review_days(one.grade or None), CAP)
                     for one in cls.customers}
        cls.dangers = {one.number: Danger(HISTORY, EXPIRY) for one in cls.customers}
        cls.env['credit.case.rule'].search([]).unlink()
        cls.env['credit.case.rule'].with_user(cls.manager).action_propose()
        for model in ('credit.duty', 'credit.collector', 'credit.signal.setting'):
            cls.env[model].search([]).unlink()
        cls.env['credit.signal.setting'].create({
            'company_id': cls.company.id, 'history_days': HISTORY, 'history_days_ds3': HISTORY,
            'expiry_days': EXPIRY})
        cls.product.invoice_policy = 'order'
        cls.bank = cls.env['account.journal'].search(
            [('type', '=', 'bank'), ('company_id', '=', cls.company.id)], limit=1)
        cls.reason = cls.env.ref('credit_management.credit_dispute_reason_quality')

    @classmethod
    def _make_customers(cls):
        partners = cls.env['res.partner'].create([
            {'name': f"Year {one.number}", 'is_company': True} for one in cls.customers])
        cls.payer = cls.env['res.partner'].create({'name': "Who pays for others"})
        cls.profiles = cls.env['credit.profile'].create([{
            'partner_id': partner.id, 'company_id': cls.company.id, 'credit_limit': 1e9,
            'grade': one.grade, 'user_id': cls.officer.id,
        } for one, partner in zip(cls.customers, partners, strict=True)])
        cls.partners = dict(zip((one.number for one in cls.customers), partners, strict=True))
        cls.numbers = {profile.id: one.number for one, profile in zip(
            cls.customers, cls.profiles, strict=True)}
        cls.profile_of = {number: cls.env['credit.profile'].browse(profile_id)
                          for profile_id, number in cls.numbers.items()}

    def on(self, day):
        """Let it be noon of `day` from now on: one clock for the whole year, since freezing it anew
        takes longer than what is done on it."""
        self.clock.move_to(f'{day} 12:00:00')
        return nullcontext()

    def play(self):
        """Live through the year: each morning as `morning` says, then what people do and what happens."""
        agenda = self._agenda()
        self.promised = defaultdict(list)
        with freeze_time(f'{FIRST} 12:00:00') as self.clock:
            for number in range(DAYS):
                today = FIRST + timedelta(days=number)
                self.on(today)
                self.morning(today, number)
                self._office(today)
                for act in self._acts():
                    rows = agenda[today].pop(act, [])
                    if act == self._pay:
                        rows += self.promised.pop(today, [])
                    if rows:
                        act(rows, today)
                self.env.flush_all()
                self.work(today)
                for book in self.books.values():
                    book.sleep(today)
                if IS_KEPT:
                    self._keep(number)

    def _keep(self, number):
        """Commit what the day left, past the guard of tests, and set the test's savepoint anew."""
        self.cr._cnx.commit()
        if number % 7 == 6:
            self.cr.execute("ANALYZE")
            self.cr._cnx.commit()
        savepoint = next(
            owner for function, *_rest in self._cleanups
            if isinstance(owner := getattr(function, '__self__', None), Savepoint))
        self.cr.execute(SQL("SAVEPOINT %s", SQL.identifier(savepoint.name)))

    def _acts(self):
        return (self._dispatch, self._bill, self._prove, self._pay, self._come_back, self._object,
                self._accept, self._answer, self._wish)

    def _agenda(self):
        """Return ``{day: {act: [what it is about]}}``."""
        agenda = defaultdict(lambda: defaultdict(list))
        for sale in self.sales:
            agenda[sale.dispatch][self._dispatch].append(sale)
            agenda[sale.billed][self._bill].append(sale)
            if sale.proof:
                agenda[sale.proof_known][self._prove].append(sale)
            for money in sale.payments:
                agenda[money.day][self._pay].append((sale, money))
                if money.back:
                    agenda[money.back][self._come_back].append((sale, money))
            if objection := sale.objection:
                agenda[objection.day][self._object].append(sale)
                agenda[objection.accept][self._accept].append(sale)
                agenda[objection.answered][self._answer].append(sale)
        for customer in self.customers:
            for day in customer.wishes:
                agenda[day][self._wish].append(customer)
        return agenda

    # === WHAT PEOPLE DO, on working days === #

    def _office(self, today):
        """Customers are called, then steps are done, each by its own dice."""
        if today.weekday() < 5:
            self._call(today)
        steps = self.env['credit.rpm.step'].search([
            ('profile_id', 'in', self.profiles.ids), ('status', '=', 'due')], order='id')
        by_item = {item: number for number, item in self._items().items()}
        done = [
            (step, by_item[step.item_id.id]) for step in steps
            if (today.weekday() < 5 or step.is_automatic)
            and chance(SEED, by_item[step.item_id.id], step.code, today) < 0.3]
        codes = [(number, step.code) for step, number in done]
        self.env['credit.rpm.step'].union(*(step for step, _number in done))._complete(
            'done', note="Served by courier", day=today)
        for number, code in codes:
            claim = self.claims[number]
            claim.do(code, today)
            if code == 'R14':
                self.books[claim.sale.customer].review(claim)
            self._maybe_promise(number, code, today)

    def _call(self, today):
        """Some of the day's contacts are made; who owes for long is often not reached."""
        for touch in self.env['credit.touch'].search([
            ('profile_id', 'in', self.profiles.ids), ('state', '=', 'planned'),
            ('kind', '=', 'contact'), ('day', '=', today), ('is_overflow', '=', False),
        ], order='id'):
            customer = self.customers[self.numbers[touch.profile_id.id]]
            if chance(SEED, 'call', customer.number, today) > 0.4:
                continue
            hides = customer.habit in ('never', 'worse', 'bounces')
            is_reached = chance(SEED, 'reached', customer.number, today) > (0.8 if hides else 0.3)
            touch._close('confirmed' if is_reached else 'no_answer')
            self.books[customer.number].told(today, is_reached)
            self.dangers[customer.number].tries.append((today, is_reached))

    def _maybe_promise(self, number, code, today):
        """Who is asked by somebody may promise, and keeps it, or a half of it, or nothing."""
        claim = self.claims[number]
        customer = claim.sale.customer
        if (self.customers[customer].habit != 'promises' or code not in ASKED or claim.vow
                or claim.open <= 0):
            return
        dice = partial(chance, SEED, 'promise', number, today)
        amount = claim.open if dice('all') < 0.6 else round(claim.open * 0.6, 2)
        day = today + timedelta(days=2 + int(dice('day') * 7))
        self.dangers[customer].vows.append(claim.promise(amount, day))
        self.promises[number].append(self.env['credit.promise'].with_user(self.officer)._make(
            self.profile_of[customer].with_user(self.officer), amount, day,
            self.lines[number]).id)
        kept = dice('kept')
        if kept < 0.7:
            self.promised[day].append((claim.sale, Money(
                day, amount if kept < 0.4 else round(amount / 2, 2))))

    # === WHAT IS THERE === #

    def _items(self):
        """Return ``{number of a sale: id of its item}``."""
        by_picking = {picking.id: number for number, picking in self.documents.items()}
        return {by_picking[picking]: item for item, picking in self._sql(
            "SELECT id, picking_id FROM credit_rpm_item WHERE profile_id = ANY(%s)")}

    def _sql(self, query):
        """Return the rows of a query about our customers."""
        self.env.flush_all()
        self.env.cr.execute(query, [self.profiles.ids])
        return self.env.cr.fetchall()
