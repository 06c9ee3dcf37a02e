import gzip
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from .bureau_common import BureauCommon
from .bureau_samples import VAT, event, subject


@tagged('post_install', '-at_install')
class TestBureauPrivacy(HttpCase, BureauCommon):
    """Raw reports are opened for a purpose, on the record; nothing is kept for ever."""

    def _raw(self, payload="the bureau's own words", days=0, **values):
        [answer] = self.push(self._report(days, payload=payload, **values))
        return self.stored(answer)

    # === RAW REPORTS === #

    def test_reading_a_raw_report_is_logged_with_its_purpose(self):
        report = self._raw()
        answer = report.with_user(self.officer).read_raw("Limit review")
        self.assertEqual(answer, {
            'media_type': 'application/json', 'content': "the bureau's own words"})
        [line] = report.access_ids
        self.assertEqual((line.user_id, line.purpose, line.partner_id),
                         (self.officer, "Limit review", self.customer))
        for change in (lambda: line.write({'purpose': "x"}), line.unlink):
            with self.assertRaises(UserError):
                change()

    def test_without_purpose_or_right_nothing_is_read(self):
        report = self._raw()
        with self.assertRaises(UserError):
            report.with_user(self.officer).read_raw(" ")
        for user in (self.sales, self.auditor, self.agent):
            with self.assertRaises(AccessError):
                report.with_user(user).read_raw("curious")
        self.assertFalse(report.access_ids)

    def test_nobody_reaches_the_payload_around_the_log_not_even_an_administrator(self):
        report = self._raw()
        attachment = self.env['ir.attachment'].search([
            ('res_model', '=', 'credit.bureau.batch'), ('res_id', '=', report.batch_id.id),
            ('res_field', '=', 'payload')])
        self.assertEqual(gzip.decompress(attachment.raw), b"the bureau's own words")
        admin = self.env.ref('base.user_admin')
        for user in (admin, self.officer, self.manager, self.auditor, self.agent):
            own = attachment.with_user(user)
            for read in (lambda own=own: own.read(['datas']), lambda own=own: own.raw,
                         lambda own=own: own.write({'public': True})):
                with self.assertRaises(AccessError):
                    read()
            with self.assertRaises(AccessError):
                report.batch_id.with_user(user).read(['payload'])
        self.authenticate(admin.login, 'admin')
        answer = self.url_open(f'/web/content/{attachment.id}')
        self.assertNotIn(b"own words", answer.content)
        self.assertNotEqual(answer.status_code, 200)

    def test_the_dialog_opens_it_as_a_download_for_who_asked_and_not_for_long(self):
        report = self._raw()
        wizard = self.env['credit.bureau.open'].with_user(self.officer).create({
            'report_id': report.id, 'purpose': "Order of November"})
        action = wizard.action_open()
        for user in (self.officer, self.manager):
            user.password = user.login
        self.authenticate(self.officer.login, self.officer.login)
        answer = self.url_open(action['url'])
        self.assertEqual((answer.status_code, answer.content), (200, b"the bureau's own words"))
        self.assertIn('attachment', answer.headers['Content-Disposition'])
        self.authenticate(self.manager.login, self.manager.login)
        self.assertEqual(self.url_open(action['url']).status_code, 403)
        self.env.cr.execute("UPDATE credit_bureau_access SET opened_at = opened_at - interval '6m'")
        self.env.invalidate_all()
        self.authenticate(self.officer.login, self.officer.login)
        self.assertEqual(self.url_open(action['url']).status_code, 403)

    # === RETENTION === #

    def _retention(self):
        with self.enter_registry_test_mode():
            self.env.ref('credit_management.credit_bureau_retention_cron').method_direct_trigger()
        self.env.invalidate_all()

    def test_raw_payloads_go_after_the_bureau_s_days_and_the_others_of_the_batch_stay(self):
        dnb = self.env.ref('credit_management.credit_bureau_dnb')
        dnb.raw_keep_days = 0
        self._binding(self.customer, 'D-1', dnb)
        answers = self.push(
            self._report(3, payload="first"), self._report(2, provider='dnb', ref='D-1',
                                                           payload="second"),
            self._report(1, payload="third"))
        first, second, third = (self.stored(answer) for answer in answers)
        self.bureau.raw_keep_days = 30
        self.env.cr.execute("UPDATE credit_bureau_report SET create_date = %s WHERE id IN %s", [
            fields.Datetime.now() - timedelta(days=31), (first.id, second.id)])
        self.env.invalidate_all()
        self._retention()
        self.assertEqual([report.has_raw for report in (first, second, third)],
                         [False, True, True])
        self.assertEqual(second._raw_payload(), b"second")
        self.assertEqual(third._raw_payload(), b"third")
        self.assertTrue(first.content)
        with self.assertRaises(UserError):
            first.with_user(self.officer).read_raw("Too late")

    def test_what_ended_five_years_ago_about_a_person_is_deleted(self):
        self.env['credit.bureau.consent'].create({
            'partner_id': self.customer.id, 'company_id': self.company.id, 'purpose': "Credit",
            'evidence': 'c2lnbmVk', 'given_on': self.today})
        years = {
            'old': fields.Date.today() - relativedelta(years=5, days=1),
            'young': fields.Date.today() - relativedelta(years=5),
        }
        report = self._raw(subject=subject(natural_person=True), events=[
            event(key, opened_on='2015-01-01', status='closed', closed_on=day.isoformat(),
                  text=f"about {key}") for key, day in years.items()
        ] + [event('open', opened_on='2015-01-01')])
        self._binding(self.other_company_customer(), 'C-1')
        company = self.push(self._report(ref='C-1', subject=subject("Firm"), events=[event(
            'old', opened_on='2015-01-01', status='closed', closed_on=years['old'].isoformat())]))
        for _twice in range(2):
            self._retention()
            self.assertEqual(sorted(self.events().mapped('key')), ['open', 'young'])
        self.assertNotIn("about old", report.content)
        self.assertIn("about young", report.content)
        self.assertEqual(report.redacted_on, fields.Date.today())
        self.assertFalse(report.has_raw)
        self.assertEqual(len(self.stored(company[0])._data()['events']), 1)

    def other_company_customer(self):
        partner = self.env['res.partner'].create({'name': "Firm", 'is_company': True})
        self._profile(partner, 1.0)
        return partner

    # === OBSERVATIONS, CONSENTS, IDENTIFIERS === #

    def test_what_a_bureau_said_is_never_changed(self):
        report = self._raw()
        for values in ({'content': "{}"}, {'as_of': self.today}, {'content_hash': "0"}):
            with self.assertRaises(UserError):
                report.write(values)
        with self.assertRaises(AccessError):
            report.with_user(self.manager).write({'state': 'history'})
        with self.assertRaises(AccessError):
            report.with_user(self.manager).unlink()

    def test_a_consent_covers_from_its_day_until_it_ends_or_is_withdrawn(self):
        consents = self.env['credit.bureau.consent'].with_user(self.officer)
        consent = consents.create({
            'partner_id': self.customer.id, 'company_id': self.company.id, 'purpose': "Credit",
            'evidence': 'c2lnbmVk', 'given_on': self.today, 'bureau_id': self.bureau.id,
            'expires_on': self.today})
        pair = (self.customer.id, self.bureau.id)
        other = (self.customer.id, self.env.ref('credit_management.credit_bureau_dnb').id)

        def covered():
            return consents._consented(self.company, {pair, other})

        self.assertEqual(covered(), {pair})
        consent.bureau_id = False
        self.assertEqual(covered(), {pair, other})
        for change in ({'withdrawn_on': self.today},
                       {'withdrawn_on': False, 'given_on': self.today + timedelta(days=1),
                        'expires_on': False}):
            consent.write(change)
            self.assertEqual(covered(), set())
            self.assertFalse(consent.is_valid)

    def test_an_identifier_is_kept_in_normal_form_and_a_wrong_one_is_refused(self):
        identifiers = self.env['credit.partner.identifier'].with_user(self.officer)
        contact = self.env['res.partner'].create({'name': "Ann", 'parent_id': self.customer.id})
        number = identifiers.create({
            'partner_id': contact.id, 'scheme': 'vat', 'value': f' {VAT[:2].lower()} {VAT[2:]}'})
        self.assertEqual((number.partner_id, number.value, number.check),
                         (self.customer, VAT, 'valid'))
        for scheme, value in (('vat', 'DE999999904'), ('duns', '12'), ('lei', 'X'), ('other', ' ')):
            with self.assertRaises(ValidationError):
                identifiers.create({
                    'partner_id': self.customer.id, 'scheme': scheme, 'value': value})
        with self.assertRaises(ValidationError):
            number.value = 'DE999999904'

    def test_bands_lie_inside_their_scale(self):
        scale = self.env.ref('credit_management.credit_bureau_scale_creditsafe_score')
        with self.assertRaises(ValidationError):
            scale.band_ids[0].upper = 101.0
        with self.assertRaises(ValidationError):
            self.bureau.code = 'Credit Safe'
