from dataclasses import replace
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..tools.guarantees import GUARANTEE_LAWS
from ..tools.limitation_laws import LAWS
from .limitation_common import LimitationCommon


@tagged('post_install', '-at_install')
class TestLimitationLaw(LimitationCommon):
    """Laws are data: what is delivered is what is in the code, and what is broken is not saved."""

    def pack(self, code):
        return self.env.ref(f'credit_management.credit_limitation_law_{code.lower()}')

    def test_the_packs_are_what_the_code_says(self):
        for code, law in LAWS.items():
            with self.subTest(code):
                record = self.pack(code)
                self.assertEqual(replace(record._as_law(), code=code), law)
                self.assertEqual(
                    replace(record._as_guarantee_law(), code=code), GUARANTEE_LAWS[code])
                self.assertEqual(record.court_pack, code)

    def test_making_the_packs_again_changes_nothing(self):
        self.pack('CN').span_years = 4
        laws = self.env['credit.limitation.law']
        before = laws.search_count([])
        laws._make_packs()
        self.assertEqual(laws.search_count([]), before)
        self.assertEqual(self.pack('CN').span_years, 4)

    def test_a_broken_law_is_not_saved(self):
        law = self.pack('CN')
        lawsuit = law.event_ids.filtered(lambda event: event.kind == 'lawsuit')
        broken = (
            ({'span_years': 0}, "no length"), ({'span_years': -3}, "0 and 1,200"),
            ({'cap_years': 2}, "outermost end"), ({'tail_months': 0}, "after an obstacle"),
            ({'letter_months': 36}, "letter is due"), ({'alert_first': 10}, "alerts"),
            ({'alert_last': 0}, "alerts"),
            ({'event_ids': [Command.update(lawsuit.id, {'proof_ids': [Command.clear()]})]},
             "names no evidence"),
            ({'event_ids': [Command.update(lawsuit.id, {'effect': 'halt'})]}, "from its end"),
            ({'event_ids': [Command.update(lawsuit.id, {
                'effect': 'halt', 'at_end': False, 'revives': True})]}, "after expiry"),
        )
        for values, words in broken:
            with self.subTest(values), self.assertRaisesRegex(ValidationError, words), \
                    self.env.cr.savepoint():
                law.with_user(self.manager).sudo().write(values)
        for act in (
            lambda: lawsuit.proof_ids.unlink(),
            lambda: lawsuit.proof_ids.evidence_ids.unlink(),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                act()

    def test_which_law_counts(self):
        laws, country = self.env['credit.limitation.law'], self.env.ref
        which = lambda: laws._of_profiles(self.profile)[self.profile.id]  # noqa: E731
        self.assertEqual(which(), self.pack('CN'))  # the company chose it
        self.profile.contract_country_id = country('base.uk')
        self.assertEqual(which(), self.pack('UK'))
        self.profile.limitation_law_id = self.pack('EU')
        self.assertEqual(which(), self.pack('EU'))
        self.profile.write({'limitation_law_id': False, 'contract_country_id': False})
        self.company.credit_limitation_law_id = False
        for code, pack in (('de', 'EU'), ('cn', 'CN'), ('us', 'neutral')):
            self.company.country_id = country(f'base.{code}')
            self.assertEqual(which(), self.pack(pack))
        own = self.pack('neutral').copy({'company_id': self.company.id})
        self.assertEqual(which(), self.pack('neutral'))
        own.country_ids = country('base.us')
        self.assertEqual(which(), own)

    def test_another_law_counts_all_clocks_anew(self):
        clock = self.env['credit.guarantee.clock'].create({
            'profile_id': self.profile.id, 'date_due': date(2026, 8, 31),
            'guarantor_id': self.env['res.partner'].create({'name': "Guarantor"}).id})
        self.env['credit.court.event'].create({
            'profile_id': self.profile.id, 'kind': 'judgment_effective', 'date': date(2026, 2, 1)})
        self.assertEqual(clock.end_date, date(2027, 2, 28))
        self.assertEqual(self.profile.court_deadline_ids.date, date(2028, 2, 1))
        self.company._credit_limitation_place(0, self.company._credit_today())
        self.company.credit_limitation_law_id = self.pack('UK')
        self.assertFalse(clock.end_date)
        self.assertEqual(self.profile.court_deadline_ids.date, date(2032, 2, 1))
        self.assertFalse(self.company.credit_limitation_counted_on)

    def test_a_law_for_all_others_stays(self):
        neutral = self.pack('neutral')
        for act in (
            lambda: neutral.write({'is_fallback': False}), lambda: neutral.write({'active': False}),
            neutral.unlink,
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                act()

    def test_changes_are_logged_and_counted(self):
        self.company._credit_limitation_place(0, self.company._credit_today())
        law = self.pack('CN')
        law.span_years = 4
        law.event_ids.filtered(lambda event: event.kind == 'part_payment').unlink()
        entries = self.env['credit.decision'].search([('kind', '=', 'setting')], limit=2)
        after = [entry.payload['after'] if isinstance(entry.payload, dict) else entry.payload
                 for entry in entries]
        self.assertIn('part_payment', str(entries[0].payload))
        self.assertIn('span_years', str(after))
        self.assertFalse(self.company.credit_limitation_counted_on)
        count = self.env['credit.decision'].search_count([])
        law.write({'span_years': 4})
        self.assertEqual(self.env['credit.decision'].search_count([]), count)

    def test_a_name_in_another_language_is_no_other_law(self):
        self.env['res.lang']._activate_lang('fr_FR')
        law, counted = self.pack('CN'), self.company._credit_today()
        self.company._credit_limitation_place(0, counted)
        law.with_context(lang='fr_FR').write({'name': "Chine"})
        law.with_context(lang='fr_FR').write({'sequence': 11})
        self.assertEqual(self.company.credit_limitation_counted_on, counted)
        law.span_years = 4
        self.assertFalse(self.company.credit_limitation_counted_on)

    def test_who_may_change_laws(self):
        law = self.pack('CN')
        with self.assertRaises(AccessError):
            law.with_user(self.officer).write({'span_years': 2})
        self.env['res.company'].create({'name': "Other"})
        with self.assertRaisesRegex(AccessError, "where you do not work"):
            law.with_user(self.manager).write({'span_years': 2})
        payment = law.event_ids.filtered(lambda event: event.kind == 'part_payment')
        lump = self.env['credit.interest.lump'].search([('company_id', '=', False)], limit=1)
        rate = self.env['credit.interest.rate'].search([], limit=1)
        for act in (
            lambda: payment.with_user(self.manager).write({'effect': 'suspend'}),
            lambda: payment.with_user(self.manager).unlink(),
            lambda: payment.proof_ids.with_user(self.manager).create({'event_id': payment.id}),
            lambda: payment.proof_ids.with_user(self.manager).write({'evidence_ids': False}),
            lambda: payment.proof_ids.with_user(self.manager).unlink(),
            lambda: lump.with_user(self.manager).write({'amount': 400}),
            lambda: rate.with_user(self.manager).write({'rate': 0.5}),
            lambda: rate.reference_id.with_user(self.manager).write({'known_until': False}),
            lambda: self.evidence['letter'].with_user(self.manager).write({'name': "Any paper"}),
            lambda: self.env['credit.write.off.evidence'].search([], limit=1).with_user(
                self.manager).write({'name': "Any paper"}),
        ):
            with self.assertRaisesRegex(AccessError, "where you do not work"), \
                    self.env.cr.savepoint():
                act()
        own = law.with_user(self.manager).copy({'company_id': self.company.id})
        own.write({'span_years': 4})
        own.event_ids[0].write({'basis': "Contract"})
        own.event_ids[0].proof_ids.write({'sequence': 5})
        self.assertEqual(own._as_law().span.years, 4)
        self.assertEqual(own.event_ids.mapped('kind'), law.event_ids.mapped('kind'))
