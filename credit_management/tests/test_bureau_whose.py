from odoo.tests import tagged

from .bureau_common import BureauCommon
from .bureau_samples import LEI, VAT, VAT_2, score, subject


@tagged('post_install', '-at_install')
class TestBureauWhose(BureauCommon):
    """A binding or one strong identifier says whose a report is; a name never does."""

    def test_one_strong_identifier_binds_and_is_remembered(self):
        self.env['credit.bureau.binding'].search([]).unlink()
        self.customer.vat = VAT
        ours = subject(identifiers=[{'scheme': 'vat', 'value': f'{VAT[:2]} {VAT[2:]}'}])
        match = {'method': 'identifier', 'partner_id': self.customer.id, 'confidence': '1'}
        self.assertEqual(self.outcomes(self._report(subject=ours, match=match)), ['created'])
        binding = self.env['credit.bureau.binding'].search([('provider_ref', '=', self.REF)])
        self.assertEqual((binding.partner_id, binding.method), (self.customer, 'identifier'))
        bare = self._report(subject=subject(), match={'method': 'none'}, scores=[score()],
                            retrieved_at=f'{self._day()}T09:00:00Z')
        self.assertEqual(self.outcomes(bare), ['created'])

    def test_odoo_checks_again_before_it_binds(self):
        self.env['credit.bureau.binding'].search([]).unlink()
        match = {'method': 'identifier', 'partner_id': self.customer.id}
        ours = subject(identifiers=[{'scheme': 'vat', 'value': VAT}])

        def outcome(**changes):
            return self.outcomes(self._report(match=match, **{'subject': ours, **changes}))[0]

        self.assertEqual(outcome(), 'unmatched')  # the customer does not carry the number
        self.customer.vat = VAT
        self.assertEqual(outcome(subject={**ours, 'country': 'FR', 'identifiers': [
            {'scheme': 'lei', 'value': LEI}]}), 'unmatched')
        self.assertEqual(outcome(subject={**ours, 'legal_name': "Zephyr"}), 'unmatched')
        self.customer.active = False
        self.assertEqual(outcome(subject={**ours, 'trade_names': ["Acme"]}), 'unmatched')
        self.customer.active = True
        twin = self.env['res.partner'].create({
            'name': "Acme Trade Two", 'is_company': True, 'vat': VAT,
            'country_id': self.env.ref('base.de').id})
        self._profile(twin, 1.0)
        self.assertEqual(outcome(subject={**ours, 'trade_names': ["Acme II"]}), 'rejected')

    def test_a_name_alone_never_binds(self):
        self.env['credit.bureau.binding'].search([]).unlink()
        match = {'method': 'identifier', 'partner_id': self.customer.id, 'confidence': '1'}
        self.assertEqual(self.outcomes(self._report(match=match)), ['unmatched'])

    def test_a_number_that_odoo_s_own_field_lost_binds_no_more(self):
        self.customer.vat = VAT
        self.customer.vat = VAT_2
        rows = self.customer.credit_identifier_ids
        self.assertEqual(rows.mapped('value'), [VAT_2])
