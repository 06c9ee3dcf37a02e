from datetime import date
from pathlib import Path
from unittest.mock import patch

from babel.messages.extract import extract_from_file
from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import code_translations

from .. import facts, rules
from ..facts.bank_calendar import bank_calendars
from ..tools.bank_days import days_overdue
from ..tools.breaches import Document, evaluate

NEUTRAL = {
    "Thank you, we have your order and will confirm it shortly.",
    "Please pay by the link to start your order.",
}


@tagged('post_install', '-at_install')
class TestRules(TransactionCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.euro = cls.env.ref('base.EUR')
        cls.policy = cls.env.ref('credit_management.credit_policy_standard')._values()

    def _facts(self, **changes):
        return {
            'rounding': 0.01, 'limit_mode': 'limited', 'standing': 'normal', 'grade': 'B',
            'exposure': 488_000.0, 'effective_limit': 500_000.0, 'base_limit': 500_000.0,
            'overdue_days': 38, 'overdue_amount': 50_000.0, 'overdue_lines': 2,
            'overdue_oldest_ref': 'INV/0815', 'in_transit': 48_000.0, 'in_transit_counts': True,
            'today': date(2026, 11, 23), 'limit_valid_until': None, 'review_date': None,
            'approved_term': None, **changes,
        }

    def _judge(self, **changes):
        document = Document('sale.order', 1, 'order_confirm', 30_000.0, total=30_000.0)
        return evaluate(self._facts(**changes), document, self.policy, 'order_confirm')

    def _texts(self, verdict, audience, env=None, **options):
        formatter = rules.Formatter(env or self.env, audience, self.euro, **options)
        return {item.code: rules.sentence(item, formatter) for item in verdict.breaches}

    # === THREE TEXTS === #

    def test_a_breach_has_three_texts(self):
        verdict = self._judge()
        money = self.euro.format
        self.assertEqual(self._texts(verdict, 'officer')['H01'], (
            f"Exposure {money(518_000)} of {money(500_000)} with this order, {money(18_000)} over;"
            f" fits up to {money(12_000)}, or with {money(18_000)} paid."
        ))
        self.assertEqual(self._texts(verdict, 'officer')['H02'], (
            f"Oldest INV/0815 38 d late (tolerance 20), lines: 2, to pay: {money(50_000)}."
            f" {money(48_000)} in transit would cover a part."
        ))
        self.assertEqual(self._texts(verdict, 'sales')['H01'], (
            f"{money(18_000)} over the limit. Goes through with {money(18_000)} paid or an order up"
            f" to {money(12_000)}."
        ))
        self.assertEqual(set(self._texts(verdict, 'customer').values()), {
            "Thank you, we have your order and will confirm it shortly."
        })

    def test_the_customer_never_reads_a_figure_or_a_reason(self):
        for standing in ('suspended', 'blocked'):
            verdict = self._judge(standing=standing, standing_reason="sued", effective_limit=0.0)
            self.assertEqual(verdict.verdict, 'stop')
            for text in self._texts(verdict, 'customer').values():
                self.assertIn(text, NEUTRAL)

    def test_sales_without_amounts_still_read_the_cure(self):
        texts = self._texts(self._judge(), 'sales', show_amounts=False)
        self.assertEqual(
            texts['H01'], "Over the limit. Goes through after a payment or with a smaller order."
        )
        self.assertNotRegex(''.join(texts.values()), r'\d{3}')

    def test_missing_data_is_named_not_guessed(self):
        verdict = self._judge(overdue_days=None, exposure=None)
        self.assertEqual(
            verdict.not_checked, ['H01', 'H02', 'H06', 'H08', 'H09', 'H10', 'H14', 'H17'])
        self.assertEqual(verdict.breaches, [])

    # === LANGUAGES === #

    def test_the_reader_chooses_the_language_not_the_one_who_clicked(self):
        self.env['res.lang']._activate_lang('fr_FR')
        source = "Over the limit. Goes through after a payment or with a smaller order."
        french = {source: "Au-delà de la limite. Passe après un paiement."}
        verdict = self._judge()
        with patch.object(code_translations, 'get_python_translations', lambda *_args: french):
            env = self.env(context={'lang': 'fr_FR'})
            texts = self._texts(verdict, 'sales', env=env, show_amounts=False)
            self.assertEqual(texts['H01'], french[source])
        self.assertEqual(self._texts(verdict, 'sales', show_amounts=False)['H01'], source)

    def test_every_text_of_a_rule_reaches_the_translators(self):
        sources = set()
        for path in Path(rules.__file__).parent.glob('*.py'):
            sources |= {text for _line, text, _notes, _context in extract_from_file(
                'python', str(path), keywords={'_': None, '_lt': None}
            )}
        verdict = self._judge(standing='suspended', overdue_oldest_ref=None)
        self.assertTrue(sources >= NEUTRAL)
        for rule in rules.RULES.values():
            self.assertIn(rule.name._source, sources)
            for parameter in rule.parameters:
                self.assertIn(parameter.label._source, sources)
        with patch.object(code_translations, 'get_python_translations') as translations:
            translations.return_value = dict.fromkeys(sources, "TRADUIT")
            self.env['res.lang']._activate_lang('fr_FR')
            env = self.env(context={'lang': 'fr_FR'})
            for audience in ('officer', 'sales', 'customer'):
                for text in self._texts(verdict, audience, env=env).values():
                    self.assertFalse(text.replace("TRADUIT", '').strip())

    # === FACTS === #

    def test_terms_compare_by_their_last_due_date(self):
        terms = self.env['account.payment.term'].create([
            {'name': "Net 60", 'line_ids': [
                (0, 0, {'value': 'percent', 'value_amount': 100, 'nb_days': 60}),
            ]},
            {'name': "Half and half", 'line_ids': [
                (0, 0, {'value': 'percent', 'value_amount': 50, 'nb_days': 0}),
                (0, 0, {'value': 'percent', 'value_amount': 50, 'nb_days': 90}),
            ]},
            {'name': "Month after next", 'line_ids': [(0, 0, {
                'value': 'percent', 'value_amount': 100, 'nb_days': 0,
                'delay_type': 'days_after_end_of_next_month',
            })]},
        ])
        due = [facts.final_due_date(term, date(2026, 11, 23)) for term in terms]
        self.assertEqual(due, [date(2027, 1, 22), date(2027, 2, 21), date(2026, 12, 31)])
        nothing = self.env['account.payment.term']
        self.assertEqual(facts.final_due_date(nothing, date(2026, 11, 23)), date(2026, 11, 23))

    def test_holidays_of_the_company_are_no_bank_days(self):
        calendar = self.company.resource_calendar_id
        calendar.tz = 'Asia/Shanghai'
        self.env['resource.calendar.leaves'].create([
            {'name': "National Day", 'calendar_id': calendar.id, 'resource_id': False,
             'date_from': '2026-09-30 16:00:00', 'date_to': '2026-10-08 15:59:59'},
            {'name': "Half day", 'calendar_id': calendar.id, 'resource_id': False,
             'date_from': '2026-11-24 05:00:00', 'date_to': '2026-11-24 09:00:00'},
        ])
        self.env.flush_all()
        calendars = bank_calendars(self.env, self.env.cr, [self.company.id])
        weekend, holidays = calendars[self.company.id]
        self.assertEqual(weekend, {5, 6})
        self.assertEqual(sorted(holidays), [date(2026, 10, day) for day in range(1, 9)])
        self.assertEqual(days_overdue(date(2026, 10, 1), date(2026, 10, 9), weekend, holidays), 0)

    def test_a_company_without_working_hours_rests_on_weekends(self):
        company = self.env['res.company'].create({'name': "No hours"})
        company.resource_calendar_id.attendance_ids.unlink()
        self.env.flush_all()
        weekend, _holidays = bank_calendars(self.env, self.env.cr, [company.id])[company.id]
        self.assertEqual(weekend, {5, 6})

    def test_only_providers_of_needed_facts_run(self):
        row = {
            'id': 0, 'partner_id': self.env.user.partner_id.id, 'company_id': self.company.id,
            'company_ids': self.company.ids, 'currency_rounding': 0.01, 'currency': 'EUR',
            'credit_limit': 1000.0, 'limit_mode': 'limited', 'standing': 'normal',
            **dict.fromkeys((
                'temporary_limit', 'temporary_from', 'temporary_to', 'limit_valid_until', 'grade',
                'standing_date', 'standing_reason', 'standing_user_id', 'policy_id',
                'payment_term_id', 'review_date', 'prepayment_percent',
            )),
        }
        with self.assertQueryCount(0):
            found = facts.load(
                self.env, self.env.cr, [row], date(2026, 11, 23), {'effective_limit'}
            )[0]
        self.assertEqual(found['effective_limit'], 1000.0)
        self.assertNotIn('exposure', found)
