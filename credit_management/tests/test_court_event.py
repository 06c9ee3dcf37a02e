from datetime import date

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .limitation_common import FILE, LimitationCommon, noon


@tagged('post_install', '-at_install')
class TestCourtEvent(LimitationCommon):
    """Deadlines at court follow from what happened there; filings move limitation."""

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(noon(2027, 3, 1)))
        self._empty_queue()
        self.profile.user_id = self.officer
        self.line = self._claim(date(2026, 6, 30))

    def court(self, kind, day, **values):
        return self.env['credit.court.event'].with_user(self.officer).create({
            'profile_id': self.profile.id, 'kind': kind, 'date': day, **values})

    def deadlines(self):
        found = self.env['credit.court.deadline'].search([('profile_id', '=', self.profile.id)])
        return [(one.code, one.ref or '', one.date) for one in found]

    def tasks(self):
        self.env.invalidate_all()
        return self.env['credit.task'].with_user(self.officer).search([
            ('kind', '=', 'court'), ('profile_id', '=', self.profile.id)])

    def test_two_years_to_apply_for_enforcement(self):
        self.court('judgment_effective', date(2027, 2, 1), ref="A 1")
        self.assertEqual(self.deadlines(), [('apply_enforcement', 'A 1', date(2029, 2, 1))])
        self.assertFalse(self.tasks())
        with freeze_time(noon(2028, 12, 3)):
            self.assertEqual(self.tasks().why, "Apply for enforcement by 02/01/2029")
            self.tasks().action_limitation_seen()
            self.assertFalse(self.tasks())
        with freeze_time(noon(2029, 1, 2)):
            self.assertEqual(self.tasks().user_id, self.officer)
            self.court('enforcement_applied', date(2029, 1, 2), ref="A 1")
            self.assertFalse(self.tasks())
            self.assertFalse(self.deadlines())

    def test_preserved_assets_are_renewed_each_by_itself(self):
        self.court('preserved_bank', date(2027, 1, 10), ref="Bank 1")
        later = self.court('preserved_bank', date(2027, 2, 10), ref="Bank 2")
        self.assertEqual(self.deadlines(), [
            ('renew_bank', 'Bank 1', date(2028, 1, 3)), ('renew_bank', 'Bank 2', date(2028, 2, 3))])
        later.withdraw("not preserved")
        self.assertEqual(len(self.deadlines()), 1)

    def test_what_the_court_names_wins(self):
        self.court('judgment_effective', date(2027, 2, 1), named_on=date(2028, 2, 1))
        self.assertEqual(self.deadlines(), [('apply_enforcement', '', date(2028, 2, 1))])
        self.court('court_order', date(2027, 2, 1), named_on=date(2027, 3, 20), ref="hearing")
        self.assertIn(('named_by_court', 'hearing', date(2027, 3, 20)), self.deadlines())
        for values in ({'named_on': False}, {'named_on': date(2027, 1, 1)}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.court('court_order', date(2027, 2, 1), **values)

    def test_an_order_does_not_undo_the_one_before(self):
        fee = self.court('court_order', date(2027, 2, 1), named_on=date(2027, 3, 8), ref="A 1")
        papers = self.court('court_order', date(2027, 2, 3), named_on=date(2027, 3, 20), ref="A 1")
        both = [('named_by_court', 'A 1', date(2027, 3, 8)),
                ('named_by_court', 'A 1', date(2027, 3, 20))]
        self.assertEqual(self.deadlines(), both)
        late = self.env['credit.court.deadline'].search([('since_id', '=', papers.id)])
        context = late.with_user(self.officer).action_write_event()['context']
        done = self.env['credit.court.event'].with_user(self.officer).with_context(**context).create({
            'kind': 'done', 'date': date(2027, 3, 1),
            **{name[8:]: value for name, value in context.items() if name.startswith('default_')}})
        self.assertEqual((done.answers_id, self.deadlines()), (papers, both[:1]))
        self.court('done', date(2027, 3, 1), ref="A 1", answers_id=fee.id)
        self.assertFalse(self.deadlines())

    def test_a_second_announcement_puts_the_claim_not_off(self):
        self.court('insolvency_announced', date(2027, 2, 20))
        self.court('insolvency_announced', date(2027, 2, 26))
        self.assertEqual(self.deadlines(), [('file_insolvency_claim', '', date(2027, 3, 22))])

    def test_where_only_the_court_knows_the_day_somebody_asks(self):
        self.company.credit_limitation_law_id = self.env.ref(
            'credit_management.credit_limitation_law_uk')
        self.court('insolvency_announced', date(2027, 2, 1))
        self.assertEqual(self.deadlines(), [('file_insolvency_claim', '', False)])
        self.assertIn("ask the court", self.tasks().why)

    def test_a_filing_with_its_receipt_moves_limitation(self):
        filed = self.court('suit_filed', date(2027, 2, 1), line_ids=[Command.set(self.line.ids)],
                           ref="A 1")
        self.assertEqual(self.safe(self.line), date(2029, 6, 30))
        self.assertEqual(self.row(self.line).missing_text, "Filing receipt")
        filed.withdraw("the receipt came")
        self.court('suit_filed', date(2027, 2, 1), line_ids=[Command.set(self.line.ids)],
                   ref="A 1", file=FILE, file_name="receipt.pdf")
        self.assertEqual(self.safe(self.line), date(2030, 2, 1))
        self.assertEqual(self.row(self.line).level, 'court')
        self.court('judgment_effective', date(2027, 2, 20), ref="A 2", file=FILE)
        self.safe(self.line)
        self.assertEqual(self.row(self.line).level, 'court')
        self.court('judgment_effective', date(2027, 2, 25), ref="A 1", file=FILE)
        self.assertEqual(self.safe(self.line), date(2030, 2, 25))
        self.assertEqual(self.row(self.line).level, 'calm')

    def test_what_nobody_ended_is_asked_about_once_a_year(self):
        self.company.credit_limitation_from = date(2027, 1, 1)
        self.court('suit_filed', date(2027, 2, 1), line_ids=[Command.set(self.line.ids)],
                   ref="（2027）A 1", file=FILE, file_name="receipt.pdf")

        def tasks():
            self.env.invalidate_all()
            return self.env['credit.task'].with_user(self.officer).search([
                ('kind', '=', 'limitation'), ('profile_id', '=', self.profile.id)])

        with freeze_time(noon(2028, 1, 31)):
            self.count()
            self.assertFalse(tasks())
        for year in (2028, 2029, 2035):
            with freeze_time(noon(year, 2, 1)), self.subTest(year):
                self.assertIn("Does it still run?", tasks().why)
                tasks().action_limitation_seen()
                self.assertFalse(tasks())
        with freeze_time(noon(2028, 3, 1)):
            self.court('withdrawn', date(2028, 2, 20), ref=" (2027)  a 1", file=FILE)
            self.assertEqual(self.safe(self.line), date(2030, 2, 1), "no ruling: from its filing")
            self.assertEqual(self.row(self.line).level, 'calm')

    def test_a_preservation_that_is_not_renewed_ends_by_itself(self):
        self.court('preserved_bank', date(2027, 2, 1), line_ids=[Command.set(self.line.ids)],
                   ref="Bank 1", file=FILE, file_name="ruling.pdf")
        with freeze_time(noon(2028, 2, 1)):
            self.safe(self.line)
            self.assertEqual(self.row(self.line).level, 'court')
        with freeze_time(noon(2028, 2, 2)):
            self.assertEqual(self.safe(self.line), date(2030, 2, 1))
            self.assertEqual(self.row(self.line).level, 'calm')

    def test_two_who_were_told_of_one_insolvency_are_merged(self):
        other = self.env['res.partner'].create({'name': "Acme New", 'is_company': True})
        survivor = self._profile(other, 10.0)
        for profile in (self.profile, survivor):
            self.env['credit.court.event'].sudo().create({
                'profile_id': profile.id, 'kind': 'insolvency_announced', 'bureau_key': 'X:1',
                'date': date(2027, 2, 20)})
        self.profile.sudo()._merge_into(other, 'merged')
        self.assertEqual(survivor.court_deadline_ids.date, date(2027, 3, 22))
        self.assertEqual(len(survivor.court_event_ids), 2)

    def test_it_never_changes(self):
        event = self.court('suit_filed', date(2027, 2, 1))
        for act in (lambda: event.write({'date': date(2027, 1, 1)}), event.unlink):
            with self.assertRaises(UserError):
                act()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.court('suit_filed', date(2027, 4, 1))

    def test_a_bankruptcy_that_a_bureau_reports_begins_the_time_for_claims(self):
        bureau = self.env['credit.bureau'].search([], limit=1)
        values = {
            'company_id': self.company.id, 'bureau_id': bureau.id, 'kind': 'bankruptcy',
            'partner_id': self.customer.id, 'key': 'K1', 'severity': 'stop', 'status': 'open',
            'opened_on': date(2027, 2, 20), 'as_of': date(2027, 2, 25), 'is_open': True,
            'level': 'stop', 'case_no': "(2027) 12",
        }
        bureau_events = self.env['credit.bureau.event'].sudo()
        bureau_events._apply([], [values])
        self.assertEqual(self.deadlines(), [
            ('file_insolvency_claim', '(2027) 12', date(2027, 3, 22))])
        self.assertEqual(self.tasks().user_id, self.officer)
        bureau_events.search([('key', '=', 'K1')]).unlink()
        bureau_events._apply([], [values])
        self.assertEqual(len(self.deadlines()), 1)
        bureau_events._apply([], [{**values, 'key': 'K2', 'kind': 'judgment', 'level': 'alert'}])
        self.assertEqual(len(self.deadlines()), 1)
        event = bureau_events.search([('key', '=', 'K1')])
        bureau_events._apply([(event, {'opened_on': date(2027, 2, 10)})], [])
        self.assertEqual(self.deadlines(), [
            ('file_insolvency_claim', '(2027) 12', date(2027, 3, 12))])

    def test_who_owes_nothing_yet_is_told_of_once_he_does(self):
        bureau = self.env['credit.bureau'].search([], limit=1)
        other = self.env['res.partner'].create({'name': "Later Ltd", 'is_company': True})
        profile = self._profile(other, 10.0)
        self.env['credit.bureau.event'].sudo()._apply([], [{
            'company_id': self.company.id, 'bureau_id': bureau.id, 'kind': 'status',
            'partner_id': other.id, 'key': '~status', 'severity': 'stop', 'status': 'open',
            'text': 'insolvent', 'as_of': date(2027, 2, 25), 'is_open': True, 'level': 'stop'}])
        self.assertFalse(profile.court_event_ids)
        line = self._claim(date(2027, 1, 31), partner=other)
        self.count(profile)
        self.assertEqual(profile.court_event_ids.kind, 'insolvency_announced')
        profile.court_event_ids.withdraw("Another company of that name")
        self.count(profile)
        self.assertEqual(len(profile.court_event_ids), 1)
        self.assertTrue(line)

    def test_nothing_is_filed_against_who_owes_nothing(self):
        bare = self.env['res.partner'].create({'name': "Bare", 'is_company': True})
        profile = self._profile(bare, 1.0)
        self.env['credit.bureau.event'].sudo()._apply([], [{
            'company_id': self.company.id, 'kind': 'bankruptcy', 'partner_id': bare.id,
            'bureau_id': self.env['credit.bureau'].search([], limit=1).id, 'key': 'K1',
            'severity': 'stop', 'status': 'open', 'as_of': date(2027, 2, 25), 'is_open': True,
            'level': 'stop',
        }])
        self.assertFalse(profile.court_event_ids)

    def test_deadlines_go_with_a_merged_customer(self):
        self.court('judgment_effective', date(2027, 2, 1), ref="A 1")
        other = self.env['res.partner'].create({'name': "Acme New", 'is_company': True})
        survivor = self._profile(other, 10.0)
        self.profile.sudo()._merge_into(other, 'merged')
        self.assertEqual(survivor.court_deadline_ids.date, date(2029, 2, 1))
        self.assertFalse(self.profile.court_deadline_ids)
