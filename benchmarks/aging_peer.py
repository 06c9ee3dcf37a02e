"""OCA's aged partner balance of all customers, in turn with ours; only run, never read from."""

import argparse
import json
import resource

from dev.paths import cache

from . import databases, peers, session, timing

WHEELS = ('odoo-addon-account-financial-report', 'odoo-addon-date-range', 'odoo-addon-report-xlsx')
MODULE = 'account_financial_report'
MODULES = (MODULE, 'date_range', 'report_xlsx')


def configuration():
    return databases.configuration_with(
        peers.addons(WHEELS, MODULES), cache() / 'peers' / 'odoo.conf')


def measure(registry, day, rounds=3):
    """Return the milliseconds of its figures (receivable accounts only) and of ours, in turn."""
    found = []

    def theirs(_round):
        with session.request(registry) as env:
            wizard = env['aged.partner.balance.report.wizard'].create({
                'company_id': env.company.id, 'date_at': day, 'target_move': 'posted',
                'receivable_accounts_only': True, 'show_move_line_details': False,
            })
            wizard.account_ids = env['account.account'].search(
                [('account_type', '=', 'asset_receivable')])
            data = {**wizard._prepare_report_aged_partner_balance(),
                    'wizard_name': wizard._name, 'date_at': day}
            model = env['report.account_financial_report.aged_partner_balance']
            env.flush_all()
            return timing.milliseconds(
                lambda: found.append(model._get_report_values(wizard.ids, data)))

    def ours(_round):
        with session.request(registry) as env:
            return timing.milliseconds(
                lambda: env['credit.aging.report'].get_aging(day, ledger=False))

    samples = timing.alternate({'theirs': theirs, 'ours': ours}, rounds, warm=1)
    [accounts] = [values['aged_partner_balance'] for values in found[-1:]]
    return {
        'median': timing.median(samples['theirs']), 'ours': timing.median(samples['ours']),
        'rounds': rounds, 'customers': sum(len(account['partners']) for account in accounts),
        'peak_mb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        'versions': peers.versions(WHEELS),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('database')
    parser.add_argument('day')
    arguments = parser.parse_args()
    databases.install(arguments.database, [MODULE], configuration())
    registry = session.open_registry(arguments.database, configuration())
    print(json.dumps(measure(registry, arguments.day)))
    session.close()


if __name__ == '__main__':
    main()
