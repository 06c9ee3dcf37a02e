import inspect
import re

from odoo.tests import new_test_user, tagged

from .common import CreditCommon

ADDON = 'odoo.addons.credit_management'
#: What nobody but credit people may read: figures, names and words of this file's customer.
SECRETS = re.compile(
    r"4,?321|H\d\d|CH/|bounced cheque|Olga|enforce|exposure|overdue|'standing'|grade", re.IGNORECASE)
#: Salespeople are told what is held and what to do; limit, grade and reason they are not.
FIGURES = re.compile(r"4,?321|bounced cheque|'grade': 'D'")
#: Values for parameters that have no default; others get a text.
VALUES = {'reason_code': 'promise', 'amount': 10.0}
#: Odoo's own methods, which the addon only guards.
CORE = {'create', 'write', 'unlink', 'exists', 'copy_data', 'default_get', 'fields_get'}


@tagged('post_install', '-at_install')
class TestCustomerSees(CreditCommon):
    """A customer with a login asks the server for what no page shows him; so does a salesperson."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cleo = new_test_user(
            cls.env, login='credit_cleo', groups='base.group_portal', name="Cleo")
        cls.cleo.partner_id.parent_id = cls.customer
        cls.moving = cls._order(100.0)
        cls.moving.action_confirm()
        cls.order = cls._order(5000.0)
        (cls.moving | cls.order).message_subscribe(cls.cleo.partner_id.ids)
        cls.profile.write({
            'standing': 'watch', 'standing_reason': "bounced cheque", 'grade': 'D',
            'user_id': cls.officer.id, 'credit_limit': 4321.0,
        })

    def setUp(self):
        super().setUp()
        self.assertTrue(self.confirm(self.order))
        self.records = {
            'sale.order': self.order, 'sale.order.line': self.order.order_line,
            'stock.picking': self.moving.sudo().picking_ids, 'res.partner': self.customer,
            'res.company': self.company, 'credit.profile': self.profile,
            'credit.hold': self.order.sudo().credit_hold_id,
        }

    # === FIELDS === #

    def test_no_field_of_ours_is_the_customers_to_read(self):
        found = []
        for name, model in self.env.items():
            theirs = model.with_user(self.cleo)
            if model._abstract or model._transient or not theirs.has_access('read'):
                continue
            if name == 'res.users':
                continue  # what each person chooses about his own mails
            found += [
                f'{name}.{field.name}' for field in model._fields.values()
                if 'credit_management' in field._modules and len(field._modules) == 1
                and theirs._has_field_access(field, 'read')
            ]
        self.assertEqual(found, [])

    # === METHODS === #

    def methods(self):
        """Return (model, name, function) of every public method that the addon brings."""
        return sorted({
            (model._name, name, function)
            for model in self.env.registry.values() if not model._transient and not model._abstract
            for cls in model.mro() if cls.__module__.startswith(ADDON)
            for name, function in vars(cls).items()
            if inspect.isfunction(function) and not name.startswith('_')
            and not getattr(function, '_api_private', False) and name not in CORE
        }, key=lambda found: found[:2])

    def ask(self, user, model, name, function):
        """Call a method as `user` does over RPC; return what he is told, or the refusal."""
        records = self.records.get(model)
        if records is None:
            records = self.env[model].sudo().search([], limit=1)
        required = [
            parameter.name for parameter in list(inspect.signature(function).parameters.values())[1:]
            if parameter.default is parameter.empty
        ]
        values = {key: self.records['res.partner'].id if key == 'partner_id' else VALUES.get(key, 'x')
                  for key in required}
        if 'order_id' in inspect.signature(function).parameters:
            values['order_id'] = self.order.id
        if 'picking_id' in inspect.signature(function).parameters:
            values['picking_id'] = self.records['stock.picking'].id
        try:
            with self.env.cr.savepoint():
                told = getattr(records.with_user(user), name)(**values)
                self.env.flush_all()
                return self.told(told)
        except Exception as refused:  # noqa: BLE001 - whatever he reads of an error he is told
            return refused

    @staticmethod
    def told(answer):
        """Return what an answer says; the title of a window that opens is no secret."""
        if isinstance(answer, dict) and answer.get('type') == 'ir.actions.act_window':
            return {key: answer[key] for key in ('res_id', 'domain', 'context') if key in answer}
        return answer

    def assert_silent(self, user, secrets):
        for model, name, function in self.methods():
            with self.subTest(method=f'{model}.{name}'):
                self.env.invalidate_all()
                told = self.ask(user, model, name, function)
                # Odoo's own refusal names the model that he named himself.
                said = str(told).replace(model, '').replace(self.env[model]._description, '')
                self.assertIsNone(secrets.search(said), told)

    def test_no_method_of_ours_tells_the_customer_anything(self):
        self.assert_silent(self.cleo, SECRETS)

    def test_no_method_of_ours_tells_a_salesperson_limit_grade_or_reason(self):
        self.assert_silent(self.sales, FIGURES)

    def test_no_method_of_ours_lets_the_customer_do_anything(self):
        state = self.env['credit.hold'].search_read([('profile_id', '=', self.profile.id)])
        for model, name, function in self.methods():
            self.ask(self.cleo, model, name, function)
        self.env.invalidate_all()
        self.assertEqual(
            self.env['credit.hold'].search_read([('profile_id', '=', self.profile.id)]), state)
