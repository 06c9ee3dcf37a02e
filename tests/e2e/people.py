"""Runs inside Odoo's shell, once a database: people by role with keys, goods, providers."""

from datetime import timedelta

from odoo import Command, fields

CREDIT = 'credit_management.credit_management_group_'
SALES = 'sales_team.group_sale_salesman'
EVERY_SALE = 'sales_team.group_sale_salesman_all_leads'
ACCOUNTANT = ['account.group_account_manager', 'account.group_account_basic']

#: Login -> groups. Sally sells what is hers, Sam everything; two managers for two signatures.
ROLES = {
    'sally': [SALES],
    'sam': [EVERY_SALE],
    'olga': [f'{CREDIT}officer', EVERY_SALE],
    'mona': [f'{CREDIT}manager', EVERY_SALE, 'base.group_partner_manager'],
    'milo': [f'{CREDIT}manager'],
    'arno': [f'{CREDIT}auditor'],
    'wanda': ['stock.group_stock_user'],
    'ann': ACCOUNTANT,
    'bob': [f'{CREDIT}bureau_sync'],
}
#: Hashing one takes half a second; the others have keys.
WITH_PASSWORD = ('sally', 'bob')


def prepare(env):
    """Return ``{"people": {login: {"id", "login", "password", "key"}}, …}``."""
    company = env.ref('base.main_company')
    company.write({
        'credit_mode': 'enforce', 'credit_no_profile': 'unchecked', 'credit_count_in_transit': True,
    })
    people = {login: make_person(env, login, groups) for login, groups in ROLES.items()}
    people['admin'] = with_key(env, env.ref('base.user_admin'), 'admin')
    env['credit.authority'].create({
        'user_id': people['olga']['id'], 'company_id': company.id, 'level': 1, 'max_excess': 50_000,
    })
    goods = make_goods(env)
    return {
        'people': people, 'company': company.id, 'currency': company.currency_id.name,
        **goods, **money(env, company),
    }


def make_person(env, login, groups):
    user = env['res.users'].with_context(no_reset_password=True).create({
        'name': login.title(), 'login': login, 'email': f'{login}@example.com',
        'group_ids': [Command.link(env.ref(name).id) for name in groups],
    })
    if login in WITH_PASSWORD:
        user.password = f'{login}-password'
    return with_key(env, user, f'{login}-password')


def with_key(env, user, password):
    expires = fields.Datetime.now() + timedelta(days=1)
    key = env['res.users.apikeys'].with_user(user).sudo()._generate('rpc', 'tests', expires)
    return {'id': user.id, 'login': user.login, 'password': password, 'key': key,
            'partner': user.partner_id.id}


def make_goods(env):
    """Goods that are shipped, and a service that is not; no taxes, so that sums are plain."""
    common = {'list_price': 100.0, 'taxes_id': [Command.clear()], 'invoice_policy': 'order'}
    goods, service = env['product.product'].create([
        {'name': "Valve", 'type': 'consu', **common},
        {'name': "Advice", 'type': 'service', **common},
    ])
    return {'goods': goods.id, 'service': service.id}


def money(env, company):
    """Return the ways money arrives: bank journal, online payment, pay on site or by wire."""
    # The methods of providers that were not used yet are archived.
    env = env(context={**env.context, 'active_test': False})
    bank = env['account.journal'].search(
        [('type', '=', 'bank'), ('company_id', '=', company.id)], limit=1
    )
    demo = env.ref('payment.payment_provider_demo')
    wire = env['payment.provider'].search([('custom_mode', '=', 'wire_transfer')], limit=1)
    cash = env.ref('delivery.payment_provider_cod')
    for provider in (demo, wire, cash):
        provider.write({'state': 'test', 'company_id': company.id, 'is_published': True})
        provider.payment_method_ids.active = True
    return {
        'bank': bank.id, 'demo': demo.id, 'demo_method': demo.payment_method_ids[:1].id,
        'wire': wire.id, 'wire_method': wire.payment_method_ids[:1].id,
        'cod': cash.id, 'cod_method': cash.payment_method_ids[:1].id, 'carrier': carrier(env),
        'term_now': env.ref('account.account_payment_term_immediate').id,
    }


def carrier(env):
    """Make a way of delivering that lets customers pay at the door."""
    return env['delivery.carrier'].create({
        'name': "Our van", 'allow_cash_on_delivery': True, 'delivery_type': 'fixed',
        'fixed_price': 0.0, 'product_id': env['product.product'].create({
            'name': "Freight", 'type': 'service', 'taxes_id': [Command.clear()]}).id,
    }).id
