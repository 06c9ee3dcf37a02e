"""The plan of *Demo Ltd*: two years of credit sales under whose ceiling receivables are near it."""

from datetime import date

from odoo import Command

from .demo_ledger import CUSTOMERS, SEASON, TAX

#: Of the day of the run, tax included; funds would carry 5,000,000.
CEILING, FUNDS, VARIABLE_COST = 4_746_000.0, 3_000_000.0, 60.0
TARGET_DSO, WEIGHT = 52.0, 1_000_000.0


def approve(env, company, teams, today):
    """Plan this year and last year by sales team, and let a second person approve them."""
    maker = env['res.users'].search([('login', '=', 'credit_manager')]) or env.user
    company.credit_ceiling_user_ids = maker
    company.credit_target_dso = TARGET_DSO
    # This year's goes first, or people would be told that it has none.
    plans = env['credit.ceiling.plan'].create([{
        'company_id': company.id, 'year': year, 'target_dso': TARGET_DSO, 'tax_basis': 'excluded',
        'tax_rate': TAX * 100, 'has_funds': True, 'funds': FUNDS, 'cost_of_capital': 6.0,
        'variable_cost_ratio': VARIABLE_COST, 'tolerated_delay': 5, 'dimension': 'team',
        'line_ids': [Command.create({
            'month': date(year, month, 1), 'team_id': team.id, 'sales': WEIGHT * share * part,
            'collections': 0.0,
        }) for month, share in enumerate(SEASON, start=1)
            for team, part in zip(teams, _parts(), strict=True)],
    } for year in (today.year, today.year - 1)])
    ceiling = env['credit.ceiling']
    planned = ceiling._ceiling(ceiling._planned(company.sudo(), today.year, drafts=True), today)
    factor = CEILING / float(planned.planned)
    for line in plans.line_ids:
        month = line.month.month - 1
        line.write({
            'sales': round(line.sales * factor, -2),
            # What was sold a month before comes in, with its tax.
            'collections': round(
                line.sales * factor * SEASON[month - 1] / SEASON[month] * (1 + TAX), -2),
        })
    for plan in plans:
        plan.with_user(env.ref('base.user_admin')).action_approve()


def _parts():
    """Return what of all sales is each team's."""
    whole = sum(customer.share for customer in CUSTOMERS)
    return [sum(customer.share for customer in CUSTOMERS if customer.team == team) / whole
            for team in (0, 1)]
