"""A provision sheet for a company of the finance screens, as its people would have made it.

Run by `demo_receivables` for a new company: accounts, rates by expected loss and by roll rates, a
sheet of the last month-end that one manager computed and another may approve.
"""

from odoo import Command

ACCOUNTS = (
    ('credit_allowance_account_id', '121900', "Loss allowance", 'asset_current'),
    ('credit_impairment_account_id', '650900', "Impairment of receivables", 'expense'),
    ('credit_reimbursement_account_id', '121800', "Insurer's part of losses", 'asset_current'),
)
#: Historical loss rates of the demo's business, by first day late.
RATES = ((0, 0.003), (1, 0.012), (31, 0.04), (61, 0.11), (91, 0.35), (181, 0.75))
#: A customer who is looked at alone: name, part that is lost.
ALONE = ("Heath Builders", 0.6)


def make(env, company):
    """Make the accounts and compute the sheet as the credit manager of the demo."""
    company.write({
        'credit_provision_journal_id': env['account.journal'].search(
            [('type', '=', 'general'), ('company_id', '=', company.id)], limit=1).id,
        **{field: _account(env, company, *rest).id for field, *rest in ACCOUNTS},
    })
    manager = env.ref('credit_management.credit_user_manager_demo')
    own = env(user=manager, context={'allowed_company_ids': company.ids})
    expected, rolls = own['credit.provision.matrix'].create([{
        'name': "Expected loss", 'kind': 'ecl', 'company_id': company.id, 'forward_factor': 1.1,
        'note': "Losses of the last five years; 10 % more for the year to come.",
        'line_ids': [Command.create({'first_day': day, 'rate': rate}) for day, rate in RATES],
    }, {
        'name': "Roll rates", 'kind': 'roll', 'company_id': company.id, 'sequence': 30,
        'final_rate': 0.8,
    }])
    alone = env['res.partner'].search(
        [('name', '=', ALONE[0]), ('company_id', '=', company.id)], limit=1)
    sheet = own['credit.provision'].create({
        'matrix_id': expected.id,
        'comparison_ids': [Command.set((rolls | _shared(env)).ids)],
        'individual_ids': [Command.create({
            'partner_id': alone.id, 'method': 'rate', 'rate': ALONE[1],
            'reason': "Pays nothing for two months", 'evidence': "Letter of his lawyer",
        })] if alone else [],
    })
    sheet.action_compute()
    return sheet


def _account(env, company, code, name, kind):
    return env['account.account'].with_company(company).create({
        'code': code, 'name': name, 'account_type': kind,
        'company_ids': [Command.set(company.ids)],
    })


def _shared(env):
    return env.ref('credit_management.credit_provision_matrix_due') | env.ref(
        'credit_management.credit_provision_matrix_posting')
