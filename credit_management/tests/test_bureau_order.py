from itertools import permutations

from odoo.tests import tagged

from .bureau_common import BureauCommon
from .bureau_samples import event, limit, score, subject


@tagged('post_install', '-at_install')
class TestBureauOrder(BureauCommon):
    """In whatever order reports come, the same is true in the end."""

    def _state(self):
        """Return what counts of the customer now, as plain values."""
        own = [('partner_id', '=', self.customer.id)]
        return {
            'reports': sorted(
                (report.external_id, report.state)
                for report in self.env['credit.bureau.report'].search(own)
            ),
            'scores': sorted(
                (row.raw, row.is_current) for row in self.env['credit.bureau.score'].search(own)
            ),
            'limits': sorted(
                (row.amount, row.is_current) for row in self.env['credit.bureau.limit'].search(own)
            ),
            'events': sorted(
                (row.key, row.is_open, row.level, str(row.closed_on), row.text or '')
                for row in self.env['credit.bureau.event'].search(own)
                # Whether a grave status was ever the newest word is memory, not what counts.
                if row.is_open or not row.key.startswith('~')
            ),
        }

    def _history(self):
        closed = event('E1', status='closed', closed_on=self._day(12))
        insolvent = subject(status='insolvent')
        return [
            self._report(30, external_id='R1', scores=[score('80')], events=[
                event('E1'), event('E2', 'tax_arrears')], subject=insolvent),
            self._report(20, external_id='R2', limits=[limit('900')], completeness='partial'),
            self._report(10, external_id='R3', scores=[score('30')], events=[closed],
                         subject=subject(status='active')),
            self._report(10, external_id='R3', scores=[score('35')], events=[closed],
                         retrieved_at=f'{self._day(10)}T09:00:00Z',
                         subject=subject(status='active')),
        ]

    def test_any_order_of_arrival_in_one_batch_or_many_ends_the_same(self):
        history = self._history()
        ends = []
        for number, order in enumerate(permutations(history)):
            with self.env.cr.savepoint() as savepoint:
                if number % 2:
                    self.push(*order)
                else:
                    for report in order:
                        self.push(report)
                ends.append(self._state())
                savepoint.rollback()
            self.env.invalidate_all()
        for end in ends:
            self.assertEqual(end, ends[0])
        self.assertEqual(ends[0], {
            'reports': [('R1', 'history'), ('R2', 'history'), ('R3', 'bound'), ('R3', 'history')],
            'scores': [('30', False), ('35', True), ('80', False)],
            'limits': [(900.0, True)],
            'events': [
                ('E1', False, 'stop', self._day(12), ''), ('E2', True, 'alert', 'False', ''),
            ],
        })

    def test_an_absent_section_says_nothing_and_an_empty_one_does(self):
        self.push(self._report(9, scores=[score('62')]))
        self.push(self._report(5, limits=[limit()]))
        scores = self.env['credit.bureau.score'].search([('partner_id', '=', self.customer.id)])
        self.assertTrue(scores.is_current)
        self.push(self._report(1, scores=None))
        scores.invalidate_recordset()
        self.assertFalse(scores.is_current)

    def test_another_product_does_not_replace_what_it_does_not_contain(self):
        self.push(self._report(9, scores=[score('62')], product='full'))
        self.push(self._report(1, scores=[score('70', code='cs.letter')], product='short'))
        current = self.env['credit.bureau.score'].search([
            ('partner_id', '=', self.customer.id), ('is_current', '=', True)])
        self.assertEqual(sorted(current.mapped('code')), ['cs.letter', 'cs.score'])

    def test_an_event_is_one_interval_and_an_older_report_never_reopens_it(self):
        self.push(self._report(20, events=[event()]))
        self.assertTrue(self.events().is_open)
        self.push(self._report(5, events=[event(status='closed', closed_on=self._day(6))]))
        self.assertFalse(self.events().is_open)
        self.assertEqual(self.outcomes(self._report(10, events=[event(amount='5')])), ['stale'])
        self.assertFalse(self.events().is_open)
        self.assertEqual(len(self.events()), 1)
        self.push(self._report(1, events=[event()]))
        self.assertTrue(self.events().is_open)

    def test_a_grave_status_is_an_event_that_a_better_one_ends(self):
        self.push(self._report(9, subject=subject(status='dissolved')))
        status = self.events()
        self.assertEqual((status.key, status.level, status.is_open), ('~status', 'stop', True))
        self.assertIn("Dissolved", status.label)
        self.push(self._report(5, subject=subject(status='unknown')))
        self.assertTrue(self.events().is_open)
        self.push(self._report(1, subject=subject(status='active')))
        self.assertFalse(self.events().is_open)

    def test_a_register_that_says_active_outweighs_a_bureau(self):
        register = self.env.ref('credit_management.credit_bureau_companies_house')
        self._binding(self.customer, 'CH-1', register)
        self.push(self._report(3, subject=subject(status='insolvent')))
        self.assertEqual(self.events().level, 'stop')
        self.push(self._report(2, provider='companies_house', ref='CH-1',
                               subject=subject(status='active')))
        self.assertEqual(self.events().level, 'alert')
        self.push(self._report(1, provider='companies_house', ref='CH-1',
                               subject=subject(status='insolvent')))
        self.assertEqual(set(self.events().mapped('level')), {'stop'})

    def test_a_score_that_is_an_alarm_is_an_event_while_it_is_current(self):
        dnb = self.env.ref('credit_management.credit_bureau_dnb')
        self._binding(self.customer, '000000017', dnb)

        def failure(days, raw):
            return self._report(days, provider='dnb', ref='000000017', scores=[score(
                raw, code='dnb.failure.class', dimension='failure', direction='lower_better',
                raw_min='1', raw_max='5')])

        self.push(failure(9, '0'))
        alarm = self.events()
        self.assertEqual((alarm.kind, alarm.level, alarm.is_open), ('score_flag', 'stop', True))
        self.push(failure(1, '2'))
        self.assertFalse(self.events().is_open)

    def test_cases_are_measured_by_paid_in_capital(self):
        rich = subject(paid_in_capital={'amount': '1000000', 'currency': 'EUR'})
        cases = [
            event('S', 'judgment', severity='alert', amount='9000', currency='EUR'),
            event('L', 'judgment', severity='alert', amount='11000', currency='EUR'),
        ]
        self.push(self._report(subject=rich, events=cases))
        levels = {row.key: row.level for row in self.events()}
        self.assertEqual(levels, {'S': 'info', 'L': 'alert'})

    def test_a_changed_table_grades_anew_by_a_button_and_has_the_next_version(self):
        self.push(self._report(scores=[score('62')]))
        row = self.env['credit.bureau.score'].search([('partner_id', '=', self.customer.id)])
        self.assertEqual((row.grade, row.map_version), ('B', 1))
        scale = row.scale_id
        band = scale.band_ids.filtered(lambda item: item.grade == 'A')
        scale.with_user(self.manager).write({'band_ids': [(1, band.id, {'lower': 60.0})]})
        self.assertEqual(scale.version, 2)
        self.assertEqual((row.grade, row.map_version), ('B', 1))
        scale.with_user(self.manager).action_recompute()
        self.assertEqual((row.grade, row.map_version, row.raw), ('A', 2, '62'))
        line = self.env['credit.decision'].search([('kind', '=', 'setting')], limit=1)
        self.assertIn('cs.score', line.payload)

    def test_a_band_that_was_changed_by_itself_is_noticed_when_it_is_used(self):
        scale = self.env.ref('credit_management.credit_bureau_scale_creditsafe_score')
        scale.band_ids.filtered(lambda item: item.grade == 'A').lower = 60.0
        self.push(self._report(scores=[score('62')]))
        row = self.env['credit.bureau.score'].search([('partner_id', '=', self.customer.id)])
        self.assertEqual((row.grade, row.map_version, scale.version), ('A', 2, 2))
