from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .bureau_common import BureauCommon
from .bureau_samples import VAT, event, limit, score, subject


@tagged('post_install', '-at_install')
class TestBureauDoor(BureauCommon):
    """Keys for the agent, its runs, and how much work a batch is."""

    def _keys(self, limit=500):
        """Return every page of keys, from the first to the last."""
        pages, cursor = [], None
        while True:
            answer = self.door.partner_keys(cursor=cursor, limit=limit)
            pages.append(answer['partners'])
            cursor = answer['cursor']
            if cursor is None:
                return pages

    def _key(self):
        return next(key for page in self._keys() for key in page if key['id'] == self.customer.id)

    def test_a_key_says_who_a_customer_is_and_nothing_of_his_business(self):
        self.customer.write({'city': "Köln", 'zip': "50667", 'vat': VAT})
        binding = self.env['credit.bureau.binding'].search([('provider_ref', '=', self.REF)])
        binding.subject_name = "Acme Trade AG"
        key = self._key()
        self.assertRegex(key.pop('write_date'), r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$')
        self.assertEqual(key, {
            'id': self.customer.id, 'name': "Acme Trade", 'names': ["Acme Trade AG"],
            'country': 'DE', 'identifiers': [{'scheme': 'vat', 'value': VAT}],
            'refs': [{'provider': 'creditsafe', 'provider_ref': self.REF}], 'rejected': [],
            'city': "Köln", 'postcode': "50667", 'active': True,
        })

    def test_pages_give_every_customer_once_oldest_change_first(self):
        partners = self.env['res.partner'].create([
            {'name': f"P{n}", 'is_company': True} for n in range(7)])
        self.env['credit.profile'].create([
            {'partner_id': partner.id, 'company_id': self.company.id} for partner in partners])
        self.env['res.partner'].create({'name': "Without profile", 'is_company': True})
        pages = self._keys(limit=3)
        ids = [key['id'] for page in pages for key in page]
        expected = self.env['credit.profile'].search([('company_id', '=', self.company.id)])
        self.assertEqual(sorted(ids), sorted(expected.partner_id.ids))
        self.assertEqual(len(ids), len(set(ids)))
        self.assertTrue(all(len(page) == 3 for page in pages[:-1]))
        dates = [key['write_date'] for page in pages for key in page]
        self.assertEqual(dates, sorted(dates))

    def test_many_changes_of_one_moment_do_not_turn_in_a_circle(self):
        self.env.cr.execute("UPDATE res_partner SET write_date = '2026-01-01 10:00:00.5'")
        self.env.cr.execute("UPDATE credit_profile SET bureau_key_at = NULL,"
                            " create_date = '2026-01-01'")
        self.env.invalidate_all()
        pages = self._keys(limit=1)
        self.assertEqual(len(pages), self.env['credit.profile'].search_count([
            ('company_id', '=', self.company.id)]))

    def test_new_numbers_bindings_and_decisions_change_a_key(self):
        def moved(change):
            self.env.cr.execute("UPDATE credit_profile SET bureau_key_at = NULL")
            self.env.invalidate_all()
            change()
            self.env.flush_all()
            self.env.cr.execute("SELECT bureau_key_at FROM credit_profile WHERE id = %s",
                                [self.profile.id])
            return bool(self.env.cr.fetchone()[0])

        identifiers = self.env['credit.partner.identifier']
        values = {'partner_id': self.customer.id, 'scheme': 'duns', 'value': '000000017'}
        self.assertTrue(moved(lambda: identifiers.create(values)))
        self.assertTrue(moved(lambda: identifiers.search([('value', '=', '000000017')]).unlink()))
        self.push(self._report(ref='Z', match={'method': 'none', 'candidates': [
            {'partner_id': self.customer.id}]}))
        match = self.env['credit.bureau.match'].search([('provider_ref', '=', 'Z')])
        self.assertTrue(moved(lambda: match.with_user(self.officer).action_never("x")))
        binding = self.env['credit.bureau.binding'].search([('provider_ref', '=', self.REF)])
        self.assertTrue(moved(lambda: binding.with_user(self.officer).action_unbind()))

    def test_an_archived_customer_is_given_as_such_and_a_closed_profile_is_not(self):
        self.customer.active = False
        self.assertFalse(self._key()['active'])
        self.profile.active = False
        self.assertNotIn(self.customer.id, [key['id'] for page in self._keys() for key in page])

    def test_a_wrong_page_is_refused(self):
        for arguments in ({'limit': 0}, {'limit': 1001}, {'limit': True}, {'cursor': {'id': 1}},
                          {'cursor': "x"}, {'cursor': {'write_date': "yesterday", 'id': 1}}):
            with self.assertRaises(UserError):
                self.door.partner_keys(**arguments)

    def test_as_many_queries_for_a_long_page_as_for_a_short_one(self):
        partners = self.env['res.partner'].create([
            {'name': f"P{n}", 'is_company': True, 'vat': False} for n in range(20)])
        self.env['credit.profile'].create([
            {'partner_id': partner.id, 'company_id': self.company.id} for partner in partners])
        self.env.flush_all()
        self.door.partner_keys(limit=1)
        counts = []
        for size in (5, 10):
            before = self.env.cr.sql_log_count
            self.door.partner_keys(limit=size)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    # === IMPORT === #

    def _bound_batch(self, size, tag):
        """Return reports on `size` customers, bound already, with something in each section."""
        partners = self.env['res.partner'].create([
            {'name': f"{tag} {n}", 'is_company': True} for n in range(size)])
        self.env['credit.profile'].create([
            {'partner_id': partner.id, 'company_id': self.company.id} for partner in partners])
        self.env['credit.bureau.binding'].create([{
            'company_id': self.company.id, 'bureau_id': self.bureau.id,
            'provider_ref': partner.name, 'partner_id': partner.id, 'subject_name': partner.name,
        } for partner in partners])
        return [
            self._report(ref=partner.name, subject=subject(partner.name, status='insolvent'),
                         scores=[score(), score('B', code='cs.letter')], limits=[limit()],
                         events=[event(), event('E2', 'judgment')], payload=partner.name)
            for partner in partners
        ]

    def test_as_many_queries_for_a_large_batch_as_for_a_small_one(self):
        self.push(*self._bound_batch(1, 'warm'))
        counts = []
        # Odoo inserts a hundred rows at a time, and a report has three events here.
        for size in (15, 30):
            reports = self._bound_batch(size, f'size {size}')
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            answers = self.push(*reports)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual({answer['outcome'] for answer in answers}, {'created'})
        self.assertEqual(*counts)

    def test_as_many_queries_for_many_unmatched_as_for_few(self):
        def batch(size, tag):
            return [self._report(ref=f'{tag}{n}', match={'method': 'none', 'candidates': [
                {'partner_id': self.customer.id, 'confidence': '0.5'}]}) for n in range(size)]

        self.push(*batch(1, 'warm'))
        counts = []
        for size in (20, 40):
            before = self.env.cr.sql_log_count
            self.push(*batch(size, f'size {size} '))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    # === RUNS === #

    def test_a_run_is_one_row_however_often_it_is_told(self):
        run = {'agent': "credit-sync 1.0", 'run_id': "R1", 'started_at': "2026-11-23T08:00:00Z",
               'ended_at': None, 'exit_code': None, 'counts': {}, 'message': ""}
        first = self.door.record_run(run)
        row = self.env['credit.bureau.run'].browse(first)
        self.assertEqual(row.state, 'running')
        again = self.door.record_run({**run, 'ended_at': "2026-11-23T08:05:00Z", 'exit_code': 3,
                                      'counts': {'created': 5, 'stale': 0}, 'message': "1 bad"})
        self.assertEqual(again, first)
        row.invalidate_recordset()
        self.assertEqual((row.state, row.counts_text), ('partial', "5 created"))
        with self.assertRaises(UserError):
            self.door.record_run({'agent': "x"})

    def test_a_silent_agent_is_seen(self):
        runs = self.env['credit.bureau.run']
        self.assertEqual(runs._state_of(self.company)['last_at'], None)
        self.assertFalse(runs._state_of(self.company)['is_silent'])
        long_ago = fields.Datetime.now() - timedelta(days=3)
        self.door.record_run({'agent': "a", 'run_id': "R1",
                              'started_at': f'{long_ago.isoformat()}Z'})
        self.assertTrue(runs._state_of(self.company)['is_silent'])
        now = fields.Datetime.now()
        self.door.record_run({'agent': "a", 'run_id': "R2", 'started_at': f'{now.isoformat()}Z',
                              'ended_at': f'{now.isoformat()}Z', 'exit_code': 5})
        state = runs._state_of(self.company)
        self.assertEqual((state['is_silent'], state['has_failed']), (False, True))
