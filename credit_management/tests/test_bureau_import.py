from unittest.mock import ANY

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..exceptions import BureauRefusal
from .bureau_common import BureauCommon
from .bureau_samples import VAT, event, limit, score, sealed, statement, subject

WRITING = 'odoo.addons.credit_management.models.credit_bureau_writing'


@tagged('post_install', '-at_install')
class TestBureauImport(BureauCommon):
    """What goes in at the agent's door, and what comes out: every outcome, every error."""

    # === WHO, AND WHOLE CALLS === #

    def test_nobody_but_the_agent_hands_in_reports(self):
        for user in (self.sales, self.officer, self.manager, self.auditor):
            door = self.door.with_user(user)
            for call in (
                lambda door=door: door.import_reports('k', 1, []),
                lambda door=door: door.capabilities(),
                lambda door=door: door.partner_keys(), lambda door=door: door.batch_status('k'),
                lambda door=door: door.record_run({}),
            ):
                with self.assertRaises(AccessError):
                    call()

    def test_capabilities(self):
        answer = self.door.capabilities()
        self.assertEqual(answer['contract_versions'], [1])
        self.assertEqual(answer['max_batch'], 200)
        self.assertLessEqual({'creditsafe', 'dnb', 'companies_house', 'gleif', 'vies', 'tianyancha',
                              'qichacha', 'file'}, set(answer['bureaus']))
        self.assertRegex(answer['server_time'], r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$')
        self.assertTrue(answer['addon_version'].startswith('19.0.'))

    def test_a_call_that_cannot_be_understood_is_refused_whole(self):
        good = self._report()
        for code, arguments in (
            ('contract_version', ('k1', 2, [good])), ('contract_version', ('k1', None, [good])),
            ('batch_too_large', ('k1', 1, [good] * 201)), ('malformed', ('', 1, [good])),
            ('malformed', ('k1', 1, {'report': good})),
            ('bureau_unknown', ('k1', 1, [good, self._report(provider='nobody')])),
        ):
            with self.assertRaises(BureauRefusal) as refused:
                self.door.import_reports(*arguments)
            self.assertEqual(refused.exception.context, {'code': code})
            self.assertTrue(str(refused.exception).startswith(f'{code}: '))
        self.assertFalse(self.door.batch_status('k1')['known'])

    def test_an_archived_bureau_is_unknown(self):
        self.bureau.active = False
        with self.assertRaises(BureauRefusal):
            self.push(self._report())

    # === OUTCOMES === #

    def test_created(self):
        report = self._report(
            scores=[score()], limits=[limit()], payload='{"raw": true}',
            cover=[{'policy_ref': 'P1', 'decision': 'partly', 'granted': '20000',
                    'currency': 'EUR'}],
        )
        [answer] = self.push(report)
        self.assertEqual(answer, {
            'external_id': report['external_id'], 'outcome': 'created', 'id': ANY, 'errors': [],
        })
        stored = self.stored(answer)
        self.assertEqual(stored.state, 'bound')
        self.assertEqual(stored.partner_id, self.customer)
        self.assertEqual(stored.sections, ',identity,scores,limits,cover,')
        self.assertEqual(stored.score_ids.mapped('raw'), ['62'])
        self.assertEqual(stored.score_ids.grade, 'B')
        self.assertEqual(stored.limit_ids.amount, 50_000.0)
        self.assertEqual(stored.cover_ids.granted, 20_000.0)
        self.assertTrue(all(stored.score_ids.mapped('is_current')))
        self.assertTrue(stored.has_raw)

    def test_the_kept_content_has_the_hash_it_came_with(self):
        from ..tools.bureau_reports import content_hash
        [answer] = self.push(self._report(scores=[score()], limits=[limit('10.50')]))
        stored = self.stored(answer)
        self.assertEqual(content_hash(stored.content), stored.content_hash)

    def test_updated_both_are_kept_and_the_correction_counts(self):
        first = self._report(external_id='R1', scores=[score('62')])
        second = self._report(external_id='R1', scores=[score('40')],
                              retrieved_at=f'{self._day()}T09:00:00Z')
        answers = self.push(first) + self.push(second)
        self.assertEqual([answer['outcome'] for answer in answers], ['created', 'updated'])
        old, new = (self.stored(answer) for answer in answers)
        self.assertEqual(new.corrects_id, old)
        self.assertEqual((old.state, new.state), ('history', 'bound'))
        self.assertEqual((old.score_ids.is_current, new.score_ids.is_current), (False, True))

    def test_a_number_that_two_subjects_share_corrects_neither(self):
        other = self.env['res.partner'].create({'name': "Firm", 'is_company': True})
        self._profile(other, 1.0)
        self._binding(other, 'C-2')
        answers = self.push(self._report(external_id='R1', scores=[score('62')]))
        answers += self.push(self._report(
            ref='C-2', external_id='R1', subject=subject("Firm"), scores=[score('40')]))
        self.assertEqual([answer['outcome'] for answer in answers], ['created', 'created'])
        self.assertFalse(self.stored(answers[1]).corrects_id)
        self.assertTrue(self.stored(answers[0]).score_ids.is_current)

    def test_unchanged_writes_nothing(self):
        report = self._report(scores=[score()])
        [first] = self.push(report)
        again = {**report, 'external_id': 'other', 'retrieved_at': f'{self._day()}T23:00:00Z'}
        before = self.env['credit.bureau.report'].search_count([])
        [second] = self.push(again)
        self.assertEqual((second['outcome'], second['id']), ('unchanged', first['id']))
        self.assertEqual(self.env['credit.bureau.report'].search_count([]), before)

    def test_the_same_report_twice_in_one_batch_is_stored_once(self):
        report = self._report()
        first, second = self.push(report, {**report, 'external_id': 'twin'})
        self.assertEqual([first['outcome'], second['outcome']], ['created', 'unchanged'])
        self.assertEqual(first['id'], second['id'])

    def test_stale_an_older_report_is_history(self):
        new, old = self.push(self._report(2, scores=[score('80')]),
                             self._report(40, scores=[score('20')]))
        self.assertEqual((new['outcome'], old['outcome']), ('created', 'stale'))
        self.assertEqual(self.stored(old).state, 'history')
        self.assertFalse(self.stored(old).score_ids.is_current)
        self.assertTrue(self.stored(new).score_ids.is_current)

    def test_of_one_day_what_was_fetched_later_counts(self):
        late = self._report(scores=[score('30')], retrieved_at=f'{self._day()}T12:00:00Z')
        early = self._report(scores=[score('60')], retrieved_at=f'{self._day()}T06:00:00Z')
        self.assertEqual(self.outcomes(late, early), ['created', 'stale'])

    def test_unmatched_has_no_effect_and_waits_for_a_person(self):
        [answer] = self.push(self._report(
            ref='GB-9', scores=[score()], events=[event()], match={'method': 'none'}))
        self.assertEqual((answer['outcome'], answer['errors']), ('unmatched', []))
        stored = self.stored(answer)
        self.assertEqual((stored.state, stored.partner_id), ('unmatched', self.env['res.partner']))
        self.assertEqual(stored.match_id.state, 'open')
        self.assertFalse(stored.score_ids.is_current)
        self.assertFalse(self.env['credit.bureau.event'].search([('report_id', '=', stored.id)]))

    def test_rejected_malformed_is_not_stored(self):
        report = {**self._report(), 'as_of': 'yesterday'}
        [answer] = self.push(report)
        self.assertEqual((answer['outcome'], answer['id']), ('rejected', None))
        [error] = answer['errors']
        self.assertEqual((error['code'], error['field']), ('malformed', 'as_of'))
        self.assertIn("as_of", error['message'])

    def test_rejected_implausible_is_kept_in_quarantine_with_its_reasons(self):
        report = self._report(statements=[statement(total_assets='2000')], events=[event()])
        [answer] = self.push(report)
        self.assertEqual((answer['outcome'], self.codes(answer)), ('rejected', ['balance']))
        stored = self.stored(answer)
        self.assertEqual(stored.state, 'quarantine')
        self.assertIn("differ", stored.reasons_text)
        self.assertFalse(self.events())
        [again] = self.push({**report, 'external_id': 'again'})
        self.assertEqual((again['outcome'], self.codes(again)), ('unchanged', ['balance']))

    def test_one_bad_report_does_not_take_the_others_with_it(self):
        self.assertEqual(
            self.outcomes(self._report(), None, self._report(1, statements=[
                statement(total_assets='-1')]), {'provider': 'creditsafe'}),
            ['created', 'rejected', 'rejected', 'rejected'],
        )

    # === ERRORS === #

    def assertAnswer(self, report, outcome, *codes):  # noqa: N802 - as assertions are called
        [answer] = self.push(report)
        self.assertEqual((answer['outcome'], self.codes(answer)), (outcome, list(codes)))
        return answer

    def test_error_hash_mismatch(self):
        report = self._report()
        report['subject'] = subject("Acme Trade Group")
        self.assertIsNone(self.assertAnswer(report, 'rejected', 'hash_mismatch')['id'])

    def test_error_in_the_future(self):
        self.assertAnswer(self._report(-2), 'rejected', 'in_the_future')
        self.assertEqual(self.outcomes(self._report(-1)), ['created'])

    def test_error_before_incorporation(self):
        young = subject(incorporation_date=self._day(3))
        self.assertAnswer(self._report(5, subject=young), 'rejected', 'before_incorporation')

    def test_error_negative_assets_and_balance(self):
        self.assertAnswer(self._report(statements=[statement(total_assets='-1')]), 'rejected',
                          'negative_assets')
        self.assertAnswer(self._report(statements=[statement(total_assets='1516')]), 'rejected',
                          'balance')

    def test_error_out_of_scale_keeps_the_score_as_not_rated(self):
        answer = self.assertAnswer(self._report(scores=[score('140')]), 'created', 'out_of_scale')
        stored = self.stored(answer).score_ids
        self.assertEqual((stored.raw, stored.grade), ('140', 'nr'))

    def test_error_limit_implausible(self):
        self.assertAnswer(self._report(limits=[limit('46962500000')]), 'rejected',
                          'limit_implausible')

    def test_error_identifier_invalid(self):
        wrong = subject(identifiers=[{'scheme': 'vat', 'value': 'DE999999904'}])
        self.assertAnswer(self._report(subject=wrong), 'rejected', 'identifier_invalid')

    def test_error_name_differs_reopens_a_binding(self):
        answer = self.assertAnswer(
            self._report(subject=subject("Zephyr Logistics")), 'unmatched', 'name_differs')
        match = self.stored(answer).match_id
        self.assertEqual((match.state, match.why), ('open', 'name'))

    def test_error_identifier_conflict_over_a_binding(self):
        other = self.env['res.partner'].create({
            'name': "Bolt GmbH", 'is_company': True, 'vat': VAT,
            'country_id': self.env.ref('base.de').id})
        self._profile(other, 1.0)
        theirs = subject(identifiers=[{'scheme': 'vat', 'value': VAT}])
        answer = self.assertAnswer(self._report(subject=theirs), 'rejected', 'identifier_conflict')
        self.assertIn("Bolt GmbH", answer['errors'][0]['message'])
        self.assertEqual(self.stored(answer).state, 'quarantine')

    def test_error_consent_missing_keeps_nothing_of_a_person(self):
        person = subject("Acme Trade", natural_person=True)
        answer = self.assertAnswer(
            self._report(subject=person, payload="private"), 'rejected', 'consent_missing')
        self.assertIsNone(answer['id'])
        self.assertFalse(self.env['credit.bureau.report'].search([
            ('is_natural_person', '=', True)]))
        self.env['credit.bureau.consent'].create({
            'partner_id': self.customer.id, 'company_id': self.company.id, 'purpose': "Credit",
            'evidence': 'c2lnbmVk', 'given_on': self.today,
        })
        self.assertEqual(self.outcomes(self._report(subject=person)), ['created'])

    def test_error_residency_refuses_raw_content_alone(self):
        chinese = self._report(provider='tianyancha', payload="raw", match={'method': 'none'})
        self.assertIsNone(self.assertAnswer(chinese, 'rejected', 'residency')['id'])
        without = {name: value for name, value in chinese.items() if name != 'raw'}
        self.assertEqual(self.outcomes(sealed(without)), ['unmatched'])

    # === IDEMPOTENT === #

    def test_the_same_batch_key_gives_the_stored_answer_and_writes_nothing(self):
        answers = self.push(self._report(), {**self._report(), 'as_of': None}, key='B1')
        before = self.env['credit.bureau.report'].search_count([])
        self.assertEqual(self.push(self._report(7), key='B1'), answers)
        self.assertEqual(self.env['credit.bureau.report'].search_count([]), before)
        self.assertEqual(self.door.batch_status('B1'), {'known': True, 'answers': answers})
        self.assertEqual(self.door.batch_status('B2'), {'known': False, 'answers': []})

    def test_another_company_has_a_ledger_and_reports_of_its_own(self):
        other = self.env['res.company'].create({'name': "Other Ltd"})
        self.agent.write({'company_ids': [(4, other.id)]})
        report = self._report()
        self.push(report, key='B1')
        door = self.door.with_context(allowed_company_ids=other.ids)
        [answer] = door.import_reports('B1', 1, [report])
        self.assertEqual(answer['outcome'], 'unmatched')
        self.assertEqual(self.stored(answer).company_id, other)

    # === BISECTION === #

    def _poison(self, external_id):
        """Let the database itself refuse one report, as a fault nobody foresaw would."""
        self.env.cr.execute(
            "CREATE FUNCTION pg_temp.poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF NEW.external_id = '{external_id}' THEN RAISE EXCEPTION 'poison'; END IF;"
            " RETURN NEW; END $$"
        )
        self.env.cr.execute(
            "CREATE TRIGGER poison BEFORE INSERT ON credit_bureau_report"
            " FOR EACH ROW EXECUTE FUNCTION pg_temp.poison()"
        )

    @mute_logger(WRITING, 'odoo.sql_db')
    def test_a_report_that_cannot_be_written_is_found_by_halving(self):
        self._poison('BAD')
        reports = [self._report(days, payload=f"raw {days}") for days in range(7)]
        reports[4] = {**reports[4], 'external_id': 'BAD'}
        answers = self.push(*reports)
        self.assertEqual([answer['outcome'] for answer in answers],
                         ['created', 'stale', 'stale', 'stale', 'rejected', 'stale', 'stale'])
        self.assertEqual((answers[4]['id'], self.codes(answers[4])), (None, ['malformed']))
        for days in (0, 3, 5, 6):
            raw = self.stored(answers[days]).with_user(self.officer).read_raw("Test")
            self.assertEqual(raw['content'], f"raw {days}")
