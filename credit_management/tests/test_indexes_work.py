from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import SQL

from .plan_common import PlanCommon


@tagged('post_install', '-at_install')
class TestIndexesWork(PlanCommon):
    """Monitoring, contacts, letters, promises, disputes, cases, limitation, signals, and their queue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root, cls.today = cls.company.root_id, cls.company._credit_today()
        cls.profile.user_id = cls.officer
        cls.env['credit.rpm.plan'].search([
            ('company_id', '=', cls.company.id)]).start = cls.today - timedelta(days=90)
        cls.env['credit.touch'].search([('state', '=', 'planned')]).unlink()
        for model in ('credit.collector', 'credit.duty'):
            cls.env[model].search([]).unlink()
        # A table without a page has no rows, whatever PostgreSQL is to believe.
        cls._pay(cls._invoice(50.0, due=-3))
        moves = cls._invoice(400.0, due=-12) | cls._invoice(300.0, due=-2)
        cls.lines = moves.line_ids.filtered('date_maturity')
        cls.items = cls.env['credit.rpm.item'].sudo()

    def _exhaust(self, parts):
        for _part in parts or ():
            self.env.flush_all()

    def test_each_source_of_the_queue_starts_from_what_waits(self):
        task = self.env['credit.task'].with_user(self.officer)
        for source in task._task_sources():
            # Of claims one is as near its last day as the other, as far as PostgreSQL knows here.
            with self.subTest(source=source.code[:120]), self.assertReadsByIndex(
                    but={'credit_limitation'}):
                self.env.cr.execute(SQL("SELECT COUNT(*) FROM (%s) source", source))

    def test_my_work_as_its_screen_asks(self):
        task, mine = self.env['credit.task'].with_user(self.officer), [
            ('user_id', '=', self.officer.id)]
        with self.assertReadsByIndex():
            task.web_search_read(mine, {'name': {}, 'why': {}, 'amount': {}}, limit=80)
            task.search_panel_select_range('kind', enable_counters=True)
            task.search_panel_select_multi_range('user_id', enable_counters=True)
            task.web_read_group(mine, ['kind'], ['amount:sum'])

    def test_the_night_of_monitoring(self):
        # Items know about as many lines as are open: which of them is read first is the planner's.
        with self.assertReadsByIndex(but={'credit_rpm_item_line'}):
            self._exhaust(self.items._night(self.root, self.today))
            self._exhaust(self.items._night(self.root, self.today + timedelta(days=1)))
            self._exhaust(self.env['credit.rpm.event'].sudo()._work(self.root))

    def test_contacts_and_their_day(self):
        self._exhaust(self.items._night(self.root, self.today))
        touches = self.env['credit.touch'].with_user(self.officer)
        self.assertTrue(touches.call_list())
        with self.assertReadsByIndex():
            first = touches.browse(touches.call_list()[0]['id'])
            first.call_sheet()
            touches.search([('state', '=', 'planned'), ('is_overflow', '=', True),
                            ('company_id', '=', self.root.id)], limit=80)
            first.close('will_pay', {
                'amount': 100.0, 'said_on': str(self.today + timedelta(days=3))})
            self.env['credit.overview'].sudo()._tile_touches(self.root.sudo())

    def test_promises_disputes_and_cases(self):
        self.env['credit.promise'].sudo()._make(
            self.profile, 100.0, self.today + timedelta(days=2), self.lines[:1], source='officer')
        with self.assertReadsByIndex():
            self._exhaust(self.env['credit.promise'].sudo()._night(self.root.sudo()))
            self._exhaust(self.env['credit.case'].sudo()._night(self.root))
            self.env['credit.case']._cron_paid()

    def test_limitation(self):
        # Allocations are few here and begin where PostgreSQL likes.
        with self.assertReadsByIndex(but={'account_partial_reconcile'}):
            self._exhaust(self.env['credit.limitation']._count_company(self.root))
            self._exhaust(self.env['credit.limitation']._count_marked(self.root))

    def test_danger_signals(self):
        with self.assertReadsByIndex():
            self._exhaust(self.env['credit.signal']._night(self.root))
            self._exhaust(self.env['credit.signal']._work_off(self.root))

    def test_letters_are_found_by_the_steps_that_they_carry(self):
        letter = self.env['credit.letter'].sudo().create({
            'profile_id': self.profile.id, 'partner_id': self.customer.id, 'kind': 'reminder',
            'template': 'notice', 'subject': "Open", 'date': self.today,
            'step_keys': [[1, 2, 'R8']]})
        self.env['credit.rpm.step'].search([]).unlink()
        item = self.items.create({
            'name': "Item", 'profile_id': self.profile.id, 'company_id': self.root.id,
            'kind': 'invoice', 'status': 'open', 'line_ids': [
                Command.create({'move_line_id': self.lines[0].id, 'amount': 1.0})]})
        step = self.env['credit.rpm.step'].sudo().create({
            'item_id': item.id, 'profile_id': self.profile.id, 'company_id': self.root.id,
            'move_line_id': self.lines[0].id, 'code': 'R8', 'day': self.today, 'status': 'due'})
        batch, key = self.env['credit.letter.batch'], (item.id, self.lines[0].id, 'R8')
        with self.assertReadsByIndex():
            self.assertFalse(batch._taken(step))
        letter.step_keys = [[1, 2, 'R8'], list(key)]
        self.assertEqual(batch._taken(step), {key})
        self.assertFalse(batch._taken(step, without=letter.ids))
        letter.write({'state': 'cancelled'})
        self.assertFalse(batch._taken(step))
        letter.write({'reject_reason': "Paid by cheque"})
        self.assertEqual(batch._taken(step), {key})

    def test_the_queue_asks_as_much_of_many_lines_as_of_few(self):
        def queries(count):
            profiles = self.env['credit.profile'].create([{
                'partner_id': partner.id, 'company_id': self.company.id, 'credit_limit': 1000.0,
                'user_id': self.officer.id,
            } for partner in self.env['res.partner'].create(
                [{'name': f"C{number}", 'is_company': True} for number in range(count)])])
            self._waiting(profiles)
            self.env.flush_all()
            self.env.invalidate_all()
            task = self.env['credit.task'].with_user(self.officer)
            before = self.env.cr.sql_log_count
            found = task.search([('profile_id', 'in', profiles.ids)])
            found.mapped('why')
            self.assertEqual(len(found), 5 * count)
            return self.env.cr.sql_log_count - before
        queries(1)
        self.assertEqual(queries(3), queries(6))

    def _waiting(self, profiles):
        """Put a touch, a promise, a dispute, a letter and a case of each customer into the queue."""
        yesterday, now = self.today - timedelta(days=1), fields.Datetime.now()
        reason = self.env['credit.dispute.reason'].search([], limit=1)
        for model, values in (
            ('credit.touch', {'day': self.today, 'user_id': self.officer.id}),
            ('credit.promise', {
                'state': 'broken', 'source': 'officer', 'amount': 100.0, 'day': yesterday,
                'made_on': yesterday, 'ends_on': yesterday, 'decided_on': self.today}),
            ('credit.dispute', {
                'reason_id': reason.id, 'raised_on': yesterday, 'amount': 10.0,
                'deadline': yesterday}),
            ('credit.letter', {
                'state': 'failed', 'kind': 'reminder', 'template': 'notice', 'subject': "Open",
                'date': yesterday, 'failure': "Bounced", 'queued_at': now}),
            ('credit.case', {
                'name': "C", 'origin': 'hand', 'route': 'credit', 'opened_on': yesterday,
                'next_action_on': self.today}),
        ):
            self.env[model].sudo().with_context(tracking_disable=True).create([{
                'profile_id': profile.id, **values,
                **({'partner_id': profile.partner_id.id} if model == 'credit.letter' else {}),
            } for profile in profiles])
