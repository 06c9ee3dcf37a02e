from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger

from .common_rpm import RpmCommon


@tagged('post_install', '-at_install')
class TestCreditRpmStep(RpmCommon):

    def _case(self, plan=None):
        """Make the worked example: delivered and invoiced on 2 March, due on 1 April 2026."""
        self.use(plan or self.full)
        self.env['resource.calendar.leaves'].search([]).unlink()
        order = self.sell('2026-03-02')
        picking = self.deliver(order, '2026-03-02')
        invoice = self.bill(order, '2026-03-02', due='2026-04-01')
        self.work('2026-03-02')
        return self.item_of(picking), invoice

    def _due(self, item, code):
        return item.step_ids.filtered(lambda step: step.code == code)

    def test_o_rpm_1(self):
        item, _invoice = self._case()
        self.assertEqual(self.steps(item=item)['R0'], (self.day('2026-03-02'), 'due'))
        with self.on('2026-03-02'):
            self._due(item, 'R0')._complete('papers_complete')
        expected = {
            'R1': '2026-03-05', 'R3': '2026-03-09', 'R2': '2026-03-12', 'R5': '2026-03-25',
            'R7': '2026-04-01', 'R8': '2026-04-02', 'R9': '2026-04-06', 'R10': '2026-04-10',
            'R11': '2026-04-14', 'R12': '2026-04-20', 'R13': '2026-04-22', 'R14': '2026-05-04',
            'R15': '2026-06-01', 'R16': '2026-07-01', 'R17': '2026-07-31',
        }
        for code, day in expected.items():
            self.night(day)
            with self.subTest(code=code):
                self.assertEqual(self.steps(item=item)[code], (self.day(day), 'due'))
                with self.on(day):
                    self._due(item, code)._complete('done')
                self.assertNotIn(code, self.steps(item=item))

    def test_o_rpm_1_of_grade_d(self):
        self.profile.grade = 'D'
        item, _invoice = self._case()
        for code, day in {
            'R9': '2026-04-03', 'R10': '2026-04-06', 'R12': '2026-04-09', 'R15': '2026-05-01',
        }.items():
            self.night(day)
            self.assertEqual(self.steps(item=item)[code], (self.day(day), 'due'))

    def test_only_what_is_due_or_comes_next_is_a_row(self):
        item, _invoice = self._case(self.light)
        self.assertEqual(self.steps(item=item), {'R6': (self.day('2026-03-29'), 'coming')})
        self.assertEqual((item.next_code, item.next_on), ('R6', self.day('2026-03-29')))
        self.assertEqual(item.look_on, self.day('2026-03-29'))
        self.assertEqual(item.step_ids.plan_step_id.code, 'R6')

    def test_a_signed_proof_closes_the_arrival_and_moves_the_quality_check(self):
        item, _invoice = self._case()
        self.night('2026-03-05')
        self.assertIn('R1', self.steps(item=item))
        with self.on('2026-03-06'):
            proof = self.env['credit.delivery.proof'].create({
                'picking_id': item.picking_id.id, 'signer': "Wu", 'date': '2026-03-04',
                'photo': 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9'
                         'awAAAABJRU5ErkJggg=='})
        self.work('2026-03-06')
        self.assertNotIn('R1', self.steps(item=item))
        self.assertTrue(item.has_proof)
        self.assertEqual(item.arrival_date, self.day('2026-03-04'))
        self.night('2026-03-11')
        self.assertEqual(self.steps(item=item)['R2'], (self.day('2026-03-11'), 'due'))
        with self.on('2026-03-11'):
            proof.withdraw("Another shop")
        self.work('2026-03-11')
        self.assertIn('R1', self.steps(item=item))
        self.assertEqual(item.arrival_date, self.day('2026-03-05'))

    def test_what_was_paid_asks_for_nothing_more(self):
        item, invoice = self._case()
        self.night('2026-04-20')
        self.assertIn('R12', self.steps(item=item))
        self.pay(invoice, '2026-04-20')
        self.work('2026-04-20')
        self.assertFalse(item.step_ids)
        self.assertEqual((item.state, item.status), ('closed', 'closed'))

    def test_a_night_twice_or_in_parts_changes_nothing(self):
        item, _invoice = self._case()
        self.night('2026-04-14')
        before = self._all_rows()
        self.night('2026-04-14')
        self.assertEqual(self._all_rows(), before)
        day = self.day('2026-04-20')
        with self.on('2026-04-20'):
            for _stop in range(10):
                try:
                    next(self.items._night(self.company, day))
                except StopIteration:
                    break
        self.env.invalidate_all()
        self.night('2026-04-20')
        in_parts = self._all_rows()
        self.night('2026-04-20')
        self.assertEqual(self._all_rows(), in_parts)
        self.assertIn('R12', self.steps(item=item))

    def _all_rows(self):
        self.env.flush_all()
        found = {}
        for table in ('step', 'item', 'mark', 'done', 'item_line'):
            self.env.cr.execute(SQL(
                "SELECT * FROM %s ORDER BY id", SQL.identifier(f'credit_rpm_{table}')))
            found[table] = self.env.cr.fetchall()
        return found

    def test_after_ten_days_without_a_night_one_step_is_due(self):
        item, _invoice = self._case(self.full)
        self.night('2026-04-01')
        self.night('2026-04-12')
        ladder = [step.code for step in item.step_ids if step.move_line_id]
        self.assertEqual(ladder, ['R10'])

    def test_what_is_late_when_a_plan_begins_gets_one_step(self):
        self.plans.start = '2026-04-13'
        item, _invoice = self._case()
        self.night('2026-04-12')
        self.assertEqual((item.status, len(item.step_ids)), ('unstarted', 0))
        self.night('2026-04-13')
        step = item.step_ids
        self.assertEqual((step.code, step.rung, step.role), ('TO', 'R10', 'credit_officer'))
        with self.on('2026-04-13'):
            step._complete('will_pay')
        self.assertEqual(self.steps(item=item), {'R11': (self.day('2026-04-14'), 'coming')})

    def test_who_is_not_there_is_called_again(self):
        item, _invoice = self._case(self.light)
        self.night('2026-04-10')
        with self.on('2026-04-10'):
            self._due(item, 'R10')._again(self.day('2026-04-13'))
        self.assertEqual(self.steps(item=item)['R10'], (self.day('2026-04-10'), 'waiting'))
        self.night('2026-04-13')
        self.assertEqual(self.steps(item=item)['R10'], (self.day('2026-04-10'), 'due'))

    def test_of_little_only_what_is_automatic_is_done(self):
        self.company.credit_rpm_min_amount = 1500.0
        item, _invoice = self._case(self.light)
        self.night('2026-04-10')
        self.assertNotIn('R10', self.steps(item=item))

    def test_a_line_that_somebody_else_collects_rests(self):
        item, _invoice = self._case(self.light)
        line = item.line_ids.move_line_id
        self.patch(type(self.items), '_line_facts',
                   lambda self, line_ids, today: {line.id: {'is_away': True}})
        self.night('2026-04-10')
        self.assertFalse(item.step_ids.move_line_id)

    def test_two_deliveries_on_one_invoice_are_asked_about_once(self):
        self.use(self.light)
        order = self.sell('2026-03-02')
        pickings = self.deliver(order, '2026-03-02', 4) | self.deliver(order, '2026-03-03')
        self.bill(order, '2026-03-03', due='2026-04-01')
        self.night('2026-04-10')
        steps = self.env['credit.rpm.step'].search([('code', '=', 'R10')])
        self.assertEqual(sorted(steps.mapped('amount')), [400.0, 600.0])
        with self.on('2026-04-10'):
            steps[0]._complete('will_pay')
        self.assertFalse(self.env['credit.rpm.step'].search([
            ('code', '=', 'R10'), ('item_id.picking_id', 'in', pickings.ids)]))

    # === PLANS === #

    def test_a_plan_that_cannot_be_gone_is_refused(self):
        step = self.full.step_ids.filtered(lambda one: one.code == 'R12')
        for words, change in (
            ("pressure only rises", lambda: step.write({'offset': 2})),
            ("machine", lambda: step.write({'is_automatic': True, 'channel': 'phone'})),
            ("proof of service", lambda: step.write({'evidence_ids': False})),
            ("no steps", self.light.step_ids.unlink),
        ):
            with self.subTest(words=words), self.assertRaises(ValidationError) as refused:
                change()
            self.assertIn(words, str(refused.exception))

    def test_steps_that_move_together_are_looked_at_as_a_whole(self):
        with Form(self.light) as form:
            for place, offset in ((2, 3), (3, 12)):
                with form.step_ids.edit(place) as line:
                    line.offset = offset
        self.assertEqual(self.light.step_ids.mapped('offset'), [0, -3, 3, 12, 31])
        self.light.write({'step_ids': [
            (1, self.light.step_ids[2].id, {'offset': 20}),
            (1, self.light.step_ids[3].id, {'offset': 25})]})
        self.assertEqual(self.light.step_ids.mapped('offset'), [0, -3, 20, 25, 31])

    def test_an_edited_plan_changes_nothing_that_was_done(self):
        item, _invoice = self._case(self.light)
        self.night('2026-04-10')
        with self.on('2026-04-10'):
            done = self._due(item, 'R10')._complete('cannot_pay')
        marks = self.env['credit.rpm.mark'].search([('item_id', '=', item.id)])
        before = [(mark.code, mark.day, mark.outcome) for mark in marks]
        with self.on('2026-04-11'):
            self.light.step_ids.filtered(lambda one: one.code == 'R10').offset = 20
        self.night('2026-04-11')
        marks.invalidate_recordset()
        self.assertEqual([(mark.code, mark.day, mark.outcome) for mark in marks], before)
        self.assertEqual((done.code, done.due_on), ('R10', self.day('2026-04-10')))
        with self.assertRaises(UserError):
            done.note = "Changed"
        with self.assertRaises(UserError):
            done.unlink()

    def test_the_full_plan_is_for_who_is_new_or_weak(self):
        self.use(self.light, risky=self.full)
        with self.on('2026-03-02'):
            first = self._invoice(500.0)
        with self.on('2026-03-03'):
            second = self._invoice(500.0)
        self.work('2026-03-03')
        self.assertEqual(self.item_of(first).plan_id, self.full)
        self.assertEqual(self.item_of(second).plan_id, self.light)
        with self.on('2026-03-03'):
            self.profile.grade = 'E'
        self.work('2026-03-03')
        self.assertEqual(self.item_of(second).plan_id, self.full)
        with self.on('2026-03-04'):
            self.full.start = False
        self.night('2026-03-04')
        self.assertEqual(self.item_of(second).plan_id, self.light)

    def test_what_wants_no_follow_up_is_asked_of_nobody(self):
        item, invoice = self._case(self.light)
        self.night('2026-04-10')
        self.assertTrue(self._due(item, 'R10'))
        with self.on('2026-04-10'):
            invoice.no_followup = True
            self.env.flush_all()
        self.work('2026-04-10')
        self.assertFalse(self._due(item, 'R10'))
        with self.on('2026-04-10'):
            invoice.no_followup = False
            self.env.flush_all()
        self.work('2026-04-10')
        self.assertEqual(self._due(item, 'R10').status, 'due')

    def test_a_customer_taken_on_later_has_one_step_for_what_came_before(self):
        """He has no misses of a time in which nobody followed him."""
        stranger = self.env['res.partner'].create({'name': "Late Wave"})
        self.use(self.full)
        with self.on('2026-03-02'):
            invoice = self._invoice(500.0, partner=stranger, due=0)
        self._profile(stranger, 1000.0)
        self.night('2026-04-20')
        item = self.item_of(invoice)
        self.assertEqual(item.followed_from, self.day('2026-04-20'))
        self.assertEqual(item.step_ids.filtered('move_line_id').mapped('code'), ['TO'])
        self.assertFalse(self.env['credit.rpm.mark'].search([
            ('item_id', '=', item.id), ('outcome', '=', 'missed')]))

    def test_a_step_is_whose_role_it_is(self):
        """As its contact: by the roles of the company, and who stands in."""
        self.env['credit.duty'].create({
            'company_id': self.company.id, 'role': 'sales_assistant', 'user_id': self.sales_2.id})
        self.profile.user_id = self.officer
        item, _invoice = self._case()
        self.assertEqual(self._due(item, 'R0').user_id, self.sales_2)
        self.night('2026-03-05')
        self.assertEqual(self._due(item, 'R1').user_id, self.officer)

    def test_a_segment_with_a_plan_is_seen_at_once(self):
        self._case(self.light)
        second = self.deliver(self.sell('2026-03-03'), '2026-03-03')
        self.work('2026-03-03')
        item = self.item_of(second)
        self.assertEqual(item.plan_id, self.light)
        tag = self.env['res.partner.category'].create({'name': "Watched"})
        self.env['credit.segment'].create({
            'name': "Watched", 'category_ids': tag.ids, 'rpm_plan_id': self.full.id,
            'company_id': self.company.id, 'policy_id': self.env['credit.policy'].search(
                [('state', '=', 'published')], limit=1).id})
        self.customer.category_id = tag
        self.work('2026-03-10')
        self.assertEqual(item.plan_id, self.full)

    def test_what_happens_during_the_first_load_is_taken_in_after_it(self):
        self.company.credit_rpm_loaded_on = False
        item_of = self.sell('2026-03-02')
        picking = self.deliver(item_of, '2026-03-02')
        self.work('2026-03-02')
        self.assertFalse(self.item_of(picking))
        self.assertTrue(self.env['credit.rpm.event'].search([]))
        self.company.credit_rpm_loaded_on = '2026-03-02'
        self.work('2026-03-02')
        self.assertTrue(self.item_of(picking))

    # === A BAD ONE STOPS NO OTHER === #

    def test_an_item_that_cannot_be_looked_at_stops_no_other(self):
        """The night ends, the other items have their steps, the bad one is tried again tomorrow."""
        other = self.env['res.partner'].create({'name': "Bad Days"})
        profile = self._profile(other, 1000.0)
        with self.on('2026-03-02'):
            good, bad = self._invoice(500.0), self._invoice(500.0, partner=other)
        self.work('2026-03-02')
        items = self.item_of(good) | self.item_of(bad)
        self.env.cr.execute(SQL(
            "UPDATE credit_profile SET run_days = 'soon' WHERE id = %s", profile.id))
        items.look_on = '2026-04-20'
        self.env['credit.rpm.event']._note('item', items, self.company)
        with mute_logger('odoo.addons.credit_management.models.credit_failure'):
            self.work('2026-04-20')
            self.night('2026-04-20')
        self.assertEqual(self.company.credit_rpm_night_on, self.day('2026-04-20'))
        self.assertEqual(self.item_of(good).looked_on, self.day('2026-04-20'))
        failure = self.env['credit.failure'].search([('work', '=', 'rpm')])
        self.assertEqual((failure.res_model, failure.res_id),
                         ('credit.rpm.item', self.item_of(bad).id))
        self.assertEqual(self.item_of(bad).look_on, self.day('2026-04-21'))
        self.env.cr.execute(SQL(
            "UPDATE credit_profile SET run_days = '15' WHERE id = %s", profile.id))
        self.night('2026-04-21')
        self.assertFalse(failure.exists())
        self.assertTrue(self.item_of(bad).step_ids)

    # === FIGURES: FEW QUERIES === #

    def test_a_look_asks_as_often_for_many_as_for_few(self):
        with self.on('2026-03-02'):
            for _number in range(4):
                self._invoice(500.0)
        self.work('2026-03-02')
        items = self.items.search([('profile_id', '=', self.profile.id)])
        counts = []
        with self.on('2026-04-20'):
            for some in (items[:1], items[:2], items[:4]):
                self.env.invalidate_all()
                self.items._look(some[:1])
                before = self.env.cr.sql_log_count
                self.items._look(some)
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
