from odoo.tests import tagged

from .common_rpm import RpmCommon


@tagged('post_install', '-at_install')
class TestCreditRpmMoved(RpmCommon):
    """Steps whose days move: another plan, another grade, an item that is small no longer."""

    def _late(self, partner=None, price=100.0):
        """Invoice 10 pieces on 2 March, due on 1 April; return the item."""
        order = self.sell('2026-03-02', price=price, partner=partner)
        picking = self.deliver(order, '2026-03-02')
        self.bill(order, '2026-03-02', due='2026-04-01')
        self.work('2026-03-02')
        return self.item_of(picking)

    def _marks(self, item):
        """Return ``{code: (day, outcome, in time)}`` of what became of steps by due date."""
        marks = self.env['credit.rpm.mark'].search(
            [('item_id', '=', item.id), ('move_line_id', '!=', False)])
        return {one.code: (str(one.day), one.outcome, one.in_time) for one in marks}

    def test_nobody_missed_what_another_plan_asks_for_afterwards(self):
        item = self._late()
        for day in ('2026-04-02', '2026-04-10'):
            self.night(day)
        self.assertEqual(set(self._marks(item)), {'R6', 'R8', 'R10'})
        self.use(self.full)
        self.work('2026-04-13')
        self.night('2026-04-13')
        marks = self._marks(item)
        self.assertEqual(item.moved_on, self.day('2026-04-13'))
        # R9 of 6 April is a step of the full plan alone: nobody was to do it then.
        self.assertEqual(set(marks), {'R6', 'R8', 'R10'})
        self.assertEqual(marks['R10'][:2], ('2026-04-10', 'due'))
        self.night('2026-04-14')
        marks = self._marks(item)
        self.assertEqual(marks['R10'][1], 'missed')
        self.assertEqual(marks['R11'][:2], ('2026-04-14', 'due'))

    def test_nobody_missed_what_an_edited_plan_asks_for_afterwards(self):
        item, other = self._late(), self._late()
        for day in ('2026-04-02', '2026-04-10'):
            self.night(day)
        with self.on('2026-04-13'):
            eighth = self.light.step_ids.filtered(lambda step: step.code == 'R8')
            self.full.step_ids.filtered(lambda step: step.code == 'R9').copy({
                'plan_id': self.light.id, 'sequence': eighth.sequence})
            self.pay(other.line_ids.move_line_id.move_id, '2026-04-13')
        self.night('2026-04-13')
        # R9 is for 6 April, R10 was there before: it is due since its own day.
        for one in item, other:
            self.assertNotIn('R9', self._marks(one))
        self.assertEqual(self._marks(item)['R10'][:2], ('2026-04-10', 'due'))
        self.assertEqual(item.moved_on, self.day('2026-04-13'))

    def test_a_grade_that_falls_makes_no_misses_of_the_past_and_one_step_due_from_then(self):
        self.use(self.full)
        item = self._late()
        for day in ('2026-04-02', '2026-04-06', '2026-04-10', '2026-04-14', '2026-04-20'):
            self.night(day)
            with self.on(day):
                item.step_ids.filtered(lambda step: step.status == 'due' and step.move_line_id)[
                    :1]._complete('done')
        before = self._marks(item)
        with self.on('2026-05-25'):
            self.profile.grade = 'D'
        for _twice in range(2):
            self.night('2026-05-25')
            marks = self._marks(item)
            new = {code: one for code, one in marks.items() if code not in before}
            # Of D the days are halved: R16 was for 15 May. What lay between was nobody's to do.
            self.assertEqual(
                {code for code, one in new.items() if one[1] == 'missed' and one[0] > '2026-05-01'},
                {code for code, one in new.items() if one[1] == 'missed'})
            self.assertEqual(
                [one[:2] for one in new.values() if one[1] == 'due'], [('2026-05-25', 'due')])
        with self.on('2026-05-25'):
            item.step_ids.filtered(lambda step: step.status == 'due' and step.move_line_id)[
                :1]._complete('done')
        self.assertTrue(all(one[2] for code, one in self._marks(item).items()
                            if code not in before and one[1] == 'done'))

    def test_of_a_customer_who_is_late_with_much_small_invoices_are_chased(self):
        self.company.credit_rpm_min_amount = 1500.0
        item = self._late()
        self.night('2026-04-10')
        self.assertNotIn('R10', self.steps(item=item))
        self.assertTrue(item.is_small)
        other = self._late()
        self.night('2026-04-13')
        for one in item | other:
            self.assertIn('R10', self.steps(item=one))
        self.assertFalse(item.is_small)
        self.pay(other.line_ids.move_line_id.move_id, '2026-04-13')
        self.work('2026-04-13')
        self.night('2026-04-14')
        self.assertNotIn('R10', self.steps(item=item))
        self.assertNotIn('R11', self.steps(item=item))

    def test_much_that_is_late_of_others_counts_for_nobody_and_asks_no_more(self):
        self.company.credit_rpm_min_amount = 1500.0
        other = self.env['res.partner'].create({'name': "Late Ltd", 'is_company': True})
        self.env['credit.profile'].create({
            'partner_id': other.id, 'company_id': self.company.id, 'limit_mode': 'unlimited'})
        item = self._late()
        self._late(partner=other)
        self.night('2026-04-10')
        self.assertNotIn('R10', self.steps(item=item))
        ids = (item | self._late(partner=other)).ids
        day = self.day('2026-04-13')
        with self.on('2026-04-13'):
            self._count(ids, day)
            self.assertEqual(self._count(ids, day), self._count(ids[:1], day))

    def _count(self, ids, day):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.items._look_only(self.company, ids, day)
        return self.env.cr.sql_log_count - before
