import os
from importlib.util import find_spec
from unittest import skipUnless

from odoo import Command
from odoo.tests import tagged

from .exposure_common import ExposureCommon

#: HYPOTHESIS_PROFILE -> how many histories, of how many steps. The same ones every time, except
#: `long`, which invents new ones; HYPOTHESIS_SEED=1 tells them again.
PROFILES = {'ci': (4, 100), 'short': (60, 30), 'long': (100, 200)}


class HistoryCase(ExposureCommon):
    """What the steps of a history need to be there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_goods()
        cls._set_currencies()
        cls._set_ledger()
        cls.branch = cls.env['res.company'].create({'name': "Branch", 'parent_id': cls.company.id})
        cls.env.user.company_ids += cls.branch
        cls.two_steps = cls.env['stock.warehouse'].create({
            'name': "Two steps", 'code': 'TWO', 'delivery_steps': 'pick_ship',
        })

    @classmethod
    def _set_goods(cls):
        included = cls.env['account.tax'].create({
            'name': "VAT 20% included", 'amount': 20.0, 'amount_type': 'percent',
            'type_tax_use': 'sale', 'price_include_override': 'tax_included',
        })
        cls.taxes = {None: [], 'on top': cls.tax.ids, 'included': included.ids}
        cls.products = {
            'ordered goods': cls.product, 'delivered goods': cls.goods, 'dozen': cls.goods,
            'service': cls._sellable("Advice", type='service', invoice_policy='order'),
            'delivered service': cls._sellable("Repair", type='service', invoice_policy='delivery'),
        }

    @classmethod
    def _set_currencies(cls):
        cls.currencies = {'own': cls.company.currency_id}
        for name, rate in (('EUR', 0.8), ('JPY', 150.0)):
            currency = cls.env.ref(f'base.{name}')
            currency.active = True
            currency.rate_ids.unlink()
            cls.env['res.currency.rate'].create({
                'name': '2020-01-01', 'rate': rate, 'currency_id': currency.id,
                'company_id': cls.company.id,
            })
            cls.currencies[name] = currency
        cls.pricelists = {name: cls.env['product.pricelist'].create({
            'name': name, 'currency_id': currency.id, 'company_id': False,
        }).id for name, currency in cls.currencies.items()}

    @classmethod
    def _set_ledger(cls):
        cls.income = cls.env['account.account'].search(
            [('account_type', '=', 'income'), ('company_ids', '=', cls.company.id)], limit=1)
        cls.other_receivable = cls.env['account.account'].create({
            'name': "Deposits", 'code': 'X1219', 'account_type': 'asset_receivable',
            'reconcile': True,
        })
        cls.instalments = cls.env['account.payment.term'].create({
            'name': "In three", 'line_ids': [Command.create({
                'value': 'percent', 'value_amount': share, 'nb_days': days,
            }) for share, days in ((30.0, 0), (30.0, 5), (40.0, 60))],
        })

    def item(self, item):
        """Return the values of an order line."""
        return {
            'product_id': self.products[item.product].id, 'product_uom_qty': item.quantity,
            'product_uom_id': (self.dozen if item.product == 'dozen' else self.unit).id,
            'price_unit': item.price, 'discount': item.discount,
            'tax_ids': [Command.set(self.taxes[item.tax])],
        }

    def live(self, number):
        """Tell histories by seed `number`; a failing one is told again as short as it gets."""
        from hypothesis import HealthCheck, Phase, seed, settings
        from hypothesis.stateful import run_state_machine_as_test

        from .history_steps import Life
        profile = os.environ.get('HYPOTHESIS_PROFILE', 'ci')
        histories, steps = PROFILES[profile]
        life = type('Life', (Life,), {'case': self})
        asked = os.environ.get('HYPOTHESIS_SEED')
        if asked or profile != 'long':
            life = seed(int(asked or number))(life)
        run_state_machine_as_test(life, settings=settings(
            max_examples=histories, stateful_step_count=steps, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), report_multiple_bugs=False, print_blob=False,
            phases=(Phase.generate, Phase.shrink),
        ))


@tagged('post_install', '-at_install')
@skipUnless(find_spec('hypothesis'), "random histories need hypothesis")
class TestExposureRandom(HistoryCase):
    """Whatever happens to a customer, his exposure is what a walk over his documents finds."""

    def test_random_histories(self):
        self.live(1)


@tagged('post_install', '-at_install')
@skipUnless(find_spec('hypothesis'), "random histories need hypothesis")
class TestExposureRandomToo(HistoryCase):
    """The same with another seed, for another process."""

    def test_random_histories(self):
        self.live(2)
