from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .application_common import ApplicationCommon
from .test_statement_portal import PIXEL


@tagged('post_install', '-at_install')
class TestCreditApplication(ApplicationCommon, HttpCase):
    """A customer applies by his link; what he says becomes his file, a request and no limit."""

    def test_the_link_goes_to_the_mail_alone_and_opens_nothing_else(self):
        mail = self.env['mail.mail'].sudo().search([], order='id desc', limit=1)
        self.assertEqual(mail.email_to, 'ann@quarry.example')
        self.assertIn(self.token, mail.body_html)
        self.assertNotIn(self.token, str(self.application.message_ids.mapped('body')))
        page = self._open()
        self.assertIn("Quarry Lane Ltd", page.text)
        self.assertEqual(page.headers['Referrer-Policy'], 'no-referrer')
        self.assertEqual(self._open('wrong').status_code, 404)
        self.application.sudo().access_until = '2020-01-01'
        self.assertEqual(self._open().status_code, 404)
        with self.assertRaises(AccessError):
            self.application.with_user(self.sales).read(['legal_name'])
        for user in (self.officer, self.sales):
            with self.assertRaises(AccessError):
                self.application.with_user(user).read(['access_token'])

    def test_a_draft_is_kept_and_nothing_is_lost_on_bad_input(self):
        answer = self._post(step='save', wished_limit="lots", street='')
        self.assertIn("is no figure", answer.text)
        self.assertEqual(self.application.registration_no, '7654321')
        answer = self._post(step='sign', street='')
        self.assertIn("Still missing: Street", answer.text)
        self.assertIn("Still missing", self._sign()['error'])
        answer = self._post(step='save', files={
            'files': ('run.html', b'<script>1</script>', 'text/html')})
        self.assertIn("of a kind that is not kept", answer.text)
        self._post(step='save', files={'files': ('licence.png', PIXEL, 'image/png')})
        files = self.env['ir.attachment'].search([
            ('res_model', '=', 'credit.application'), ('res_id', '=', self.application.id),
            ('res_field', '=', False)])
        self.assertEqual(files.mapped('name'), ['licence.png'])
        self.assertEqual(self.application.state, 'draft')
        self.assertEqual(self.application.reference_ids.mapped('limit_given'), [15000.0])

    def test_it_is_submitted_once_and_becomes_file_request_and_references(self):
        answer = self._post(step='sign')
        self.assertIn('o_credit_application_sign', answer.text)
        self.assertIn('redirect_url', self._sign())
        self.assertIn("already", self._sign()['error'])
        self.assertEqual(self.application.signed_by, "Ann Quarry")
        self._post(legal_name="Other")
        self.assertEqual(self.application.legal_name, "Quarry Lane Ltd")
        application = self.application.with_user(self.officer)
        with self.assertRaisesRegex(UserError, "was submitted"):
            application.legal_name = "Other"
        task = self.env['credit.task'].with_user(self.officer).search(
            [('res_model', '=', 'credit.application'), ('res_id', '=', application.id)])
        self.assertIn("20,000", task.why)

        application.action_take()
        partner, profile = application.partner_id, application.profile_id
        self.assertEqual((partner.company_registry, partner.child_ids.name),
                         ('07654321', "Ann Quarry"))
        self.assertEqual((profile.credit_limit, profile.limit_mode), (0.0, 'limited'))
        said = profile.credit_file_ids.entry_ids.filtered(lambda one: one.source == 'customer')
        self.assertIn("Ann Quarry", said.mapped('value'))
        self.assertTrue(self.env['credit.bureau.consent'].search(
            [('partner_id', '=', partner.id)]).is_valid)
        reference = profile.credit_file_ids.reference_ids
        advice = self.env['credit.limit.advice']
        self.assertNotIn('F3', advice._methods(profile))
        reference.write({'high_credit': 12000.0, 'experience': 'late'})
        reference.with_user(self.officer).action_asked()
        methods = advice._methods(profile)
        self.assertEqual((methods['F3'].amount, float(methods['F9'].amount)), (15000, 10350.0))

        action = application.action_request_limit()
        request = self.env['credit.limit.request'].with_user(self.officer).with_context(
            **action['context']).create({})
        self.assertEqual((request.profile_id, request.requested_limit), (profile, 20_000.0))
        with self.assertRaisesRegex(UserError, "Say why"):
            application.action_refuse()
        application.action_accept()
        self.assertEqual((application.state, application.outcome), ('decided', 'accepted'))

    def test_who_has_the_number_already_is_chosen_and_who_is_called_alike_only_offered(self):
        self._post()
        same = self.env['res.partner'].create({
            'name': "QL", 'is_company': True, 'company_registry': '07654321',
            'country_id': self.england.id})
        alike = self.env['res.partner'].create({'name': "Quarry Lane", 'is_company': True})
        self._sign()
        application = self.application.with_user(self.officer)
        self.assertEqual(application.candidate_ids, same)
        with self.assertRaisesRegex(UserError, "choose him"):
            application.action_take()
        same.company_registry = False
        application.invalidate_recordset(['candidate_ids'])
        self.assertIn(alike, application.candidate_ids)
        self.assertNotIn(same, application.candidate_ids)
        application.partner_id = alike
        application.action_take()
        self.assertEqual(application.profile_id.partner_id, alike)

    def test_a_customer_with_a_login_has_one_draft(self):
        portal = self._user('paul', 'base.group_portal')
        portal.partner_id.parent_id = self.customer
        self.authenticate(portal.login, portal.login)
        first, second = (self.url_open('/my/credit-application') for _time in range(2))
        self.assertEqual(first.url, second.url)
        self.assertIn(self.customer.name, first.text)
        with self.assertRaises(AccessError):
            self.env['credit.application'].with_user(portal).search([]).read(['name'])
