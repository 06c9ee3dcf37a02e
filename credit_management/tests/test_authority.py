from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .desk_common import WEDNESDAY_TEN, DeskCommon


@tagged('post_install', '-at_install')
class TestAuthority(DeskCommon):
    """Who decides first, and how far those who stand in may go."""

    def test_the_customer_s_officer_decides_first(self):
        self.assertEqual(self._held().user_id, self.officer)

    def test_his_substitute_decides_first_between_two_days(self):
        self.line.write({
            'substitute_id': self.wang.id, 'away_from': '2026-07-15', 'away_to': '2026-07-16',
        })
        owners = {14: self.officer, 15: self.wang, 16: self.wang, 17: self.officer}
        for day, owner in owners.items():
            with freeze_time(WEDNESDAY_TEN.replace(day=day)):
                self.assertEqual(self._held().user_id, owner, day)

    def test_the_day_is_the_company_s(self):
        self.line.write({
            'substitute_id': self.wang.id, 'away_from': '2026-07-16', 'away_to': '2026-07-16',
        })
        with freeze_time('2026-07-15 17:00:00'):  # Thursday 01:00 in Shanghai
            self.assertEqual(self._held().user_id, self.wang)

    def test_without_an_officer_the_lowest_level_that_is_enough(self):
        self.profile.user_id = False
        self.assertEqual(self._held().user_id, self.officer)
        self.assertEqual(self._held(60_000.0).user_id, self.wang)
        self.assertEqual(self._held(600_000.0).user_id, self.manager)

    def test_an_officer_who_sold_the_order_does_not_get_it(self):
        order = self._order(1500.0, user=self.officer)
        self.confirm(order)
        self.assertEqual(order.sudo().credit_hold_id.user_id, self.wang)

    def test_of_two_people_of_a_level_the_less_busy_one(self):
        self.profile.user_id = False
        twin = self._user('tina', 'credit_management.credit_management_group_officer')
        self.line.copy({'user_id': twin.id})
        owners = [self._held(1500.0 + number).user_id for number in range(4)]
        self.assertEqual(owners, [self.officer, twin, self.officer, twin])

    def test_a_substitute_releases_up_to_what_he_stands_in_for_while_he_does(self):
        stand_in = self._user('sue', 'credit_management.credit_management_group_officer')
        with freeze_time(WEDNESDAY_TEN):
            hold = self._held()
            with self.assertRaises(AccessError):
                hold.with_user(stand_in).release('promise', "x")
            self.line.write({
                'substitute_id': stand_in.id, 'away_from': '2026-07-15', 'away_to': '2026-07-15',
            })
            self.assertEqual(hold.with_user(stand_in).release('promise', "x")['state'], 'released')
            other = self._held(1600.0)
        with freeze_time(WEDNESDAY_TEN.replace(day=16)), self.assertRaises(AccessError):
            other.with_user(stand_in).release('promise', "x")

    def test_standing_in_takes_nothing_away_from_a_manager(self):
        self.line.write({
            'substitute_id': self.manager.id, 'away_from': '2026-07-01', 'away_to': '2026-07-31',
        })
        with freeze_time(WEDNESDAY_TEN):
            hold = self._held(600_000.0)
            self.assertEqual(
                hold.with_user(self.manager).release('promise', "x")['state'], 'released'
            )
