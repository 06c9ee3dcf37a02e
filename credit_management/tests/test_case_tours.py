from shutil import which
from unittest import skipUnless

from odoo.tests import HttpCase, tagged

from .case_common import CaseCommon


@tagged('post_install', '-at_install')
class TestCaseTours(HttpCase, CaseCommon):
    """A case from the telephone to a promise, and from the broken promise to the demand."""

    @skipUnless(which('wkhtmltopdf'), "PDF needs wkhtmltopdf")
    def test_from_a_call_to_a_promise_to_a_demand(self):
        self.customer.write({'street': "Quay 1", 'city': "Bremen", 'zip': "28195"})
        if not self.company.partner_id.bank_ids:
            self.env['res.partner.bank'].create({
                'acc_number': "DE02120300000000202051", 'partner_id': self.company.partner_id.id})
        case = self._case(self._invoice(300.0, due=-60))
        url = f'/odoo/credit.case/{case.id}'
        self.start_tour(url, 'credit_case_call', login=self.officer.login)
        self.env.invalidate_all()
        promise = self.env['credit.promise'].search([('profile_id', '=', self.profile.id)])
        self.assertEqual((promise.amount, promise.user_id), (300.0, self.officer))
        self.assertEqual(case.next_action, 'promise')
        # Time goes by, and no money comes.
        promise.sudo().write(
            {'made_on': self.on(-10), 'day': self.on(-6), 'ends_on': self.on(-3)})
        for _part in self.env['credit.promise'].sudo()._night(self.company):
            pass
        self.assertEqual(promise.state, 'broken')
        self.assertNotEqual(case.next_action, 'promise')
        self.start_tour(url, 'credit_case_demand', login=self.officer.login)
        letter = self.env['credit.letter'].search([
            ('profile_id', '=', self.profile.id), ('kind', '=', 'demand')])
        self.assertEqual((letter.state, letter.degree, letter.case_id), ('approved', 1, case))
        # Odoo prints no PDF while a browser waits in a test.
        letter.document_id = False
        letter.with_context(force_report_rendering=True)._print()
        self.start_tour(f'/odoo/credit.letter/{letter.id}', 'credit_case_demand_pdf',
                        login=self.officer.login)
