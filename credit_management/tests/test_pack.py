import io
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import openpyxl
import pypdf
from dateutil.relativedelta import relativedelta
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged

from ..models import credit_failure
from ..tools.bank_days import is_bank_day
from .aging_common import AgingCommon

PACK = 'credit.pack'


class PackCommon(AgingCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.credit_mode = 'enforce'
        cls.env['res.company'].search([]).credit_pack_user_ids = False
        for person in (cls.officer, cls.manager, cls.manager_2, cls.sales, cls.auditor):
            person.email = f'{person.login}@example.com'
        cls.packs = cls.env[PACK]
        cls.packs.search([]).unlink()
        cls.month_end = cls.day(-cls.today.day)
        cls.before = -cls.today.day - 20
        cls.bill(cls, 400.0, on=cls.before - 60, due=10)
        cls.receive(cls, 150.0, on=cls.before)

    @contextmanager
    def _progress(self, stop_after=None):
        """Run without commits; `stop_after`: so many units, then there is no time left."""
        done = []

        def commit_progress(cron, processed=0, *, remaining=None, deactivate=False):
            if remaining is not None and not processed:
                return 1.0
            done.append(processed)
            return 1.0 if stop_after is None or len(done) < stop_after else 0.0

        with patch.object(self.env.registry['ir.cron'], '_commit_progress', commit_progress):
            yield

    def _run(self, stop_after=None):
        """Run the cron; return the mails that it put into the queue."""
        before = self.env['mail.mail'].search([])
        with self._progress(stop_after):
            self.packs._cron_send()
        return self.env['mail.mail'].search([]) - before

    def _pack(self, kind='preview'):
        return self.packs._make(self.company.sudo(), kind)

    def _scheduled(self, company=None):
        return self.packs.search([
            ('company_id', '=', (company or self.company).id), ('kind', '=', 'schedule'),
            ('date', '=', self.month_end)])

    def _second_working_day(self):
        """Return the second working day of this month, by counting days."""
        rest = self.company._credit_rest()[self.company.id]
        day, seen = self.today.replace(day=1), 0
        while True:
            seen += is_bank_day(day, *rest)
            if seen == 2:
                return day
            day += timedelta(days=1)

    def _at_noon(self, day):
        return freeze_time(f'{day} 12:00:00')


@tagged('post_install', '-at_install')
class TestPack(PackCommon):
    """What the pack says, and that it says it again."""

    # === FIGURES === #

    def test_aging_and_control_say_what_get_aging_says(self):
        figures = self._pack().figures
        aging = self.report.get_aging(as_of=self.month_end, ledger=False)
        self.assertEqual(figures['aging']['sums']['now'], aging['totals']['amounts'])
        not_due, *late = aging['totals']['amounts']
        now = figures['control']['measures']['now']
        self.assertAlmostEqual(now['claims'], not_due + sum(late))
        self.assertAlmostEqual(now['overdue'], sum(late))
        self.assertAlmostEqual(now['old'], sum(late[3:]))
        self.assertAlmostEqual(now['total'], aging['totals']['total'])

    def test_what_has_no_month_end_is_unknown_and_not_zero(self):
        fresh = self.env['res.company'].create({'name': "Fresh Ltd"})
        pack = self.packs._make(fresh, 'preview')
        sections = {section.code: section for section in pack._sections()}
        for row in sections['control'].rows:
            self.assertEqual(row[2:], [None] * 4)
        self.assertIsNone(sections['control'].figures[1].value)
        columns = sections['aging'].summed()
        self.assertFalse(next(column for column in columns if column.key == 'year').total)

    def test_monthly_collection_is_a_walk_over_the_receivable_accounts(self):
        invoice = self.bill(300.0, on=self.before)
        self.bill(90.0, on=self.before + 2, kind='out_refund')
        self.allocate(invoice, self.receive(120.0, on=self.before + 5))
        rows = self._pack().figures['collection']['rows']
        self.assertEqual(len(rows), 12)
        items = self.env['account.move.line'].search([
            ('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted'),
            ('company_id', 'child_of', self.company.id),
        ])
        first = self.month_end.replace(day=1) - relativedelta(months=11)
        closing = sum(items.filtered(lambda item: item.date < first).mapped('balance'))
        for number, row in enumerate(rows):
            start = first + relativedelta(months=number)
            own = items.filtered(
                lambda item, start=start: start <= item.date < start + relativedelta(months=1))
            self.assertEqual(row['month'], start.isoformat())
            self.assertAlmostEqual(row['opening'], closing, places=2)
            kinds = {
                'invoiced': own.filtered(lambda i: i.move_id.move_type == 'out_invoice'),
                'credited': own.filtered(lambda i: i.move_id.move_type == 'out_refund'),
                'received': own.filtered(lambda i: i.move_id.move_type == 'entry' and (
                    i.move_id.origin_payment_id
                    or i.journal_id.type in ('bank', 'cash', 'credit'))),
            }
            for kind, found in kinds.items():
                self.assertAlmostEqual(row[kind], sum(found.mapped('balance')), places=2, msg=kind)
            closing += sum(own.mapped('balance'))
            self.assertAlmostEqual(row['closing'], closing, places=2)
        self.assertAlmostEqual(
            rows[-1]['closing'], self.report.get_aging(as_of=self.month_end)['gl_balance'], places=2)

    def test_reconciliation_is_the_check_of_the_aging(self):
        tie = self.report.check_tie(self.month_end)
        figures = self._pack().figures['reconciliation']
        self.assertEqual(figures['ties'], tie['ties'])
        self.assertEqual(
            figures['accounts'],
            [[row['name'], row['open'], row['ledger'], row['difference']]
             for row in tie['accounts']])

    def test_dso_cash_and_plan_say_what_their_own_screens_say(self):
        for month in range(14):
            self.bill(1000.0, on=self.before - 30 * month, due=60)
        plan = self.env['credit.ceiling.plan'].search([
            ('company_id', '=', self.company.id), ('year', '=', self.month_end.year)])
        figures = self._pack().figures
        kpi = self.env['credit.kpi']
        point = figures['dso']['points'][-1]
        self.assertEqual(point['date'], self.month_end.isoformat())
        for method in ('countback', 'period', 'aging'):
            self.assertEqual(point[method], kpi.dso(self.month_end, method=method)['value'], method)
        forecast = self.env['credit.cash.forecast'].get_forecast(self.month_end)
        self.assertEqual(
            [week['amount'] for week in figures['cash_forecast']['weeks']],
            forecast['totals']['amounts'])
        self.assertEqual('receivable_forecast' in figures, bool(plan))
        sections = {section.code: section for section in self._pack()._sections()}
        self.assertEqual(sections['dso'].rows[-1][1], point['countback'])

    def test_decisions_are_those_of_the_month(self):
        self._empty_queue()
        holds = self.env['credit.hold']
        for moment in (self.month_end, self.today, self.month_end.replace(day=1)):
            with self._at_noon(moment):
                order = self._order(5000.0)
                self.confirm(order)
                hold = order.sudo().credit_hold_id
                hold.with_user(self.officer).reject('limit', "no")
                holds |= hold
        rows = {row[0]: row for row in self._pack().figures['decisions']['rows']}
        self.assertIn(holds[0].name, rows)
        self.assertIn(holds[2].name, rows)
        self.assertNotIn(holds[1].name, rows)
        self.assertEqual(rows[holds[0].name][1:7], [
            "Acme Trade", self.month_end.isoformat(), 'rejected', 5000.0, "Olga", 'limit'])

    def test_a_pack_that_was_made_says_the_same_later(self):
        pack = self._pack('hand')
        before = pack._sections()
        self.bill(777.0, on=self.before)
        self.env.invalidate_all()
        self.assertEqual(pack._sections(), before)
        again = self._pack('hand')
        self.assertEqual((pack.version, again.version), (1, 2))
        self.assertNotEqual(again.figures['control'], pack.figures['control'])

    def test_the_figures_are_the_same_whoever_asks(self):
        mine = self.packs.with_user(self.manager)._make(self.company.sudo(), 'preview')
        other = self.packs.with_user(self.officer).with_context(lang='en_US')._make(
            self.company.sudo(), 'preview')
        self.assertEqual(mine.figures, other.figures)

    def test_the_cover_names_all_nine_and_what_is_not_there(self):
        pack = self._pack()
        contents = pack._contents()
        self.assertEqual(len(contents), 9)
        there = [name for name, state in contents if state == "in this pack"]
        self.assertEqual(there, [section.title for section in pack._sections()])
        self.assertIn(("Proposals on disputes", "not in this pack: its records are not kept yet"),
                      contents)

    # === SPREADSHEET === #

    def test_the_spreadsheet_has_a_sheet_a_report_and_its_totals_are_formulas(self):
        pack, file = self._pack(), io.BytesIO()
        pack._write_xlsx(file)
        book = openpyxl.load_workbook(file)
        sections = pack._sections()
        self.assertEqual(book.sheetnames[0], "Contents")
        self.assertEqual(len(book.sheetnames), 1 + len(sections))
        aging = next(section for section in sections if section.code == 'aging')
        sheet = book[aging.title]
        rows = list(sheet.iter_rows(values_only=True))
        head = next(n for n, row in enumerate(rows) if row[0] == "Days late")
        shown = rows[head + 1:head + 1 + len(aging.rows)]
        self.assertEqual([row[0] for row in shown], [row[0] for row in aging.rows])
        self.assertEqual([row[1] for row in shown], [row[1] for row in aging.rows])
        total = rows[head + 1 + len(aging.rows)]
        self.assertEqual(total[0], "Total")
        self.assertTrue(str(total[1]).startswith('=SUBTOTAL(109'))
        facts = [row[0] for row in rows[:head]]
        self.assertIn(self.company.name, facts)

    def test_a_customer_called_like_a_formula_stays_text(self):
        self.customer.name = '=1+1'
        with self._at_noon(self.month_end):
            order = self._order(5000.0)
            self.confirm(order)
            order.sudo().credit_hold_id.with_user(self.officer).reject('limit', "no")
        file = io.BytesIO()
        self._pack()._write_xlsx(file)
        sheet = openpyxl.load_workbook(file)["Holds and releases"]
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == '=1+1']
        self.assertTrue(cells)
        self.assertEqual({cell.data_type for cell in cells}, {'s'})

    # === SENDING === #

    def test_the_second_working_day_is_the_company_s(self):
        due = self._second_working_day()
        self.company.credit_pack_user_ids = self.manager
        with self._at_noon(due - timedelta(days=1)):
            self.assertFalse(self.packs._is_due(self.company))
        with self._at_noon(due):
            self.assertTrue(self.packs._is_due(self.company))
        self.env['resource.calendar.leaves'].create({
            'calendar_id': self.company.resource_calendar_id.id, 'name': "Holiday",
            'company_id': self.company.id,
            'date_from': f'{due} 00:00:00', 'date_to': f'{due} 23:59:59',
        })
        with self._at_noon(due):
            later = self.packs._due_day(self.company)
        self.assertGreater(later, due)

    def test_each_reader_gets_one_mail_with_both_files_in_his_language(self):
        self.env['res.lang']._activate_lang('zh_CN')
        self.manager_2.lang = 'zh_CN'
        self.company.credit_pack_user_ids = self.manager | self.manager_2
        with self._at_noon(self._second_working_day()):
            mails = self._run()
            self.assertFalse(self._run(), "run twice is run once")
        self.assertEqual(len(mails), 2)
        pack = self._scheduled()
        self.assertEqual((len(pack), pack.state), (1, 'sent'))
        self.assertEqual(pack.delivery_ids.mapped('lang'), ['en_US', 'zh_CN'])
        for delivery in pack.delivery_ids:
            mail = mails.filtered(lambda m, d=delivery: d.user_id.partner_id in m.recipient_ids)
            self.assertEqual(len(mail), 1)
            self.assertEqual(len(mail.attachment_ids), 2)
            for file in mail.attachment_ids:
                self.assertIn(delivery.lang, file.name)
            self.assertEqual('月' in mail.subject, delivery.lang == 'zh_CN', mail.subject)
            # While tests run, Odoo gives the page that would be printed.
            page = mail.attachment_ids.filtered(lambda file: file.name.endswith('.pdf'))
            self.assertEqual('月' in page.raw.decode(), delivery.lang == 'zh_CN')
        self.assertEqual(len(pack.attachment_ids), 4)

    def test_who_may_not_read_it_gets_none(self):
        self.company.credit_pack_user_ids = self.manager | self.sales
        foreigner = self._user('fred', 'credit_management.credit_management_group_manager')
        other = self.env['res.company'].create({'name': "Elsewhere"})
        foreigner.write({'company_ids': [Command.set(other.ids)], 'company_id': other.id,
                         'email': 'fred@example.com'})
        self.company.credit_pack_user_ids += foreigner
        with self._at_noon(self._second_working_day()):
            mails = self._run()
        self.assertEqual(mails.recipient_ids, self.manager.partner_id)

    def test_who_may_not_read_it_any_more_gets_none(self):
        self.company.credit_pack_user_ids = self.manager | self.manager_2
        self._pack('hand')._address()
        self.company.credit_pack_user_ids -= self.manager_2
        with self._at_noon(self.today.replace(day=1)):
            mails = self._run()
        self.assertEqual(mails.recipient_ids, self.manager.partner_id)
        waiting = self.env['credit.pack.delivery'].search([('sent_at', '=', False)])
        self.assertEqual(waiting.user_id, self.manager_2)
        self.assertIn("gets the pack no more", waiting.failed)

    def test_a_company_that_fails_does_not_stop_the_others(self):
        other = self.env['res.company'].create({'name': "Elsewhere"})
        self.manager.company_ids += other
        (self.company | other).credit_pack_user_ids = self.manager
        collect = type(self.packs)._collect

        def fail(pack):
            if pack.company_id == self.company:
                raise ValueError("broken")
            return collect(pack)

        with self._at_noon(self._second_working_day()):
            with patch.object(type(self.packs), '_collect', fail), \
                    self.assertLogs(credit_failure._logger, 'ERROR'):
                mails = self._run()
            self.assertEqual(len(mails), 1)
            self.assertEqual(self._scheduled(other).state, 'sent')
            self.assertEqual(self._scheduled().state, 'failed')
            self.assertIn("broken", self._scheduled().failed)
            self.assertEqual(len(self._run()), 1, "the next run tries again")
        self.assertEqual(self._scheduled().state, 'sent')

    def test_a_reader_that_fails_does_not_stop_the_others(self):
        self.company.credit_pack_user_ids = self.manager | self.manager_2
        delivery = self.env.registry['credit.pack.delivery']
        send = delivery._send

        def fail(self):
            if self.user_id.login == 'credit_mona':
                raise ValueError("no address")
            return send(self)

        with self._at_noon(self._second_working_day()):
            with patch.object(delivery, '_send', fail), \
                    self.assertLogs(credit_failure._logger, 'ERROR'):
                self.assertEqual(self._run().recipient_ids, self.manager_2.partner_id)
            self.assertEqual(self._scheduled().state, 'waiting')
            self.assertEqual(self._run().recipient_ids, self.manager.partner_id)
        self.assertFalse(self._scheduled().delivery_ids.filtered('failed'))

    def test_it_may_stop_after_any_step_and_goes_on(self):
        self.company.credit_pack_user_ids = self.manager | self.manager_2
        with self._at_noon(self._second_working_day()):
            counts = [len(self._run(stop_after=1)) for _run in range(5)]
        self.assertEqual(sum(counts), 2)
        self.assertEqual(self._scheduled().state, 'sent')

    def test_nobody_subscribed_nothing_is_made(self):
        with self._at_noon(self._second_working_day()):
            self.assertFalse(self._run())
        self.assertFalse(self._scheduled())

    def test_a_manager_sends_now_and_again_as_another_version(self):
        manager = self.packs.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Settings"):
            manager.action_send_now()
        self.company.credit_pack_user_ids = self.manager_2
        with self._at_noon(self._second_working_day() + timedelta(days=1)):
            manager.action_send_now()
            manager.action_send_now()
            mails = self._run()
        self.assertEqual(mails.recipient_ids, self.manager_2.partner_id)
        self.assertEqual(len(mails), 2)
        self.assertFalse(self._scheduled(), "what was sent by hand is not sent again")
        packs = self.packs.search([('company_id', '=', self.company.id), ('kind', '=', 'hand')])
        self.assertEqual(sorted(packs.mapped('version')), [1, 2])
        self.assertEqual(set(packs.mapped('state')), {'sent'})

    def test_a_manager_of_two_companies_sends_to_a_reader_of_one(self):
        other = self.env['res.company'].create({'name': "Elsewhere"})
        self.manager.company_ids += other
        self.company.credit_pack_user_ids = self.manager_2
        self.packs.with_user(self.manager).with_context(
            allowed_company_ids=[self.company.id, other.id]).action_send_now()
        self.assertEqual(self.packs.search([]).delivery_ids.user_id, self.manager_2)

    # === RIGHTS === #

    def test_who_may_do_what(self):
        pack = self._pack('hand')
        for reader in (self.officer, self.manager, self.auditor):
            own = pack.with_user(reader)
            self.assertTrue(own.figures)
            self.assertEqual(own.action_print()['report_name'], 'credit_management.credit_pack_pages')
            for call in (own.unlink, lambda own=own: own.write({'figures': {}})):
                with self.assertRaises(AccessError):
                    call()
        self.company.credit_pack_user_ids = self.manager
        for person in (self.officer, self.auditor, self.sales):
            with self.assertRaises(AccessError):
                self.packs.with_user(person).action_send_now()
        for person in (self.auditor, self.sales):
            with self.assertRaises(AccessError):
                self.packs.with_user(person).action_preview()
        for call in ('action_print', 'action_spreadsheet'):
            with self.assertRaises(AccessError):
                getattr(pack.with_user(self.sales), call)()
        with self.assertRaises(AccessError):
            pack.with_user(self.sales).read(['figures'])

    def test_previews_go_away_and_packs_stay(self):
        preview, sent = self._pack(), self._pack('hand')
        self.env.cr.execute("UPDATE credit_pack SET create_date = create_date - interval '3 days'")
        self.env.invalidate_all()
        self.packs._gc_previews()
        self.assertFalse(preview.exists())
        self.assertTrue(sent.exists())


@tagged('post_install', '-at_install')
class TestPackFiles(HttpCase, PackCommon):
    """The files that leave Odoo, read back."""

    def _text(self, content):
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        return ' '.join(' '.join(page.extract_text() for page in pages).split())

    def test_the_pages_say_what_the_figures_say(self):
        pack = self._pack('hand')
        content, kind = self.env['ir.actions.report'].with_context(
            force_report_rendering=True
        )._render_qweb_pdf('credit_management.credit_pack_report', pack.ids)
        self.assertEqual(kind, 'pdf')
        text = self._text(content)
        for section in pack._sections():
            self.assertIn(section.title, text)
        claims = pack._printed(pack.figures['control']['measures']['now']['claims'], 'money')
        self.assertIn(' '.join(claims.split()), text)
        self.assertIn("its records are not kept yet", text)
        page = pypdf.PdfReader(io.BytesIO(content)).pages[0].mediabox
        self.assertGreater(page.width, page.height)

    def test_of_a_pack_that_failed_there_is_a_sentence_and_no_file(self):
        pack = self.packs.create({
            'company_id': self.company.id, 'date': self.packs._last_month_end(self.company),
            'kind': 'schedule', 'user_id': self.env.uid, 'failed': "ValueError: broken"})
        said = "has no figures: ValueError: broken. The schedule tries again every day"
        for call in (
            pack.with_user(self.officer).action_print,
            pack.with_user(self.officer).action_spreadsheet,
            lambda: pack._write_xlsx(io.BytesIO()),
            lambda: self.env['ir.actions.report']._render_qweb_html(
                'credit_management.credit_pack_report', pack.ids),
        ):
            with self.assertRaisesRegex(UserError, said):
                call()
        self.authenticate(self.officer.login, self.officer.login)
        answer = self.url_open(f'/credit_management/pack/{pack.id}/xlsx')
        self.assertEqual(answer.status_code, 422)
        self.assertIn("has no figures", answer.text)

    def test_the_spreadsheet_is_downloaded_by_who_may_read_it(self):
        pack = self._pack('hand')
        address = f'/credit_management/pack/{pack.id}/xlsx'
        self.authenticate(self.officer.login, self.officer.login)
        answer = self.url_open(address)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames[0], "Contents")
        self.authenticate(self.sales.login, self.sales.login)
        self.assertNotEqual(self.url_open(address).status_code, 200)
