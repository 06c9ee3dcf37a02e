from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .desk_common import WEDNESDAY_TEN, DeskCommon, utc


@tagged('post_install', '-at_install')
class TestDecideBy(DeskCommon):
    """Working hours of the company, and the cut-off before the goods are promised to leave."""

    def _decide_by(self, now, ships=False):
        with freeze_time(now):
            return self.company._credit_decide_by(ships)

    def test_four_working_hours_without_the_lunch_break(self):
        # 10:00 to 12:00 and 13:00 to 15:00 in Shanghai
        self.assertEqual(self._decide_by(WEDNESDAY_TEN), utc('2026-07-15 07:00:00'))

    def test_what_comes_on_friday_evening_waits_until_monday_noon(self):
        self.assertEqual(
            self._decide_by(utc('2026-07-17 12:00:00')), utc('2026-07-20 04:00:00')
        )

    def test_a_holiday_of_the_company_counts_and_one_of_another_company_does_not(self):
        other = self.env['res.company'].create({'name': "Other Ltd"})
        for company, day in ((self.company, 15), (other, 16)):
            leave = self.env['resource.calendar.leaves'].with_company(company).create({
                'name': "Closed", 'calendar_id': False,
                'date_from': utc(f'2026-07-{day - 1} 16:00:00'),
                'date_to': utc(f'2026-07-{day} 16:00:00'),
            })
            self.assertEqual(leave.company_id, company)
        self.assertEqual(self._decide_by(WEDNESDAY_TEN), utc('2026-07-16 04:00:00'))

    def test_it_is_the_company_s_clock_whoever_asks(self):
        for zone in ('America/Los_Angeles', 'Pacific/Auckland'):
            self.sales.tz = zone
            with freeze_time(WEDNESDAY_TEN):
                order = self._order(1500.0).with_context(tz=zone)
                self.confirm(order)
            self.assertEqual(order.sudo().credit_hold_id.decide_by, utc('2026-07-15 07:00:00'))

    def test_what_ships_in_the_afternoon_is_decided_before_the_cut_off(self):
        ships = utc('2026-07-15 08:00:00')  # 16:00
        self.assertEqual(self._decide_by(WEDNESDAY_TEN, ships), utc('2026-07-15 06:00:00'))

    def test_what_ships_in_the_morning_is_decided_before_the_cut_off_of_the_day_before(self):
        monday_nine, friday_ten = utc('2026-07-20 01:00:00'), utc('2026-07-17 02:00:00')
        self.assertEqual(self._decide_by(friday_ten, monday_nine), utc('2026-07-17 06:00:00'))

    def test_after_the_cut_off_the_truck_itself_is_the_deadline(self):
        half_past_two, ships = utc('2026-07-15 06:30:00'), utc('2026-07-15 08:00:00')
        self.assertEqual(self._decide_by(half_past_two, ships), ships)

    def test_a_promise_that_is_broken_already_or_far_away_changes_nothing(self):
        for ships in (utc('2026-07-14 08:00:00'), utc('2026-08-30 08:00:00')):
            self.assertEqual(self._decide_by(WEDNESDAY_TEN, ships), utc('2026-07-15 07:00:00'))

    def test_without_a_cut_off_it_is_decided_before_it_ships(self):
        self.company.credit_has_cutoff = False
        ships = utc('2026-07-15 06:45:00')
        self.assertEqual(self._decide_by(WEDNESDAY_TEN, ships), ships)

    def test_asking_again_buys_no_time_and_shipping_earlier_takes_some(self):
        with freeze_time(WEDNESDAY_TEN):
            hold = self._held(commitment_date=utc('2026-07-15 08:00:00'))
        self.assertEqual(hold.decide_by, utc('2026-07-15 06:00:00'))
        check = self.env['credit.check'].with_user(self.sales)
        with freeze_time(WEDNESDAY_TEN + timedelta(hours=1)):
            for ships, decide_by in ((8, 6), (5, 5), (9, 5)):
                hold.order_id.sudo().commitment_date = WEDNESDAY_TEN.replace(hour=ships)
                check._gate_orders(hold.order_id, 'order_confirm', raising=False)
                hold.invalidate_recordset()
                self.assertEqual(hold.decide_by, WEDNESDAY_TEN.replace(hour=decide_by))

    def test_a_hold_by_hand_waits_for_nobody_until_somebody_asks(self):
        order = self._order(10.0)
        order.with_user(self.officer).action_credit_hold('papers', "no contract")
        hold = order.sudo().credit_hold_id
        self.assertFalse(hold.decide_by)
        with freeze_time(WEDNESDAY_TEN):
            order.with_user(self.sales).action_request_credit_release("They sent it")
        self.assertEqual(hold.decide_by, utc('2026-07-15 07:00:00'))

    def test_a_cut_off_is_a_time_of_day(self):
        for hours in (-0.5, 24.0):
            with self.assertRaisesRegex(ValidationError, "23:59"):
                self.company.credit_cutoff = hours
