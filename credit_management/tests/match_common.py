from odoo.tests import Form

from .common import GROUPS
from .exposure_common import ExposureCommon


class MatchCommon(ExposureCommon):
    """The gate is on, and money on its way counts only when it is matched."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({'credit_mode': 'enforce', 'credit_count_in_transit': False})
        cls.wendy = cls._user('wendy', 'account.group_account_invoice')
        cls.olaf = cls._user('olaf', f'{GROUPS}officer,account.group_account_invoice')

    def dialog(self, user=None, partner=None):
        """Open the dialog as its action does; return the record."""
        env = self.env(user=user or self.wendy)
        action = env['credit.match']._open(partner or self.customer, self.company)
        return env['credit.match'].browse(action['res_id'])

    def shown(self, rows):
        return [(row.name.split(' · ')[0], row.selected, row.amount) for row in rows]

    def choose(self, match, money=None, invoices=None):
        """Type `{position: amount}` on either side, as one does on the screen."""
        with Form(match) as form:
            for name, amounts in (('money_ids', money), ('invoice_ids', invoices)):
                for position, amount in (amounts or {}).items():
                    with getattr(form, name).edit(position) as row:
                        if amount is None:
                            row.selected = not row.selected
                        else:
                            row.amount = amount

    def apply(self, match):
        """Press Apply, and let the worker look again as it does seconds later."""
        match.action_apply()
        self.env.flush_all()
        self.env['credit.recheck']._cure_profile(self.profile)

    def held(self, amount):
        order = self._order(amount)
        self.confirm(order)
        self.assertEqual(order.credit_state, 'held')
        return order, order.sudo().credit_hold_id

    def ledger(self, invoice):
        return invoice.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')

    def foreign(self, code, rate):
        """Return a currency of which `rate` make one of the company's today."""
        currency = self.env['res.currency'].with_context(active_test=False).search(
            [('name', '=', code)]
        )
        currency.active = True
        currency.rate_ids.unlink()
        self.rate(currency, '2020-01-01', rate)
        return currency

    def rate(self, currency, day, rate):
        return self.env['res.currency.rate'].create({
            'currency_id': currency.id, 'company_id': self.company.id, 'name': day, 'rate': rate,
        })
