from datetime import timedelta

from odoo.tests import tagged

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestOverviewPromise(CreditCommon):
    """The tile of promises: what is to come within a week, what was broken, how much is kept."""

    def _tile(self):
        return self.env['credit.overview']._tile_promises(self.company.root_id.sudo())

    def test_what_comes_what_broke_and_how_much_is_kept(self):
        promises = self.env['credit.promise'].sudo()
        self.env.cr.execute("DELETE FROM credit_promise")
        self.assertIsNone(self._tile())
        today = self.company._credit_today()
        for amount, days, values in (
            (300.0, 3, {'missing': 200.0}), (500.0, 8, {'missing': 500.0}),
            (100.0, -20, {'state': 'kept', 'matured_amount': 100.0, 'kept_amount': 100.0}),
            (300.0, -30, {'state': 'broken', 'matured_amount': 300.0}),
            (900.0, -200, {'state': 'broken', 'matured_amount': 900.0, 'followed_on': today}),
        ):
            day = today + timedelta(days=days)
            promises.create({
                'profile_id': self.profile.id, 'amount': amount, 'day': day, 'ends_on': day,
                'made_on': min(day, today) - timedelta(days=1), 'source': 'officer', **values})
        tile = self._tile()
        self.assertEqual((tile['count'], tile['amount'], tile['broken'], tile['kept']),
                         (1, 200.0, 1, 0.25))
        for which, count in (('near', 1), ('broken', 1), ('kept', 2)):
            self.assertEqual(len(promises.search(tile['domains'][which])), count)
