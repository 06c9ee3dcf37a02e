from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .bureau_common import BureauCommon
from .bureau_samples import VAT, event, score, subject


@tagged('post_install', '-at_install')
class TestBureauMatch(BureauCommon):
    """Whose is this report: a person decides once, and the decision lasts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env['res.partner'].create({'name': "Acme Traders", 'is_company': True})
        cls.other_profile = cls._profile(cls.other, 1.0)

    def _proposed(self, days=1, detail="name 0.86", **values):
        """Return a report that names both customers as candidates."""
        evidence = [{'kind': 'name', 'scheme': None, 'value': "Acme Trading", 'detail': detail}]
        match = {'method': 'none', 'candidates': [
            {'partner_id': self.customer.id, 'confidence': '0.86', 'evidence': evidence},
            {'partner_id': self.other.id, 'confidence': '0.71', 'evidence': []},
            {'partner_id': 2 ** 30, 'confidence': '0.99', 'evidence': []},
        ]}
        values.setdefault('subject', subject("Acme Trading Ltd"))
        return self._report(days, ref='GB-7', match=match, **values)

    def _match(self):
        match = self.env['credit.bureau.match'].search([('provider_ref', '=', 'GB-7')])
        return match.with_user(self.officer)

    def _let_officer_write_contacts(self):
        group = self.env.ref('base.group_partner_manager')
        self.officer.write({'group_ids': [Command.link(group.id)]})

    def test_the_queue_has_one_line_a_subject_with_candidates_that_exist(self):
        self.push(self._proposed(3))
        self.push(self._proposed(1))
        match = self._match()
        self.assertEqual(len(match), 1)
        self.assertEqual(match.candidate_ids.partner_id, self.customer + self.other)
        self.assertEqual(match.best_partner_id, self.customer)
        self.assertEqual(match.report_id.as_of.isoformat(), self._day(1))
        task = self.env['credit.task'].with_user(self.officer).search([
            ('kind', '=', 'bureau_match'), ('res_id', '=', match.id)])
        self.assertEqual((task.name, task.company_id), ("Acme Trading Ltd", self.company))
        self.assertIn("Acme Trade", task.why)

    def test_accepting_binds_all_that_waits_and_gives_it_its_effects(self):
        old, new = self.push(self._proposed(9, scores=[score('20')], events=[event()]),
                             self._proposed(1, scores=[score('80')]))
        match = self._match()
        match.action_accept(self.customer.id)
        self.assertEqual((match.state, match.partner_id, match.decided_by_id),
                         ('bound', self.customer, self.officer))
        self.assertEqual([self.stored(item).state for item in (old, new)], ['history', 'bound'])
        self.assertTrue(self.stored(new).score_ids.is_current)
        self.assertTrue(self.events().is_open)
        self.assertEqual(self.outcomes(self._proposed(0)), ['created'])
        line = self.env['credit.decision'].search([('kind', '=', 'bureau')], limit=1)
        self.assertEqual(line.profile_id, self.profile)
        self.assertIn('match bound', line.payload)

    def test_a_key_that_is_bound_is_not_bound_to_a_second_customer(self):
        self.push(self._proposed())
        self._match().action_accept(self.customer.id)
        with self.assertRaises(UserError):
            self._match().action_accept(self.other.id)

    def test_a_changed_name_is_confirmed_once(self):
        renamed = subject("Zephyr Logistics")
        self.assertEqual(self.outcomes(self._report(5, subject=renamed)), ['unmatched'])
        match = self.env['credit.bureau.match'].search([('provider_ref', '=', self.REF)])
        self.assertEqual(match.candidate_ids.partner_id, self.customer)
        with self.assertRaises(UserError):
            match.with_user(self.officer).action_accept(self.other.id)
        match.with_user(self.officer).action_accept(self.customer.id, "Renamed, register of today")
        self.assertEqual(self.outcomes(self._report(1, subject=renamed)), ['created'])
        self.assertEqual(match.state, 'bound')

    def test_a_rejected_candidate_comes_back_only_with_other_evidence(self):
        self.push(self._proposed(5))
        match = self._match()
        with self.assertRaises(UserError):
            match.action_reject(self.customer.id, "")
        match.action_reject(self.customer.id, "Other address")
        match.action_reject(self.other.id, "Never heard")
        self.assertEqual(match.state, 'rejected')
        candidate = match.candidate_ids.filtered(lambda item: item.partner_id == self.customer)
        self.assertEqual((candidate.state, candidate.user_id, candidate.reason),
                         ('rejected', self.officer, "Other address"))
        self.push(self._proposed(4))
        self.assertEqual((match.state, candidate.state), ('rejected', 'rejected'))
        self.push(self._proposed(3, detail="same phone"))
        self.assertEqual((match.state, candidate.state), ('open', 'proposed'))

    def test_a_rejected_customer_is_not_bound_by_an_identifier_either(self):
        self.customer.vat = VAT
        ours = subject("Acme Trading Ltd", identifiers=[{'scheme': 'vat', 'value': VAT}])
        self.push(self._proposed(5))
        self._match().action_reject(self.customer.id, "Other firm, same group number")
        report = self._report(1, ref='GB-7', subject=ours, match={
            'method': 'identifier', 'partner_id': self.customer.id})
        self.assertEqual(self.outcomes(report), ['unmatched'])

    def test_never_is_never(self):
        self.push(self._proposed(5))
        self._match().action_never("A competitor's customer")
        self.push(self._proposed(1, detail="new evidence"))
        self.assertEqual(self._match().state, 'never')
        self.assertFalse(self.env['credit.task'].search([('kind', '=', 'bureau_match')]))
        [key] = [key for key in self.door.partner_keys()['partners']
                 if key['id'] == self.customer.id]
        self.assertIn({'provider': 'creditsafe', 'provider_ref': 'GB-7'}, key['rejected'])

    def test_a_contact_is_made_of_the_report_without_its_tax_number(self):
        self._let_officer_write_contacts()
        self.push(self._proposed(subject=subject(
            "Nova SARL", country='FR', identifiers=[{'scheme': 'vat', 'value': 'FR40303265045'}],
            address={'lines': ["1 rue Neuve"], 'city': "Lyon", 'postcode': "69000"})))
        action = self._match().action_create_partner()
        partner = self.env['res.partner'].browse(action['res_id'])
        self.assertEqual((partner.name, partner.city, partner.zip, partner.country_id.code),
                         ("Nova SARL", "Lyon", "69000", 'FR'))
        self.assertFalse(partner.vat)
        self.assertEqual(self._match().partner_id, partner)
        self.assertFalse(partner.credit_profile_ids)

    def test_a_wrong_binding_is_taken_back_with_its_effects(self):
        self.push(self._report(3, events=[event()], scores=[score()]))
        binding = self.env['credit.bureau.binding'].search([('provider_ref', '=', self.REF)])
        binding.with_user(self.officer).action_unbind()
        self.assertFalse(self.events())
        self.assertFalse(self.env['credit.bureau.score'].search([
            ('partner_id', '=', self.customer.id)]))
        match = self.env['credit.bureau.match'].search([('provider_ref', '=', self.REF)])
        self.assertEqual((match.state, match.why), ('open', 'unbound'))
        self.assertEqual(match.candidate_ids.state, 'rejected')
        self.assertEqual(self.outcomes(self._report(1)), ['unmatched'])
        match.with_user(self.officer).action_accept(self.other.id)
        self.assertTrue(self.events(self.other).is_open)

    def test_a_natural_person_is_bound_with_consent_only(self):
        report = self._report(1)
        report_sudo = self.stored(self.push(report)[0])
        binding = self.env['credit.bureau.binding'].search([('provider_ref', '=', self.REF)])
        binding.with_user(self.officer).action_unbind()
        report_sudo.is_natural_person = True
        with self.assertRaises(UserError):
            report_sudo.match_id.with_user(self.officer).action_accept(self.customer.id)

    def test_deciding_takes_an_officer(self):
        self.push(self._proposed())
        for user in (self.sales, self.auditor, self.agent):
            match = self._match().with_user(user)
            for call in (lambda m=match: m.action_accept(self.customer.id),
                         lambda m=match: m.action_never("x"),
                         lambda m=match: m.action_reject(self.customer.id, "x")):
                with self.assertRaises(AccessError):
                    call()
        with self.assertRaises(AccessError):
            self._match().write({'state': 'bound'})

    # === QUARANTINE === #

    def test_what_is_right_after_all_leaves_quarantine_with_its_effects(self):
        [answer] = self.push(self._report(limits=[{
            'code': 'x', 'amount': '2000000000', 'currency': 'EUR', 'state': 'stated'}],
            events=[event()]))
        report = self.stored(answer).with_user(self.officer)
        task = self.env['credit.task'].search([('kind', '=', 'bureau_quarantine')])
        self.assertEqual(task.res_id, report.id)
        self.assertIn("implausible", task.why)
        shown = task.with_user(self.officer).credit_preview()
        self.assertEqual((shown['name'], shown['why']), (task.name, task.why))
        self.assertEqual(shown['kind_name'], "Bureau quarantine")
        with self.assertRaises(UserError):
            report.action_use("")
        report.action_use("Checked with the bureau: a bank")
        self.assertEqual((report.state, report.partner_id), ('bound', self.customer))
        self.assertTrue(self.events().is_open)
        self.assertFalse(self.env['credit.task'].search([('kind', '=', 'bureau_quarantine')]))

    def test_what_is_used_but_nobody_s_goes_to_the_match_queue(self):
        [answer] = self.push(self._report(ref='X-1', match={'method': 'none'}, limits=[{
            'code': 'x', 'amount': '2000000000', 'currency': 'EUR', 'state': 'stated'}]))
        report = self.stored(answer)
        report.with_user(self.officer).action_use("Fine")
        self.assertEqual((report.state, report.match_id.state), ('unmatched', 'open'))

    def test_what_is_wrong_stays_in_quarantine_and_asks_nobody_again(self):
        [answer] = self.push(self._report(-3))
        report = self.stored(answer).with_user(self.officer)
        report.action_discard("Clock of the agent was wrong")
        self.assertEqual((report.state, report.decided_by_id), ('quarantine', self.officer))
        self.assertFalse(self.env['credit.task'].search([('kind', '=', 'bureau_quarantine')]))

    # === ALARMS === #

    def test_a_new_stop_waits_in_the_queue_until_an_officer_has_seen_it(self):
        self.profile.user_id = self.officer
        self.push(self._report(3, events=[event()]))
        task = self.env['credit.task'].search([('kind', '=', 'bureau_event')])
        self.assertEqual((task.profile_id, task.user_id), (self.profile, self.officer))
        self.events().with_user(self.officer).action_seen()
        self.assertFalse(self.env['credit.task'].search([('kind', '=', 'bureau_event')]))
        self.push(self._report(2, events=[event(amount='3')]))
        self.assertFalse(self.env['credit.task'].search([('kind', '=', 'bureau_event')]))

    # === MERGE === #

    def test_merged_customers_keep_what_bureaus_said_of_both(self):
        self._binding(self.other, 'DE-2')
        self.customer.vat = self.other.vat = False
        self.push(
            self._report(9, events=[event()], scores=[score('30')]),
            self._report(1, ref='DE-2', subject=subject("Acme Traders"), scores=[score('80')],
                         events=[event(status='closed', closed_on=self._day(2)), event('E2')]),
        )
        for partner in (self.customer, self.other):
            self.env['credit.partner.identifier'].create({
                'partner_id': partner.id, 'scheme': 'other', 'value': "SAME"})
        self.env['base.partner.merge.automatic.wizard'].with_user(
            self.env.ref('base.user_admin'))._merge((self.customer + self.other).ids, self.customer)
        self.env.invalidate_all()
        self.assertEqual({(row.key, row.is_open) for row in self.events()},
                         {('E1', False), ('E2', True)})
        scores = self.env['credit.bureau.score'].search([('partner_id', '=', self.customer.id)])
        self.assertEqual({(row.raw, row.is_current) for row in scores},
                         {('30', False), ('80', True)})
        self.assertEqual(self.customer.credit_identifier_ids.mapped('value'), ["SAME"])
        self.assertEqual(len(self.env['credit.bureau.binding'].search([
            ('partner_id', '=', self.customer.id)])), 2)

    # === DIFFERENCES === #

    def test_nothing_of_a_report_is_written_to_a_contact_by_itself(self):
        told = subject("Acme Trade AG", identifiers=[
            {'scheme': 'vat', 'value': VAT}, {'scheme': 'duns', 'value': '000000017'}],
            address={'lines': ["Neue Str. 1"], 'city': "Köln", 'postcode': "50667"})
        before = self.customer.read(['name', 'vat', 'street', 'city', 'zip', 'country_id'])
        [answer] = self.push(self._report(subject=told))
        self.assertEqual(
            self.customer.read(['name', 'vat', 'street', 'city', 'zip', 'country_id']), before)
        self._let_officer_write_contacts()
        report = self.stored(answer).with_user(self.officer)
        self.assertEqual(report.difference_count, 6)
        wizard = self.env['credit.bureau.difference'].with_user(self.officer).browse(
            report.action_open_differences()['res_id'])
        lines = {line.label: line for line in wizard.line_ids}
        self.assertFalse(lines["VAT number"].can_take)
        for label in ("City", "D-U-N-S number", "VAT number"):
            lines[label].take = True
        wizard.action_take()
        self.assertEqual((self.customer.city, self.customer.name), ("Köln", "Acme Trade"))
        self.assertFalse(self.customer.vat)
        self.assertEqual(self.customer.credit_identifier_ids.mapped('scheme'), ['duns'])
