"""The same work on Odoo alone: what confirming costs, and what its own credit figures cost."""

import argparse
import json
import statistics

from . import confirming, session, timing
from .subjects import Subjects


def measure(registry, rounds):
    subjects = Subjects(registry)
    figures = {}
    for name, partners in (
        ('ordinary', subjects.ordinary), ('giant_invoices', [subjects.giant_invoices]),
    ):
        samples = [
            confirming.once(
                registry, subjects.salesperson, partners[number % len(partners)], lambda cr: None
            )
            for number in range(3 + rounds * 3)
        ][3:]
        figures[f'confirm_{name}'] = {'without': statistics.median(samples)}
    ids = subjects.all[1000:1080] or subjects.all[:80]

    def page():
        with session.request(registry) as env:
            # The setting is rolled back; without it Odoo computes nothing for orders.
            env.company.account_use_credit_limit = True
            env.flush_all()
            return timing.milliseconds(
                lambda: env['res.partner'].browse(ids).read(['credit', 'credit_to_invoice'])
            )

    figures['page'] = {'median': timing.median([page() for _round in range(rounds + 1)][1:])}
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('database')
    parser.add_argument('--rounds', type=int, default=7)
    arguments = parser.parse_args()
    print(json.dumps(measure(session.open_registry(arguments.database), arguments.rounds)))
    session.close()


if __name__ == '__main__':
    main()
