"""The plan of *Demo Ltd*: two years of credit sales under whose ceiling receivables are near it."""

from datetime import date

from odoo import Command

from .demo_ledger import SEASON, TAX

#: Of the day of the run, tax included; funds would carry 5,000,000.
CEILING, FUNDS, VARIABLE_COST = 4_746_000.0, 3_000_000.0, 60.0
TARGET_DSO, WEIGHT = 52.0, 1_000_000.0


def approve(env, company, today):
    """Plan last year and this one, and let a second person approve it."""
    plans = env['credit.ceiling.plan'].create([{
        'company_id': company.id, 'year': year, 'target_dso': TARGET_DSO, 'tax_basis': 'excluded',
        'tax_rate': TAX * 100, 'has_funds': True, 'funds': FUNDS, 'cost_of_capital': 6.0,
        'variable_cost_ratio': VARIABLE_COST, 'tolerated_delay': 10,
        'line_ids': [Command.create({
            'month': date(year, month, 1), 'sales': WEIGHT * share, 'collections': 0.0,
        }) for month, share in enumerate(SEASON, start=1)],
    } for year in (today.year - 1, today.year)])
    ceiling = env['credit.ceiling']
    planned = ceiling._ceiling(ceiling._planned(company.sudo(), today.year, drafts=True), today)
    factor = CEILING / float(planned.planned)
    for line in plans.line_ids:
        before = SEASON[line.month.month - 2]
        line.write({
            'sales': round(line.sales * factor, -2),
            'collections': round(WEIGHT * before * factor * (1 + TAX), -2),
        })
    for plan in plans:
        plan.with_user(env.ref('base.user_admin')).action_approve()
