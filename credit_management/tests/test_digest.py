import itertools
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .desk_common import WEDNESDAY_TEN, DeskCommon, utc

CRON = 'credit_digest_cron'
#: 08:00 and 13:00 in Shanghai on that Wednesday.
MORNING, BEFORE_CUTOFF = utc('2026-07-15 00:00:00'), utc('2026-07-15 05:00:00')


@tagged('post_install', '-at_install')
class TestDigest(DeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.officer | cls.wang | cls.manager
        for person in cls.people:
            person.email = f'{person.login}@example.com'

    def _at(self, moment):
        """Run the cron at `moment`; return the mails that it put into the queue."""
        before = self.env['mail.mail'].search([])
        with freeze_time(moment):
            self._run(CRON)
        return self.env['mail.mail'].search([]) - before

    def _yesterday(self, amount=1500.0, **values):
        with freeze_time(WEDNESDAY_TEN - timedelta(days=1)):
            return self._held(amount, **values)

    def test_who_has_something_waiting_gets_one_mail_in_the_morning(self):
        holds = self._yesterday() | self._yesterday(1600.0)
        self.assertFalse(self._at(MORNING - timedelta(minutes=1)))
        mail = self._at(MORNING)
        self.assertEqual(mail.recipient_ids, self.officer.partner_id)
        for hold in holds:
            self.assertIn(hold.name, mail.body_html)
        self.assertIn("Acme Trade", mail.body_html)
        self.assertIn("cut-off", mail.body_html)
        self.assertIn("14:00", mail.body_html)
        self.assertEqual(mail.subject, "Credit: 2 waiting for you, 2 late")
        self.assertEqual(mail.state, 'outgoing')

    def test_twice_in_a_slot_is_once_and_the_next_slot_is_another(self):
        self._yesterday()
        self.assertEqual(len(self._at(MORNING)), 1)
        for minutes in (0, 1, 15, 179):
            self.assertFalse(self._at(MORNING + timedelta(minutes=minutes)))
        self.assertFalse(self._at(BEFORE_CUTOFF - timedelta(minutes=1)))
        self.assertEqual(len(self._at(BEFORE_CUTOFF)), 1)
        self.assertFalse(self._at(BEFORE_CUTOFF + timedelta(minutes=59)))
        self.assertFalse(self._at(BEFORE_CUTOFF + timedelta(minutes=60)))

    def test_a_late_job_still_says_it_and_much_later_is_silent(self):
        self._yesterday()
        self.assertFalse(self._at(MORNING + timedelta(hours=3)))
        self.assertEqual(len(self._at(BEFORE_CUTOFF + timedelta(minutes=40))), 1)

    def test_on_a_rest_day_nobody_is_mailed(self):
        self._yesterday()
        saturday = MORNING + timedelta(days=3)
        self.assertFalse(self._at(saturday))
        self.assertEqual(len(self._at(saturday + timedelta(days=2))), 1)

    def test_nothing_waits_nothing_is_mailed(self):
        hold = self._yesterday()
        hold.snooze_until = MORNING + timedelta(hours=1)
        self.assertFalse(self._at(MORNING))
        self.assertEqual(len(self._at(BEFORE_CUTOFF)), 1)
        hold.with_user(self.officer).reject('limit', "no")
        self.assertFalse(self._at(MORNING + timedelta(days=1)))

    def test_texts_can_be_changed_while_nothing_waits(self):
        self.env['credit.hold'].search([]).unlink()
        digests = self.env['credit.digest']
        digests.search([]).unlink()
        digests.create({
            'user_id': self.officer.id, 'slot': MORNING, 'company_ids': self.company.ids})
        for code in ('digest', 'signal_digest', 'report_digest'):
            template = self.env.ref(f'credit_management.mail_template_{code}')
            template.body_html = f'{template.body_html}<p>Yours</p>'
            self.assertIn("Yours", template.body_html)

    def test_each_person_hears_of_his_own(self):
        mine, his = self._yesterday(), self._yesterday(60_000.0)
        his.user_id = self.wang
        mails = self._at(MORNING)
        self.assertEqual(mails.recipient_ids, (self.officer | self.wang).partner_id)
        of_wang = mails.filtered(lambda mail: mail.recipient_ids == self.wang.partner_id)
        self.assertIn(his.name, of_wang.body_html)
        self.assertNotIn(mine.name, of_wang.body_html)

    def test_who_wants_none_gets_none(self):
        self._yesterday()
        own = self.officer.with_user(self.officer)
        own.write({'credit_digest': False})
        self.assertFalse(self._at(MORNING))
        own.write({'credit_digest': True})
        self.assertEqual(len(self._at(MORNING)), 1)

    def test_report_only_and_a_pause_mail_nobody(self):
        self._yesterday()
        self.company.credit_mode = 'report'
        self.assertFalse(self._at(MORNING))
        self.company.credit_mode = 'enforce'
        self.company.credit_pause_until = BEFORE_CUTOFF
        self.assertFalse(self._at(MORNING))
        self.assertEqual(len(self._at(BEFORE_CUTOFF)), 1)

    def test_without_a_cut_off_only_the_morning(self):
        self.company.credit_has_cutoff = False
        self._yesterday()
        mail = self._at(MORNING)
        self.assertEqual(len(mail), 1)
        self.assertNotIn("cut-off", mail.body_html)
        self.assertFalse(self._at(BEFORE_CUTOFF))

    def test_it_speaks_the_reader_s_language_and_the_writer_s_place_is_no_matter(self):
        self.env['res.lang']._activate_lang('fr_FR')
        self.env.ref('credit_management.mail_template_digest').with_context(lang='fr_FR').write({
            'subject': "Crédit : {{ object.waiting_count }} en attente",
        })
        self.officer.write({'lang': 'fr_FR', 'tz': 'America/New_York'})
        self._yesterday()
        mail = self._at(MORNING)
        self.assertEqual(mail.subject, "Crédit : 1 en attente")

    def test_a_bad_address_is_noted_tried_again_and_stops_nobody(self):
        self._yesterday()
        self._yesterday(60_000.0).user_id = self.wang
        send = self.env.registry['credit.digest']._send

        def sometimes(digest):
            return 1 / 0 if digest.user_id == self.officer else send(digest)

        self.patch(self.env.registry['credit.digest'], '_send', sometimes)
        with self.assertLogs('odoo.addons.credit_management', 'ERROR'):
            self.assertEqual(self._at(MORNING).recipient_ids, self.wang.partner_id)
        noted = self.env['credit.failure'].search([('work', '=', 'digest')])
        self.assertEqual(noted.res_id, self.officer.id)
        self.assertIn('ZeroDivisionError', noted.reason)
        self.patch(self.env.registry['credit.digest'], '_send', send)
        mail = self._at(MORNING + timedelta(minutes=15))
        self.assertEqual(mail.recipient_ids, self.officer.partner_id)
        self.assertFalse(noted.exists())

    # === CLOCKS === #

    def test_summer_time_moves_the_mail_with_the_clock(self):
        self.company.resource_calendar_id.tz = 'Europe/Berlin'
        self._yesterday()
        friday, monday = utc('2026-10-23 06:00:00'), utc('2026-10-26 07:00:00')
        self.assertEqual(len(self._at(friday)), 1)  # 08:00 in summer
        self.assertFalse(self._at(monday - timedelta(hours=1)))  # 07:00 in winter
        self.assertEqual(len(self._at(monday)), 1)

    def test_companies_with_one_clock_share_a_mail_and_others_have_their_own(self):
        self._yesterday()
        near, far = self.env['res.company'].create([{'name': "Near"}, {'name': "Far"}])
        for company, zone in ((near, 'Asia/Singapore'), (far, 'Europe/London')):
            company.resource_calendar_id = self.env['resource.calendar'].create({
                'name': zone, 'tz': zone, 'company_id': company.id,
            })
            profile = self.env['credit.profile'].create({
                'partner_id': self.customer.id, 'company_id': company.id, 'credit_limit': 1.0,
                'user_id': self.officer.id,
            })
            self.officer.company_ids |= company
            hold = self.env['credit.hold']._hold_by_hand(profile, profile, 'papers', "no contract")
            hold.sudo().user_id = self.officer
        mail = self._at(MORNING)  # 08:00 in Shanghai and in Singapore
        self.assertEqual(mail.subject, "Credit: 2 waiting for you, 1 late")
        self.assertFalse(self._at(MORNING + timedelta(hours=6, minutes=59)))
        mail = self._at(MORNING + timedelta(hours=7))  # 08:00 in London's summer
        self.assertEqual(mail.subject, "Credit: 1 waiting for you")

    def test_query_counts_do_not_grow_with_what_waits(self):
        def count():
            digest = self.env['credit.digest'].create({
                'user_id': self.officer.id, 'slot': MORNING + timedelta(minutes=next(minutes)),
                'company_ids': [(6, 0, self.company.ids)],
            })
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(digest.lines), digest.waiting_count)
            return self.env.cr.sql_log_count - before
        counts, minutes = [], itertools.count()
        for amount in (1500.0, 1600.0, 1700.0):
            self._yesterday(amount)
        count()
        counts.append(count())
        for amount in (1800.0, 1900.0, 2000.0):
            self._yesterday(amount)
        counts.append(count())
        self.assertEqual(counts[0], counts[1])


@tagged('post_install', '-at_install')
class TestMailAtOnce(DeskCommon):
    """A hold is no mail; what is late, a stop or a large order is one, if its reader likes."""

    def _new_mails(self, amount=1500.0):
        before = self._mails()
        self._held(amount)
        return self._mails() - before

    def test_an_ordinary_hold_is_no_mail(self):
        self.assertFalse(self._new_mails())

    def test_a_stop_is_one_unless_its_reader_wants_none(self):
        self.profile.standing = 'blocked'
        mail = self._new_mails(10.0)
        self.assertEqual(mail.notified_partner_ids, self.officer.partner_id)
        self.officer.with_user(self.officer).write({'credit_mail_stop': False})
        self.assertFalse(self._new_mails(11.0))

    def test_a_large_order_is_one_for_who_asked_for_it(self):
        self.officer.with_user(self.officer).write({
            'credit_mail_large': True, 'credit_mail_above': 2000.0,
        })
        self.assertFalse(self._new_mails(2000.0))
        self.assertTrue(self._new_mails(2000.01))

    def test_what_is_late_is_one_for_its_new_owner_unless_he_wants_none(self):
        for wanted in (True, False):
            self.wang.credit_mail_late = wanted
            with freeze_time(WEDNESDAY_TEN):
                hold = self._held(1500.0 + wanted)
            before = self._mails()
            with freeze_time(WEDNESDAY_TEN + timedelta(hours=6)):
                self._run('credit_escalate_cron')
            self.assertEqual(hold.user_id, self.wang)
            mails = self._mails() - before
            self.assertEqual(mails.notified_partner_ids, (
                self.wang.partner_id if wanted else self.env['res.partner']
            ))

    def test_report_only_passes_on_in_silence(self):
        with freeze_time(WEDNESDAY_TEN):
            hold = self._held()
        self.company.credit_mode = 'report'
        before = self._mails()
        with freeze_time(WEDNESDAY_TEN + timedelta(hours=6)):
            self._run('credit_escalate_cron')
        self.assertEqual(hold.user_id, self.wang)
        self.assertFalse(self._mails() - before)

    def test_a_person_chooses_for_himself_only(self):
        with self.assertRaises(AccessError):
            self.wang.with_user(self.officer).write({'credit_digest': False})


@tagged('post_install', '-at_install')
class TestQueueHead(DeskCommon):

    def _state(self, moment, **context):
        with freeze_time(moment):
            tasks = self.env['credit.task'].with_user(self.officer).with_context(**context)
            return tasks.credit_queue_state()

    def test_the_next_cut_off_is_the_company_s_whoever_looks(self):
        for zone in ('America/Los_Angeles', 'Asia/Tokyo'):
            self.officer.tz = zone
            state = self._state(WEDNESDAY_TEN, tz=zone)
            self.assertEqual(state['cutoff'], '2026-07-15 06:00:00')
            self.assertEqual(state['zone'], 'Asia/Shanghai')

    def test_after_it_comes_the_one_of_the_next_working_day(self):
        friday_afternoon = utc('2026-07-17 06:00:00')
        self.assertEqual(self._state(friday_afternoon)['cutoff'], '2026-07-20 06:00:00')

    def test_there_may_be_none(self):
        self.company.credit_has_cutoff = False
        self.assertFalse(self._state(WEDNESDAY_TEN)['cutoff'])
        self.company.write({'credit_has_cutoff': True, 'credit_mode': 'report'})
        self.assertFalse(self._state(WEDNESDAY_TEN)['cutoff'])

    def test_today_is_the_company_s_day(self):
        """23:00 in Shanghai is 08:00 in California: what ships at 09:00 over there is tomorrow."""
        night = utc('2026-07-15 15:00:00')
        hold = self._held(commitment_date=utc('2026-07-15 16:30:00'))
        hold.write({'decide_by': utc('2026-07-16 02:00:00')})
        for moment, today in ((night, False), (night + timedelta(hours=1, minutes=1), True)):
            with freeze_time(moment):
                self.env.invalidate_all()
                own = self.env(user=self.officer, context={'tz': 'America/Los_Angeles'})
                task = own['credit.task'].search([('res_id', '=', hold.id)])
                self.assertEqual(task.priority, '2' if today else '0')
                found = [
                    bool(own[model].search([(name, '=', hold.id), ('ships_today', '=', True)]))
                    for model, name in (('credit.task', 'res_id'), ('credit.hold', 'id'))
                ]
                self.assertEqual(found, [today, today])
                self.assertEqual(hold.ships_today, today)
