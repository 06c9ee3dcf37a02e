"""Runs inside Odoo's shell, once a database: points, an event, projects, expenses, freight."""

from odoo import Command

COMMON = {'taxes_id': [Command.clear()], 'invoice_policy': 'order', 'list_price': 100.0}


def prepare(env):
    """Return the ids of what the other apps sell, by name."""
    return {**points(env), **event(env), **project(env), **expenses(env), **freight(env)}


def points(env):
    """Make a point for each unit of money; 5,000 of them are a reward."""
    program = env['loyalty.program'].create({
        'name': "Points", 'program_type': 'loyalty', 'applies_on': 'both', 'trigger': 'auto',
        'rule_ids': [Command.create({
            'reward_point_mode': 'money', 'reward_point_amount': 1, 'minimum_amount': 0})],
        'reward_ids': [Command.create({
            'reward_type': 'discount', 'discount': 10, 'required_points': 5000})],
    })
    return {'points': program.id}


def event(env):
    ticket_product = env['product.product'].create({
        'name': "Ticket", 'type': 'service', 'service_tracking': 'event', **COMMON,
    })
    fair = env['event.event'].create({
        'name': "Fair", 'date_begin': '2099-01-01 08:00:00', 'date_end': '2099-01-01 18:00:00',
        'event_ticket_ids': [Command.create({
            'name': "Ticket", 'product_id': ticket_product.id, 'price': 100.0})],
    })
    return {'event': fair.id, 'ticket': fair.event_ticket_ids.id,
            'ticket_product': ticket_product.id}


def project(env):
    """Make a service that opens a project, whose costs are billed."""
    service = env['product.product'].create({
        'name': "Installation", 'type': 'service', 'service_tracking': 'task_in_project', **COMMON,
    })
    return {'installation': service.id}


def expenses(env):
    """Make a cost that is billed to the customer, and an employee who has it."""
    travel = env['product.product'].create({
        'name': "Travel", 'type': 'service', 'expense_policy': 'cost', 'can_be_expensed': True,
        'supplier_taxes_id': [Command.clear()], **COMMON,
    })
    admin = env.ref('base.user_admin')
    worker = admin.employee_id or env['hr.employee'].create({
        'name': "Ed", 'user_id': admin.id, 'work_contact_id': admin.partner_id.id,
    })
    center = env['account.analytic.account'].create({
        'name': "On the road", 'plan_id': env['account.analytic.plan'].search([], limit=1).id
        or env['account.analytic.plan'].create({'name': "Centres"}).id})
    return {'travel': travel.id, 'employee': worker.id, 'cost_center': center.id,
            'purchases': env['account.journal'].search([('type', '=', 'purchase')], limit=1).id}


def freight(env):
    """Make a carrier that bills what it really costs: 50 a transfer."""
    return {'courier': env['delivery.carrier'].create({
        'name': "Courier", 'delivery_type': 'fixed', 'fixed_price': 50.0,
        'invoice_policy': 'real', 'product_id': env['product.product'].create({
            'name': "Courier", 'type': 'service', **COMMON}).id,
    }).id}
