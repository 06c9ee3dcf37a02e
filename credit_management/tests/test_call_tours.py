from datetime import timedelta

from odoo import Command
from odoo.tests import HttpCase, tagged

from .common_rpm import RpmCommon

ACTION = '/odoo/action-credit_management.'


@tagged('post_install', '-at_install')
class TestCallTours(HttpCase, RpmCommon):
    """An officer's day: what is due of several customers, cleared from My Work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._empty_queue()
        cls.env['credit.duty'].search([]).unlink()
        cls.env['credit.collector'].search([]).unlink()
        cls.env['resource.calendar.leaves'].search([]).unlink()
        calendar = cls.company.resource_calendar_id
        calendar.attendance_ids = [Command.clear()] + [
            Command.create({'name': str(day), 'dayofweek': str(day), 'hour_from': 8, 'hour_to': 16})
            for day in range(7)]
        cls.company.write({'credit_rpm_lead_days': 0, 'credit_promise_longest': 365})
        cls.today = cls.company._credit_today()
        cls.plans.start = cls.today - timedelta(days=60)
        cls.use(cls.full)
        if not cls.company.partner_id.bank_ids:
            cls.env['res.partner.bank'].create({
                'acc_number': "DE02120300000000202051", 'partner_id': cls.company.partner_id.id})

    def _customer(self, name):
        partner = self.env['res.partner'].create({
            'name': name, 'is_company': True, 'street': "Quay 1", 'city': "Bremen", 'zip': "28195"})
        return self._profile(partner, 100000.0, user_id=self.officer.id)

    def _day(self, days):
        return str(self.today + timedelta(days=days))

    def _sold(self, name, days, is_billed=False):
        """Return the item of a delivery of some days ago."""
        profile = self._customer(name)
        order = self.sell(self._day(-days), partner=profile.partner_id)
        picking = self.deliver(order, self._day(-days))
        if is_billed:
            self.bill(order, self._day(-days), due=self._day(30))
        self.work(self._day(-days))
        return picking

    def _late(self, name, days, amount):
        profile = self._customer(name)
        return self._invoice(amount, profile.partner_id, due=-days)

    def test_an_officer_clears_ten_steps(self):
        sold = [self._sold("Alpha", 1), self._sold("Beta", 3), self._sold("Gamma", 10, True)]
        late = [self._late("Delta", 9, 400.0), self._late("Epsilon", 9, 300.0),
                self._late("Zeta", 13, 200.0)]
        today = str(self.today)
        self.work(today)
        self.night(today)
        items = [self.item_of(document) for document in sold + late]
        due = {
            (item.profile_id.partner_id.name, step.code)
            for item in items for step in item.step_ids
            if step.status == 'due' and not step.is_automatic}
        expected = {
            ('Alpha', 'R0'), ('Beta', 'R0'), ('Beta', 'R1'), ('Gamma', 'R0'), ('Gamma', 'R1'),
            ('Gamma', 'R2'), ('Gamma', 'R3'), ('Delta', 'R10'), ('Epsilon', 'R10'), ('Zeta', 'R11')}
        self.assertEqual(due, expected)
        self.start_tour(f'{ACTION}credit_task_action', 'credit_ten_steps', login=self.officer.login,
                        timeout=180)
        self.env.invalidate_all()
        self._check_recorded(items, expected)

    def _check_recorded(self, items, expected):
        done = self.env['credit.rpm.done'].search([('item_id', 'in', [item.id for item in items])])
        self.assertEqual({(one.partner_id.name, one.code) for one in done}, expected)
        self.assertEqual(len(done), 10)
        self.assertEqual(done.user_id, self.officer)
        self.assertFalse(any(done.mapped('withdrawn_on')))
        touches = done.touch_id
        self.assertEqual(len(touches), 7)
        self.assertEqual(set(touches.mapped('state')), {'done'})
        self.assertTrue(all(touches.mapped('note')))
        of_customer = {item.profile_id.partner_id.name: item for item in items}
        for name, codes in {'Alpha': ['R0'], 'Beta': ['R0', 'R1'],
                            'Gamma': ['R0', 'R1', 'R2', 'R3']}.items():
            findings = of_customer[name].finding_ids
            self.assertEqual(sorted(findings.mapped('code')), codes)
            self.assertEqual(findings.mapped('user_id'), self.officer)
        promises = self.env['credit.promise'].search([
            ('partner_id.name', 'in', ('Delta', 'Epsilon'))], order='day')
        self.assertEqual(promises.mapped('amount'), [400.0, 100.0, 100.0, 100.0])
        self.assertEqual(set(promises.mapped('state')), {'open'})
        letter = done.filtered('is_demand').letter_id
        self.assertEqual((letter.state, letter.carrier_no, letter.sent_by_id),
                         ('sent', "EMS 4711", self.officer))
        self.assertTrue(letter.document_id)
        self.assertFalse(self.env['credit.touch'].search([
            ('user_id', '=', self.officer.id), ('state', '=', 'planned'),
            ('day', '<=', self.today), ('is_overflow', '=', False)]))
