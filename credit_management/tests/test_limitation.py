from datetime import date, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models import credit_limitation_night
from .limitation_common import FILE, LimitationCommon, noon


@tagged('post_install', '-at_install')
class TestLimitation(LimitationCommon):
    """O-LM through the models: by line, by events with evidence, in words."""

    def test_three_years_from_the_due_date(self):
        line = self._claim(date(2026, 6, 30))
        self.assertEqual(self.safe(line), date(2029, 6, 30))
        row = self.row(line)
        self.assertEqual(
            (row.arguable_date, row.start_date, row.letter_on, row.act_on, row.amount),
            (date(2029, 6, 30), date(2026, 6, 30), date(2028, 6, 30), date(2028, 6, 30), 1000.0))
        self.assertEqual(
            row.explanation,
            "3 years from 06/30/2026; nothing with complete evidence moved it.")

    def test_a_demand_that_arrived_begins_it_anew(self):
        with freeze_time(noon(2027, 4, 1)):
            line, other = self._claim(date(2026, 6, 30)), self._claim(date(2026, 7, 31))
            self.event('demand_delivered', date(2027, 3, 15), line,
                       ('document', 'arrival_proof'))
            self.assertEqual(self.safe(line), date(2030, 3, 15))
            self.assertEqual(self.safe(other), date(2029, 7, 31))
            self.assertEqual(
                self.row(line).explanation,
                "Demand that arrived of 03/15/2027 moved it: 3 years from then.")

    def test_a_leap_day_ends_on_the_month_s_last(self):
        with freeze_time(noon(2028, 3, 1)):
            line = self._claim(date(2026, 6, 30))
            self.event('acknowledged', date(2028, 2, 29), line, ('letter',))
            self.assertEqual(self.safe(line), date(2031, 2, 28))

    def test_without_evidence_it_could_be_argued_and_what_is_missing_is_named(self):
        with freeze_time(noon(2027, 4, 1)):
            line = self._claim(date(2026, 6, 30))
            event = self.event('demand_sent', date(2027, 3, 15), line, ('content', 'address'))
            self.assertEqual(self.safe(line), date(2029, 6, 30))
            row = self.row(line)
            self.assertEqual(row.arguable_date, date(2030, 3, 15))
            self.assertEqual((row.missing, row.missing_text), ('carrier_no', "Courier number"))
            self.assertIn("could be argued until 03/15/2030", row.explanation)
            self.env['credit.limitation.paper'].with_user(self.officer).create({
                'event_id': event.id, 'file': FILE,
                'evidence_ids': [Command.set(self.evidence['carrier_no'].ids)]})
            self.assertEqual(self.safe(line), date(2030, 3, 15))
            self.assertFalse(self.row(line).missing)

    def test_a_suit_keeps_the_claim_and_its_ruling_begins_it_anew(self):
        with freeze_time(noon(2030, 1, 1)):
            line = self._claim(date(2026, 6, 30))
            event = self.event('lawsuit', date(2029, 5, 1), line, ('filing_receipt',))
            self.safe(line)
            row = self.row(line)
            self.assertEqual((row.level, row.act_on, row.letter_on), (
                'court', date(2030, 5, 1), False))
            self.assertIn("keeps the claim alive", row.explanation)
            self.env['credit.limitation.paper'].create({
                'event_id': event.id, 'file': FILE, 'ended_on': date(2029, 12, 1),
                'evidence_ids': [Command.set(self.evidence['ruling'].ids)]})
            self.assertEqual(self.safe(line), date(2032, 12, 1))
            self.assertIn("which ended on 12/01/2029", self.row(line).explanation)

    def test_after_expiry_only_a_promise_revives(self):
        with freeze_time(noon(2030, 2, 1)):
            line = self._claim(date(2026, 6, 30))
            self.event('demand_delivered', date(2029, 7, 1), line,
                       self.complete('demand_delivered'))
            self.assertEqual(self.safe(line), date(2029, 6, 30))
            self.assertEqual(self.row(line).level, 'expired')
            self.event('acknowledged', date(2030, 1, 15), line, ('letter',))
            self.assertEqual(self.safe(line), date(2033, 1, 15))

    def test_instalments_are_one_debt_in_china_and_not_elsewhere(self):
        term = self.env['account.payment.term'].create({'name': "Two", 'line_ids': [
            Command.create({'value': 'percent', 'value_amount': 50, 'nb_days': days})
            for days in (30, 90)]})
        move = self._invoice(1000.0, post=False, invoice_payment_term_id=term.id)
        move.action_post()
        lines = move.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')
        first, last = lines.sorted('date_maturity')
        three = lambda line: line.date_maturity.replace(year=line.date_maturity.year + 3)  # noqa: E731
        self.assertEqual(self.safe(first), three(last))
        self.company.credit_limitation_law_id = self.env.ref(
            'credit_management.credit_limitation_law_eu')
        self.assertEqual(self.safe(first), three(first))

    # === EVENTS THAT PEOPLE WROTE === #

    def test_what_was_written_never_changes_and_is_withdrawn_with_a_reason(self):
        with freeze_time(noon(2027, 4, 1)):
            line = self._claim(date(2026, 6, 30))
            event = self.event('acknowledged', date(2027, 3, 15), line, ('letter',))
            for act in (
                lambda: event.write({'date': date(2027, 4, 1)}), event.unlink,
                lambda: event.withdraw(" "),
                lambda: event.paper_ids.write({'file': False}),
            ):
                with self.assertRaises(UserError):
                    act()
            with self.assertRaises(AccessError):
                event.with_user(self.auditor).withdraw("no")
            self.assertEqual(self.safe(line), date(2030, 3, 15))
            event.paper_ids.withdraw("another customer's letter")
            self.assertEqual(self.safe(line), date(2029, 6, 30))
            self.assertEqual(self.row(line).arguable_date, date(2030, 3, 15))
            event.withdraw("it was about other goods")
            self.safe(line)
            self.assertEqual(self.row(line).arguable_date, date(2029, 6, 30))
            self.assertEqual(
                (event.withdrawn_by_id, event.withdrawn_reason),
                (self.officer, "it was about other goods"))

    def test_an_event_is_about_claims_on_its_customer(self):
        other = self.env['res.partner'].create({'name': "Bolt", 'is_company': True})
        foreign, own = self._claim(date(2026, 6, 30), partner=other), self._claim(date(2026, 6, 30))
        today = self.company._credit_today()
        for lines, day, words in (
            (foreign, today, "no posted claim on"), (own.browse(), today, "which claims"),
            (own.move_id.invoice_line_ids, today, "no posted claim on"),
            (own, today + timedelta(days=1), "still to come"),
        ):
            with self.assertRaisesRegex(ValidationError, words), self.env.cr.savepoint():
                self.event('acknowledged', day, lines, ('letter',))

    def test_a_paper_says_what_it_shows(self):
        line = self._claim(date(2026, 6, 30))
        event = self.event('acknowledged', date(2026, 7, 1), line)
        for values, words in (
            ({'evidence_ids': []}, "what .* shows"),
            ({'ended_on': date(2026, 6, 1)}, "cannot have ended"),
        ):
            with self.assertRaisesRegex(ValidationError, words), self.env.cr.savepoint():
                self.env['credit.limitation.paper'].with_user(self.officer).create({
                    'event_id': event.id, 'file': FILE, 'file_name': "x.pdf",
                    'evidence_ids': [Command.set(self.evidence['letter'].ids)], **values})

    def test_the_server_says_who_wrote(self):
        line = self._claim(date(2026, 6, 30))
        event = self.env['credit.limitation.event'].with_user(self.officer).create({
            'profile_id': self.profile.id, 'kind': 'acknowledged', 'date': date(2026, 7, 1),
            'line_ids': [Command.set(line.ids)], 'user_id': self.manager.id,
            'withdrawn_at': '2026-01-01 12:00:00', 'documents': "none"})
        self.assertEqual((event.user_id, event.withdrawn_at), (self.officer, False))
        court = self.env['credit.court.event'].with_user(self.officer).with_context(
            default_user_id=self.manager.id, default_withdrawn_at='2026-01-01 12:00:00',
            default_bureau_key='X:1', default_kind='suit_filed',
        ).create({'profile_id': self.profile.id, 'date': date(2026, 7, 1)})
        self.assertEqual(
            (court.user_id, court.withdrawn_at, court.bureau_key, court.kind),
            (self.officer, False, False, 'suit_filed'))
        self.assertEqual(event.documents, line.move_id.name)

    # === LEVELS === #

    def test_levels_come_nearer(self):
        line = self._claim(date(2026, 6, 30))
        self.safe(line)
        end = date(2029, 6, 30)
        for day, level in (
            (date(2028, 6, 29), 'calm'), (date(2028, 6, 30), 'letter'),
            (end - timedelta(days=181), 'letter'), (end - timedelta(days=180), 'first'),
            (end - timedelta(days=90), 'second'), (end - timedelta(days=30), 'last'),
            (end, 'last'), (end + timedelta(days=1), 'expired'),
        ):
            with freeze_time(noon(day.year, day.month, day.day)), self.subTest(day=day):
                row = self.row(line)
                row.invalidate_recordset()
                self.assertEqual(row.level, level)
                self.assertEqual(row.days_left, (end - day).days)
                own = [('id', '=', row.id)]
                self.assertEqual(self.claims.search([*own, ('level', '=', level)]), row)
                self.assertFalse(self.claims.search([*own, ('level', '!=', level)]))

    # === NIGHT === #

    def test_what_is_paid_is_no_claim_any_more(self):
        line = self._claim(date(2026, 6, 30))
        self.safe(line)
        self._pay(line.move_id)
        self.assertFalse(self.safe(line))
        self.assertFalse(self.row(line))

    def test_events_mark_and_the_worker_looks(self):
        line = self._claim(date(2026, 6, 30))
        marks = self.env['credit.limitation.mark']
        self.assertTrue(marks.search([('profile_id', '=', self.profile.id)]))
        with patch.object(
            self.env.registry['ir.cron'], '_commit_progress', lambda *a, **kw: 1.0
        ):
            self.claims.sudo()._cron_count()
        self.assertFalse(marks.search([]))
        self.assertEqual(self.row(line).safe_date, date(2029, 6, 30))

    def test_a_debt_that_is_never_due_stops_nobody(self):
        never, line = self._claim(date(9999, 12, 31)), self._claim(date(2026, 6, 30))
        self.assertEqual(self.safe(line), date(2029, 6, 30))
        self.assertEqual(self.row(never).safe_date, date.max)

    def test_a_customer_who_cannot_be_counted_keeps_from_no_other(self):
        lines = self.env['account.move.line']
        for number in range(3):
            partner = self.env['res.partner'].create({'name': f"C{number}", 'is_company': True})
            self._profile(partner, 10.0)
            lines |= self._claim(date(2026, 6, 30), partner=partner)
        bad = lines[1]
        count_row = type(self.claims)._row

        def row(claims, line, *args):
            if line['id'] == bad.id:
                raise ZeroDivisionError("bad")
            return count_row(claims, line, *args)

        failures = self.env['credit.failure']
        profiles = self.env['credit.profile']._of_partners(lines.partner_id, self.company)
        with patch.object(type(self.claims), '_row', row), mute_logger(
            'odoo.addons.credit_management.models.credit_failure'
        ):
            self.claims.sudo()._count_each(profiles.sudo(), self.company._credit_today())
        self.assertEqual(
            self.claims.search([('move_line_id', 'in', lines.ids)]).move_line_id, lines - bad)
        failure = failures.search([('work', '=', 'limitation'), ('res_model', '=', 'credit.profile')])
        self.assertEqual(failure.res_id, profiles.filtered(
            lambda one: one.partner_id == bad.partner_id).id)
        self.claims.sudo()._count_each(profiles.sudo(), self.company._credit_today())
        self.assertFalse(failure.exists())
        self.assertTrue(self.row(bad))

    def test_the_night_stops_anywhere_and_a_second_run_changes_nothing(self):
        lines = self.env['account.move.line']
        for number in range(5):
            partner = self.env['res.partner'].create({'name': f"C{number}", 'is_company': True})
            self._profile(partner, 10.0)
            lines |= self._claim(date(2026, 6, 30), partner=partner)
        self.company._credit_limitation_again()
        self.claims.search([]).sudo().unlink()
        with patch.object(credit_limitation_night, 'BATCH', 2):
            parts = 0
            while self.company.credit_limitation_counted_on != self.company._credit_today():
                night = self.claims.sudo()._count_company(self.company)
                next(night, None)  # stopped after one batch
                parts += 1
            self.assertGreater(parts, 2)
        rows = self.claims.search([('move_line_id', 'in', lines.ids)])
        self.assertEqual(len(rows), 5)
        before = self.claims.search([]).read()
        self.company._credit_limitation_again()
        for _part in self.claims.sudo()._count_company(self.company):
            pass
        self.assertEqual(self.claims.search([]).read(), before)

    def test_as_many_queries_for_many_as_for_few(self):
        def many(count):
            partners = self.env['res.partner'].create([
                {'name': f"P{count}-{number}", 'is_company': True} for number in range(count)])
            profiles = self.env['credit.profile'].create([
                {'partner_id': partner.id, 'company_id': self.company.id, 'credit_limit': 1.0}
                for partner in partners])
            for partner in partners:
                self.pay(self._claim(date(2026, 6, 30), partner=partner), 10.0, date(2026, 7, 5))
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.claims.sudo()._count(profiles.sudo(), self.company._credit_today())
            self.assertEqual(
                self.claims.search_count([('profile_id', 'in', profiles.ids)]), count)
            return self.env.cr.sql_log_count - start

        many(1)
        self.assertEqual(many(3), many(6))

    def test_claims_go_with_a_merged_customer(self):
        line = self._claim(date(2026, 6, 30))
        event = self.event('acknowledged', date(2026, 7, 1), line, ('letter',))
        self.safe(line)
        other = self.env['res.partner'].create({'name': "Acme New", 'is_company': True})
        survivor = self._profile(other, 10.0)
        self.env['base.partner.merge.automatic.wizard'].with_user(
            self.env.ref('base.user_admin'))._merge((self.customer | other).ids, other)
        self.env.invalidate_all()
        self.assertEqual(event.profile_id, survivor)
        self.count(survivor)
        self.assertEqual(self.row(line).profile_id, survivor)
        self.assertEqual(self.row(line).safe_date, date(2029, 7, 1))

    def test_salespeople_read_nothing_of_it(self):
        self.safe(self._claim(date(2026, 6, 30)))
        for model in ('credit.limitation', 'credit.limitation.event', 'credit.limitation.paper'):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.sales).search([])
        for name in ('safe_date', 'limitation_law_id', 'contract_country_id'):
            with self.assertRaises(AccessError):
                self.profile.with_user(self.sales).mapped(name)
