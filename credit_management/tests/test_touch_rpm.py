from odoo.tests import tagged

from .common_rpm import RpmCommon


@tagged('post_install', '-at_install')
class TestTouchRpm(RpmCommon):
    """From a delivery to the call about it, what the call closes, and what happens by day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.user_id = cls.officer
        cls.touches = cls.env['credit.touch']
        cls.touches.search([('state', '=', 'planned')]).unlink()

    def _late(self, count=1):
        """Deliver and invoice on 2 March, due on 1 April: R10, a call, is due on 10 April."""
        invoices = self.env['account.move']
        for _number in range(count):
            order = self.sell('2026-03-02')
            self.deliver(order, '2026-03-02')
            invoices |= self.bill(order, '2026-03-02', due='2026-04-01')
        self.work('2026-03-02')
        self.night('2026-04-10')
        return invoices

    def _planned(self):
        return self.touches.search([
            ('profile_id', '=', self.profile.id), ('state', '=', 'planned')])

    def test_one_call_closes_all_lines(self):
        self._late(3)
        touch = self._planned()
        self.assertEqual((len(touch), touch.codes, len(touch.step_ids)), (1, 'R10', 3))
        self.assertEqual(touch.amount, 3000.0)
        with self.on('2026-04-10'):
            touch.with_user(self.officer).close('confirmed', {'note': "On the way"})
        self.assertEqual(touch.done_ids.mapped('outcome'), ['confirmed'] * 3)
        self.assertEqual(touch.done_ids.user_id, self.officer)
        self.assertEqual(len(touch.line_ids), 3)
        self.assertFalse(self._planned())
        self.night('2026-04-11')
        self.assertFalse(self._planned())

    def test_lines_that_were_not_talked_about_come_again(self):
        self._late(2)
        touch = self._planned()
        first, (talked, left) = touch.step_ids[:1], touch.step_ids.move_line_id
        with self.on('2026-04-10'):
            touch.with_user(self.officer).close('confirmed', {'step_ids': first.ids})
        self.assertEqual(touch.done_ids.move_line_id, talked)
        self.night('2026-04-13')
        self.assertEqual(self._planned().step_ids.move_line_id, left)

    def test_who_was_not_reached_is_tried_again_and_that_is_one_contact(self):
        self._late()
        touch = self._planned()
        with self.on('2026-04-10'):
            touch.with_user(self.officer).close('no_answer')
        self.assertFalse(touch.done_ids)
        self.night('2026-04-11')
        self.assertEqual(self._planned().day, self.day('2026-04-13'))
        self.night('2026-04-13')
        again = self._planned()
        self.assertEqual((again.day, again.codes), (self.day('2026-04-13'), 'R10'))
        self.assertEqual(again.follows_id, touch)

    def test_who_paid_by_day_is_not_called(self):
        invoice = self._late()
        self.assertTrue(self._planned())
        self.pay(invoice, '2026-04-10')
        self.work('2026-04-10')
        self.assertFalse(self._planned())

    def test_what_was_closed_by_mistake_is_due_again(self):
        self._late()
        touch = self._planned()
        with self.on('2026-04-10'):
            touch.with_user(self.officer).close('confirmed')
            again = self.touches.browse(touch.with_user(self.officer).take_back("Wrong customer"))
        self.assertEqual((again.state, again.step_ids.mapped('code')), ('planned', ['R10']))
        self.assertEqual(touch.done_ids.withdrawn_on, self.day('2026-04-10'))
        self.night('2026-04-13')
        self.assertEqual(self._planned().codes, 'R10')

    def test_what_was_put_off_by_mistake_is_due_again(self):
        self._late()
        touch = self._planned()
        with self.on('2026-04-10'):
            touch.with_user(self.officer).close('no_answer')
            again = self.touches.browse(touch.with_user(self.officer).take_back("He called back"))
            self.assertEqual(again.step_ids.mapped('status'), ['due'])
        self.assertEqual(len(self._planned()), 1)

    def test_the_nights_contacts_twice_are_once(self):
        self._late(2)

        def state():
            return [(one.id, one.day, one.codes, one.amount, one.score, one.user_id.id,
                     one.is_overflow, sorted(one.step_ids.ids)) for one in self._planned()]
        before = state()
        self.company.credit_rpm_night_on = False
        self.night('2026-04-10')
        self.assertEqual(state(), before)
