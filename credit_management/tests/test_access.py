from lxml import etree
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CreditCommon

#: Who delivered or sold may bring the proof; it never changes.
EVIDENCE = {('credit.delivery.proof', 'create')}


@tagged('post_install', '-at_install')
class TestAccess(CreditCommon):

    def _own_models(self):
        return [
            model for name, model in self.env.items()
            if name.startswith('credit.') and model._module == 'credit_management'
            and not model._abstract
        ]

    def test_every_model_has_an_access_line(self):
        bare = [
            model._name for model in self._own_models()
            if not self.env['ir.model.access'].search_count([('model_id.model', '=', model._name)])
        ]
        self.assertEqual(bare, [])

    def test_every_model_with_a_company_has_a_rule_for_it(self):
        bare = [
            model._name for model in self._own_models()
            if 'company_id' in model._fields and not model._transient
            and not self.env['ir.rule'].search_count([
                ('model_id.model', '=', model._name), ('global', '=', True),
                ('domain_force', 'like', 'company_id'),
            ])
        ]
        self.assertEqual(bare, [])

    def test_the_auditor_reads_all_and_writes_nothing(self):
        for model in self._own_models():
            if model._transient:
                continue
            own = model.with_user(self.auditor)
            self.assertTrue(own.has_access('read'), model._name)
            for operation in ('write', 'create', 'unlink'):
                self.assertFalse(own.has_access(operation), f'{model._name} {operation}')

    def test_salespeople_write_nothing_of_ours(self):
        for model in self._own_models():
            if model._transient:
                continue
            own = model.with_user(self.sales)
            for operation in ('write', 'create', 'unlink'):
                if (model._name, operation) not in EVIDENCE:
                    self.assertFalse(own.has_access(operation), f'{model._name} {operation}')

    def test_salespeople_read_no_figure_of_a_profile(self):
        own = self.profile.with_user(self.sales)
        self.assertIn(own.verdict, ('ok', 'near', 'over', 'overdue', 'stopped'))
        for name in (
            'credit_limit', 'exposure', 'available', 'grade', 'standing', 'overdue_amount'
        ):
            with self.assertRaises(AccessError):
                own[name]

    def test_salespeople_find_nobody_by_a_figure_that_they_may_not_read(self):
        asked = 0
        for model in [*self._own_models(), self.env['res.partner'], self.env['sale.order']]:
            own = model.with_user(self.sales)
            for name, field in own._fields.items():
                if not (name in own._fields and field.search and field.groups):
                    continue
                if own._has_field_access(field, 'read') or not own.has_access('read'):
                    continue
                asked += 1
                with self.subTest(field=str(field)), self.assertRaises(AccessError):
                    own.search([(name, '=', 1)])
        self.assertGreater(asked, 3)

    def test_an_officer_of_no_other_application_opens_what_waits(self):
        order = self._order(300.0)
        self.confirm(order)
        invoice = self._invoice(100.0)
        self.assertTrue(order.picking_ids)
        for login, group in (('olaf', 'officer'), ('ada', 'auditor')):
            reader = self._user(login, f'credit_management.credit_management_group_{group}')
            for document in (order, order.picking_ids, invoice):
                with self.subTest(group=group, model=document._name):
                    self._open_form(document.with_user(reader))
                    with self.assertRaises(AccessError):
                        document.with_user(reader).check_access('write')

    def _open_form(self, document):
        """Read all that the form shows, as the web client does."""
        arch = etree.fromstring(document.get_view(view_type='form')['arch'])
        fields = document._fields
        shown = {
            node.get('name') for node in arch.iter('field')
            if next(node.iterancestors('field'), None) is None
        } & set(fields)
        document.web_read({
            name: {'fields': {'display_name': {}}} if fields[name].relational else {}
            for name in shown
        })

    def test_what_officers_note_on_a_hold_is_theirs(self):
        order = self._order(300.0)
        order.with_user(self.officer).action_credit_hold('suspicion', "Sued, says the bureau")
        hold = order.sudo().credit_hold_id
        self.assertEqual(hold.with_user(self.officer).headline, "Sued, says the bureau")
        own = hold.with_user(self.sales)
        self.assertNotIn("Sued", own.headline)
        with self.assertRaises(AccessError):
            own.mapped('note')

    def test_a_salesperson_sees_his_own_customers_only(self):
        self.customer.user_id = self.sales_2
        self.assertFalse(
            self.env['credit.profile'].with_user(self.sales).search([('id', '=', self.profile.id)])
        )
        self.assertTrue(self.env[
            'credit.profile'
        ].with_user(self.sales_2).search([('id', '=', self.profile.id)]))

    def test_another_company_s_profiles_are_not_seen(self):
        other = self.env['res.company'].create({'name': "Other Ltd"})
        foreign = self.env['credit.profile'].create({
            'partner_id': self.customer.id, 'company_id': other.id, 'credit_limit': 1.0,
        })
        self.assertFalse(
            self.env['credit.profile'].with_user(self.officer).search([('id', '=', foreign.id)])
        )

    def test_a_branch_shares_the_profile_of_its_root(self):
        branch = self.env['res.company'].create({'name': "Branch", 'parent_id': self.company.id})
        self.officer.write({'company_ids': [Command.link(branch.id)]})
        seen = self.env['credit.profile'].with_user(self.officer).with_context(
            allowed_company_ids=branch.ids
        ).search([('id', '=', self.profile.id)])
        self.assertEqual(seen, self.profile)
        self.assertEqual(branch.credit_mode, self.company.credit_mode)
        self.assertEqual(self.customer.with_company(branch).credit_limit, 1000.0)


@tagged('post_install', '-at_install')
class TestCustomerTexts(CreditCommon):
    """What a customer reads never says limit, grade, reason or a figure of ours."""

    WORDS = ('limit', 'credit', 'overdue', 'grade', 'risk', 'blocked', 'hold', 'held', 'H01', 'H07')

    def _assert_silent(self, text):
        found = [word for word in self.WORDS if word.lower() in text.lower()]
        self.assertEqual(found, [], text)
        self.assertNotRegex(text, r'\d')

    def test_every_rule_says_only_neutral_things_to_a_customer(self):
        from .. import rules
        formatter = rules.Formatter(
            self.env, 'customer', self.company.currency_id, show_amounts=False
        )
        self.profile.write({'standing': 'blocked', 'standing_reason': "sued"})
        self._invoice(900.0, due=-60)
        order = self._order(5000.0)
        self.confirm(order)
        breaches = order.sudo().credit_hold_id.breach_ids
        self.assertGreaterEqual(len(breaches), 3)
        for breach in breaches:
            self._assert_silent(rules.sentence({**breach.data, 'code': breach.code}, formatter))

    def test_a_refused_customer_reads_one_neutral_sentence(self):
        order = self._order(5000.0)
        portal = self._user('paula', 'base.group_portal')
        check = self.env['credit.check'].with_user(portal)
        self._assert_silent(check._hold_message([]))
        self.confirm(order)
        self.assertFalse([
            message.body for message in order.message_ids
            if message.message_type == 'comment' and 'limit' in (message.body or '')
        ])
