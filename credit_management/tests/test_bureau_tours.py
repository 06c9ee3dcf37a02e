from odoo import Command
from odoo.tests import HttpCase, tagged

from .bureau_common import BureauCommon
from .bureau_samples import VAT, event, score, subject
from .common import GROUPS

ACTION = '/odoo/action-credit_management.'


@tagged('post_install', '-at_install')
class TestBureauTours(HttpCase, BureauCommon):
    """The screens of bureau data, driven by those who work on them."""

    def test_officer_works_the_match_queue_by_keyboard(self):
        other = self.env['res.partner'].create({'name': "Acme Traders", 'is_company': True})
        self._profile(other, 1.0)
        self.env['credit.partner.identifier'].create({
            'partner_id': self.customer.id, 'scheme': 'duns', 'value': '000000017'})
        candidates = [{'partner_id': partner.id, 'confidence': confidence, 'evidence': []}
                      for partner, confidence in ((self.customer, '0.8'), (other, '0.7'))]
        told = subject("Acme Trading Ltd", identifiers=[{'scheme': 'duns', 'value': '000000025'}])
        self.push(
            self._report(ref='GB-7', subject=told, scores=[score()], match={
                'method': 'none', 'candidates': candidates}),
            self._report(ref='SE-1', subject=subject("Nordisk Frukt AB"), match={'method': 'none'}),
        )
        self.start_tour(f'{ACTION}credit_bureau_match_action', 'credit_bureau_match',
                        login=self.officer.login)
        self.env.invalidate_all()
        states = {match.provider_ref: match.state
                  for match in self.env['credit.bureau.match'].search([])}
        self.assertEqual(states, {'GB-7': 'bound', 'SE-1': 'never'})
        self.assertEqual(self.profile.bureau_score_ids.raw, '62')

    def test_officer_reads_a_report_and_takes_over_a_name(self):
        self.officer.write({
            'group_ids': [Command.link(self.env.ref('base.group_partner_manager').id)]})
        told = subject("Acme Trade AG", identifiers=[{'scheme': 'vat', 'value': VAT}])
        self.push(self._report(
            payload="raw", scores=[score()], events=[event('U', 'ucc')], subject=told))
        self.start_tour(f'{ACTION}credit_bureau_report_action', 'credit_bureau_report',
                        login=self.officer.login)
        self.assertEqual((self.customer.name, self.customer.vat), ("Acme Trade AG", False))
        self.assertFalse(self.env['credit.bureau.access'].search([]))

    def test_manager_overrules_a_stop_with_evidence(self):
        boss = self._user('boss', f'{GROUPS}manager')
        self.env['credit.profile'].search([('id', '!=', self.profile.id)]).active = False
        self.push(self._report(scores=[score()], events=[event()]))
        self.start_tour(f'{ACTION}credit_profile_action', 'credit_bureau_event', login=boss.login)
        alarm = self.events()
        self.assertEqual(alarm.overruled_by_id, boss)
        self.assertIn("withdrawn", alarm.overrule_evidence)
