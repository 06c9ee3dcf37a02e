from odoo import fields

from .common import GROUPS, CreditCommon

utc = fields.Datetime.to_datetime
#: Wednesday 10:00 in Shanghai, eight hours ahead of UTC all year.
WEDNESDAY_TEN = utc('2026-07-15 02:00:00')


class DeskCommon(CreditCommon):
    """A company in Shanghai, eight hours a day from Monday to Friday, and three levels.

    Level 1: Olga up to 50,000. Level 2: Wang up to 200,000. Managers Mona and Milo stand above.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._empty_queue()
        cls.env['credit.authority'].search([('user_id', '!=', cls.officer.id)]).unlink()
        cls.company.resource_calendar_id = cls.env['resource.calendar'].create({
            'name': "Shanghai", 'tz': 'Asia/Shanghai', 'company_id': cls.company.id,
        })
        cls.company.write({
            'credit_decide_hours': 4.0, 'credit_has_cutoff': True, 'credit_cutoff': 14.0,
        })
        cls.wang = cls._user('wang', f'{GROUPS}officer')
        cls.line = cls.env['credit.authority'].search([('user_id', '=', cls.officer.id)])
        cls.wang_line = cls.env['credit.authority'].create({
            'user_id': cls.wang.id, 'company_id': cls.company.id, 'level': 2,
            'max_excess': 200_000.0,
        })
        cls.profile.user_id = cls.officer

    def _held(self, amount=1500.0, **values):
        """Return the hold of an order that somebody asked to confirm."""
        order = self._order(amount, **values)
        self.assertTrue(self.confirm(order))
        return order.sudo().credit_hold_id.with_env(self.env)

    def _run(self, name):
        """Run a cron as the scheduler does."""
        with self.enter_registry_test_mode():
            self.env.ref(f'credit_management.{name}').method_direct_trigger()

    def _mails(self):
        """Return the mails and inbox messages that went to people so far."""
        return self.env['mail.notification'].search([]).mail_message_id.filtered(
            lambda message: message.model == 'credit.hold'
        )
