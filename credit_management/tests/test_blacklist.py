import base64
from io import BytesIO

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from openpyxl import Workbook

from ..exceptions import CreditHold
from .common import GROUPS, CreditCommon

USCI = '91440300708461136T'


@tagged('post_install', '-at_install')
class TestBlacklist(CreditCommon):
    """Who is listed gets no credit or no goods, by every way; two agree to it, and to its end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._user('boris', f'{GROUPS}manager')
        cls.reason = cls.env.ref('credit_management.credit_blacklist_reason_fraud')
        cls.today = cls.company._credit_today()
        # No other contact's name is like it.
        cls.customer.name = "Zwelluh Trade"

    def _entry(self, *marks, level='no_trade', listed=True, user=None, **values):
        entry = self.env['credit.blacklist'].with_user(user or self.officer).create({
            'subject': "Zwelluh Trade", 'reason_id': self.reason.id, 'level': level,
            'evidence': "File 7, letter of 3 May", 'company_id': self.company.id,
            'key_ids': [(0, 0, {'kind': kind, 'value': value}) for kind, value in marks], **values})
        if listed:
            entry.action_submit()
            for manager in (self.manager, self.manager_2):
                entry.with_user(manager).action_approve()
        return entry

    def _customer_of(self, **values):
        return self.env['res.partner'].create({'name': "Nobody Known", 'is_company': True, **values})

    def _verdict(self, partner, amount=10.0):
        return self.env['credit.profile'].with_user(self.officer).may_sell(partner.id, amount)

    # === FOUR EYES === #

    def test_two_managers_agree_who_neither_wrote_nor_sell(self):
        self.customer.user_id = self.boss
        entry = self._entry(listed=False, user=self.manager, partner_id=self.customer.id)
        entry.with_user(self.officer).evidence = "More"
        entry.with_user(self.officer).action_submit()
        self.assertNotIn(entry.user_id, self.boss | self.officer)
        for user, word in (
            (self.officer, "Only credit managers"), (self.boss, "own sales customer"),
            (self.auditor, "Only credit managers"),
        ):
            for decide in (lambda one: one.action_approve(), lambda one: one.action_refuse("No")):
                with self.subTest(user.name), self.assertRaisesRegex(AccessError, word):
                    decide(entry.with_user(user))
        entry.with_user(self.manager_2).action_approve()
        self.assertEqual(entry.state, 'submitted')
        self.assertEqual(self._verdict(self.customer)['verdict'], 'ok')
        with self.assertRaisesRegex(AccessError, "second person"):
            entry.with_user(self.manager_2).action_approve()
        entry.with_user(self.manager).action_approve()
        self.assertEqual((entry.state, entry.date_from), ('in_force', self.today))
        self.assertEqual(self._verdict(self.customer)['verdict'], 'stop')

    def test_who_asked_or_wrote_last_does_not_agree(self):
        entry = self._entry(listed=False, user=self.boss, partner_id=self.customer.id)
        entry.with_user(self.manager).evidence = "More"
        entry.with_user(self.boss).action_submit()
        for user, word in ((self.boss, "asked for it"), (self.manager, "You wrote it")):
            with self.assertRaisesRegex(AccessError, word):
                entry.with_user(user).action_approve()
        entry.with_user(self.manager_2).action_refuse("Not shown")
        self.assertEqual((entry.state, entry.note), ('refused', "Not shown"))

    def test_a_company_of_one_decides_alone(self):
        self.company.credit_single_approver = True
        entry = self._entry(listed=False, user=self.boss, partner_id=self.customer.id)
        entry.action_submit()
        entry.action_approve()
        self.assertEqual(entry.state, 'in_force')

    def test_nothing_goes_past_the_buttons_and_nothing_is_deleted(self):
        entry = self._entry(partner_id=self.customer.id)
        own = entry.with_user(self.manager)
        for vals in ({'state': 'removed'}, {'level': 'no_credit'}, {'approval_ids': [(5,)]},
                     {'evidence': "x"}, {'review_date': self.today}):
            with self.assertRaises(UserError):
                own.write(vals)
        for records, error in (
            (own, UserError), (own.key_ids, UserError), (own.match_ids, AccessError),
        ):
            with self.assertRaises(error):
                records.unlink()
        with self.assertRaises(UserError):
            own.key_ids[:1].value = "x"
        made = self.env['credit.blacklist'].with_user(self.officer).with_context(
            default_state='in_force').create({'subject': "X", 'reason_id': self.reason.id})
        self.assertEqual(made.state, 'draft')
        for values, word in (({'evidence': ''}, "what shows it"),
                             ({'review_date': self.today}, "after today")):
            with self.assertRaisesRegex(UserError, word):
                self._entry(('name', "X"), listed=False, **values).action_submit()
        with self.assertRaisesRegex(UserError, "cannot be right"):
            self._entry(('usci', '91440300708461136X'), listed=False)

    # === BY EVERY WAY === #

    def test_no_mark_is_moved_to_an_entry_that_was_decided_on(self):
        listed = self._entry(('usci', USCI))
        draft = self._entry(('phone', "+44 20 7946 0958"), listed=False)
        with self.assertRaisesRegex(UserError, "stays as it was decided on"):
            draft.key_ids.blacklist_id = listed

    def test_no_trade_stops_even_what_is_prepaid_and_no_credit_does_not(self):
        entry = self._entry(partner_id=self.customer.id, level='no_credit')
        self.assertEqual(self.profile.blacklist_level, 'no_credit')
        self.assertEqual((self.profile.effective_limit, self.profile.verdict), (0.0, 'stopped'))
        hold = self.confirm(self._order(50.0))
        self.assertEqual(hold.context['verdict'], 'stop')
        self.env['account.payment'].create({
            'payment_type': 'inbound', 'partner_type': 'customer', 'partner_id': self.customer.id,
            'amount': 80.0}).action_post()
        self.assertIsNone(self.confirm(self._order(50.0)))
        self._removed(entry)
        self._entry(partner_id=self.customer.id)
        self.assertEqual(self._verdict(self.customer, 1.0)['verdict'], 'stop')
        self.assertEqual(self.confirm(self._order(10.0)).context['verdict'], 'stop')

    def test_who_has_no_credit_page_is_stopped_as_well_and_who_buys_for_another(self):
        listed, payer = self._customer_of(vat='NL123456782B90'), self._customer_of()
        self._entry(('vat', 'NL 123456782 B90'))
        profile = self.env['credit.profile']._of_partners(listed, self.company)
        self.assertEqual(profile.limit_mode, 'unlimited')
        contact = self.env['res.partner'].create({'name': "Desk", 'parent_id': listed.id})
        self.assertEqual(self.confirm(self._order(10.0, contact)).context['verdict'], 'stop')
        self._profile(payer, 1000.0)
        held = self.confirm(self._order(10.0, contact, partner_invoice_id=payer.id))
        self.assertEqual(held.context['verdict'], 'stop')

    def test_an_order_confirmed_before_is_stopped_at_its_delivery(self):
        order = self._order(50.0)
        self.assertIsNone(self.confirm(order))
        self._entry(partner_id=self.customer.id)
        picking = order.picking_ids
        picking.move_ids.quantity = 1.0
        picking.move_ids.picked = True
        with self.assertRaises(CreditHold):
            picking.button_validate()

    def test_sales_read_neutral_words(self):
        self._entry(partner_id=self.customer.id)
        order = self._order(10.0)
        self.env.invalidate_all()
        answer = self.env['credit.profile'].with_user(self.sales).may_sell(self.customer.id, 10.0)
        words = ''.join(breach['message'] for breach in answer['breaches'])
        self.assertIn("Ask the credit officer", words)
        for secret in ("lack", "BL/", "Olga", "raud"):
            self.assertNotIn(secret, words)
        with self.assertRaises(AccessError):
            self.env['credit.blacklist'].with_user(self.sales).search([])
        with self.assertRaises(AccessError):
            self.profile.with_user(self.sales).read(['blacklist_level'])
        told = self._verdict(self.customer)['breaches']
        self.assertRegex(''.join(breach['message'] for breach in told), r"Blocked since .* by Olga \(BL/")
        self.assertTrue(order)

    # === MATCHING === #

    def test_a_new_contact_with_the_number_is_stopped_at_once(self):
        entry = self._entry(('usci', USCI))
        self.assertFalse(entry.match_ids)
        late = self._customer_of(name="New Face")
        late.write({'vat': USCI.lower()})
        new = self._customer_of(company_registry=USCI)
        self.assertEqual(entry.match_ids.partner_id, late | new)
        self.assertEqual(set(entry.match_ids.mapped('state')), {'acts'})
        self.assertEqual(self._verdict(new)['verdict'], 'stop')

    def test_what_looks_alike_waits_for_a_person_and_stops_nobody(self):
        twin = self._customer_of(name="Gloomy Traders Limited", phone="+44 20 7946 0958")
        person = self._customer_of(name="J. Doe", is_company=False)
        entry = self._entry(('name', "Gloomy Trader"), ('phone', "020 7946 0958"),
                            ('person', "J Doe"), subject="Gloomy Trader")
        later = self._customer_of(name="Gloomy Trader GmbH")
        found = {match.partner_id: match for match in entry.match_ids}
        self.assertEqual(set(found), {twin, person, later})
        self.assertEqual(set(entry.match_ids.mapped('state')), {'candidate'})
        self.assertIn("Phone", found[twin].by_text)
        self.assertFalse(self.env['credit.profile']._of_partners(twin | person | later))
        task = self.env['credit.task'].with_user(self.officer).search([
            ('kind', '=', 'blacklist'), ('res_id', '=', entry.id)])
        self.assertIn("3 contacts look like", task.why)
        found[twin].with_user(self.officer).action_accept()
        found[later].with_user(self.officer).action_reject()
        self.assertEqual(self._verdict(twin)['verdict'], 'stop')
        self.assertEqual(self._verdict(later)['verdict'], 'ok')
        later.phone = "020 7946 0958"
        self.assertEqual(found[later].state, 'rejected')
        with self.assertRaises(UserError):
            found[later].with_user(self.officer).action_accept()

    def test_name_with_legal_representative_is_him(self):
        boss = self.env['res.partner'].create({'name': "Ada Grim", 'parent_id': self.customer.id})
        entry = self._entry(('name', "Zwelluh Trade Ltd"), ('person', "ada grim"))
        match = entry.match_ids.filtered(lambda one: one.partner_id == self.customer)
        self.assertEqual(match.state, 'candidate')
        self.profile.representative_ids = boss
        self.assertEqual(match.state, 'acts')
        self.assertEqual(self.profile.blacklist_level, 'no_trade')

    def test_a_merged_customer_stays_listed(self):
        entry = self._entry(partner_id=self.customer.id)
        other = self._customer_of(name="Qyvorn Survivor")
        survivor = self._profile(other, 500.0)
        self.env['base.partner.merge.automatic.wizard'].with_user(self.manager).sudo()._merge(
            (self.customer | other).ids, other)
        self.assertEqual(survivor.blacklist_level, 'no_trade')
        self.assertEqual(entry.match_ids.mapped('state'), ['acts'])
        self.assertEqual(entry.match_ids.partner_id, other)
        self.assertEqual(self._verdict(other)['verdict'], 'stop')
        with self.assertRaisesRegex(UserError, "blacklist"):
            survivor.with_user(self.manager).active = False

    def test_looking_costs_the_same_for_one_contact_and_for_many(self):
        self._entry(('usci', USCI))
        self._customer_of()

        def queries(count):
            self.env.flush_all()
            start = self.env.cr.sql_log_count
            self.env['credit.blacklist.match']._look_at(partners[:count])
            return self.env.cr.sql_log_count - start

        partners = self.env['res.partner'].create([{'name': f"Plain {n}"} for n in range(8)])
        self.env.invalidate_all()
        few = queries(4)
        self.env.invalidate_all()
        self.assertEqual(queries(8), few)

    # === TOLD, OBJECTED, REMOVED === #

    def _removed(self, entry):
        entry.with_user(self.officer).action_ask_removal("Paid all")
        self.assertEqual(self.profile.blacklist_level, entry.level)
        for manager in (self.manager, self.manager_2):
            entry.with_user(manager).action_approve()

    def test_two_others_agree_before_it_ends_and_held_orders_are_looked_at_again(self):
        entry = self._entry(partner_id=self.customer.id)
        self.assertEqual(self.confirm(self._order(10.0)).context['verdict'], 'stop')
        with self.assertRaises(UserError):
            entry.with_user(self.officer).action_ask_removal(" ")
        entry.with_user(self.manager).action_ask_removal("Paid all")
        with self.assertRaisesRegex(AccessError, "asked for it"):
            entry.with_user(self.manager).action_approve()
        entry.with_user(self.boss).action_refuse("Not yet")
        self.assertEqual(entry.state, 'in_force')
        self._removed(entry)
        self.assertEqual((entry.state, entry.date_to), ('removed', self.today))
        self.assertFalse(self.profile.blacklist_level)
        self.assertEqual(self._verdict(self.customer)['verdict'], 'ok')
        self.assertTrue(self.env['credit.recheck'].search([('profile_id', '=', self.profile.id)]))
        self.assertEqual(entry.approval_ids.mapped('act'), ['list', 'list', 'remove', 'remove'])
        logged = self.env['credit.decision'].search([('kind', '=', 'blacklist')])
        self.assertIn(self.profile, logged.profile_id)

    def test_he_is_told_objects_and_is_answered_by_who_did_not_write_it(self):
        entry = self._entry(partner_id=self.customer.id, user=self.boss)
        say = self.env['credit.blacklist.say'].with_user(self.officer)
        for method in ('action_told', 'action_object'):
            action = entry.with_user(self.officer).with_context(credit_say=method).action_say()
            say.with_context(**action['context']).create({'note': "By post"}).action_apply()
        self.assertEqual((entry.told_on, entry.told_how), (self.today, "By post"))
        self.assertIn("objects", entry._why())
        with self.assertRaisesRegex(AccessError, "did not write"):
            entry.with_user(self.boss).action_dismiss_objection("No")
        entry.with_user(self.manager).action_uphold_objection("He paid in time")
        self.assertEqual(entry.objection_ids.state, 'upheld')
        self.assertEqual((entry.state, entry.removal_requester_id), ('removing', self.manager))
        with self.assertRaises(UserError):
            entry.objection_ids.with_user(self.manager).write({'text': "x"})

    def test_a_look_keeps_it_until_the_next(self):
        entry = self._entry(partner_id=self.customer.id)
        entry.sudo().review_date = self.today
        tasks = self.env['credit.task'].with_user(self.manager)
        found = [('kind', '=', 'blacklist'), ('res_id', '=', entry.id)]
        self.assertIn("still belongs", tasks.search(found).why)
        with self.assertRaises(UserError):
            entry.with_user(self.officer).action_keep("Still", str(self.today))
        entry.with_user(self.officer).action_keep("Still", '2099-01-01')
        self.assertFalse(tasks.search(found))

    # === READ IN === #

    def _read_in(self, *rows):
        book = Workbook()
        for row in (("Some title",), (), ("Who", "Level", "Reason", "Evidence", "Phone"), *rows):
            book.active.append(row)
        file = BytesIO()
        book.save(file)
        wizard = self.env['credit.import'].with_user(self.boss).create({
            'template': 'blacklist', 'file': base64.b64encode(file.getvalue()), 'reason': "List",
            'filename': 'list.xlsx', 'company_id': self.company.id})
        wizard.action_read()
        return wizard

    def test_a_list_asks_for_entries_and_lists_nobody_by_itself(self):
        wrong = self._read_in(
            ("Grimm", "never", "fraud", "File 1", None), ("Harm", "no_trade", "odd", "File 2", None),
            ("Ivo", "no_trade", "fraud", None, None), ("Jon", "no_trade", "fraud", "File 3", "12"))
        messages = [row.message or '' for row in wrong.row_ids]
        self.assertEqual((wrong.error_count, wrong.change_count), (4, 0))
        for word in ("no level", "no reason", "what shows it", "cannot be right"):
            self.assertTrue(any(word in message for message in messages), word)
        right = self._read_in(("Grimm & Co", "no_trade", "fraud", "File 1", "020 7946 0958"))
        right.action_take()
        entry = self.env['credit.blacklist'].search([('subject', '=', "Grimm & Co")])
        self.assertEqual((entry.state, entry.requester_id), ('submitted', self.boss))
        self.assertEqual(entry.key_ids.mapped('kind'), ['phone'])
        again = self._read_in(("grimm & co", "no_trade", "fraud", "File 1", None))
        self.assertEqual((again.same_count, again.change_count), (1, 0))
