"""Invoices that were paid: two years of them, each with its receipt and its allocation.

    python3 -m dev run -- python -m benchmarks.history bench_data

What was open on a past day is found from allocations since, and the generated data have none. One
invoice is paid by Odoo, the others are its copies, made by SQL; the same seed gives the same data.
"""

import argparse
import time

from odoo import Command, fields
from odoo.tools import SQL

from . import clone, generate, prototypes, session
from .documents import CUSTOMER, DUE, FACTOR, uniform

#: Paid invoices; their days, counted back from today.
PAID, OLDEST, NEWEST = 400_000, 720, 60
SOURCE = 'benchmark.paid'
VACUUMED = (
    'account_move', 'account_move_line', 'account_partial_reconcile', 'account_full_reconcile',
)


def add(database, paid=PAID, seed=1, say=print):
    """Add `paid` paid invoices to a generated `database`."""
    registry, started = session.open_registry(database), time.monotonic()
    with registry.cursor() as cr:
        cr.execute("SET LOCAL synchronous_commit = off")
        invoice, receipt = _pay(session.environment(cr))
        _deal(cr, paid, seed)
        _clone(clone.Cloner(cr), invoice, receipt)
        cr.execute(f"DROP TABLE {SOURCE}")
        cr.execute("INSERT INTO benchmark.setting VALUES ('paid', %s)", [str(paid)])
        cr.commit()
    vacuum(registry)
    session.close()
    say(f"  {paid:,} paid invoices: {time.monotonic() - started:.0f} s")


def vacuum(registry):
    generate.vacuum(registry, VACUUMED)


def _pay(env):
    """Return an invoice and the receipt that paid it."""
    partner = env['res.partner'].create({'name': "Prototype Payer", 'is_company': True})
    product = env['product.product'].search([('default_code', '=', 'BENCH')])
    invoice = prototypes._move(env, partner, product, 'out_invoice')
    claim = _receivable(invoice)
    bank = env['account.journal'].search([('type', '=', 'bank')], limit=1)
    receipt = env['account.move'].create({
        'journal_id': bank.id, 'date': fields.Date.today(), 'partner_id': partner.id,
        'line_ids': [Command.create({
            'account_id': account.id, 'partner_id': partner.id, 'balance': amount,
        }) for account, amount in (
            (claim.account_id, -claim.balance), (bank.default_account_id, claim.balance))],
    })
    receipt.action_post()
    (claim + _receivable(receipt)).reconcile()
    env.flush_all()
    return invoice, receipt


def _receivable(move):
    return move.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')


def _deal(cr, paid, seed):
    """Deal invoices to customers, with the days on which they were issued, due and paid."""
    late = f"floor(60 * power({uniform(seed, DUE + 20)}, 2))::int - 5"
    issued = f"{NEWEST} + floor({OLDEST - NEWEST} * {uniform(seed, DUE + 10)})::int"
    cr.execute(SQL(
        f"""CREATE UNLOGGED TABLE {SOURCE} AS
            SELECT dealt.n, factor, partner_id, issued, issued + 30 AS due,
                   LEAST(issued + 30 + late, CURRENT_DATE) AS paid
              FROM (SELECT n, CURRENT_DATE - ({issued}) AS issued, {late} AS late,
                           1 + floor(30 * power({uniform(seed, FACTOR + 10)}, 2))::int AS factor,
                           floor((SELECT count(*) FROM benchmark.customer)
                                 * power({uniform(seed, CUSTOMER + 10)}, 1.5))::bigint AS customer
                      FROM generate_series(0, %s - 1) AS n) dealt
              JOIN benchmark.customer c ON c.n = dealt.customer""", paid,
    ))


def _clone(cloner, invoice, receipt):
    claim, money = _receivable(invoice), _receivable(receipt)
    full, _width = cloner.rows('account_full_reconcile', claim.full_reconcile_id.ids, {}, SOURCE)
    claim_id = _move(cloner, invoice, claim, 'd.issued', full, 'INV/P/')
    money_id = _move(cloner, receipt, money, 'd.paid', full, 'BNK/P/')
    partial = claim.matched_credit_ids
    cloner.rows('account_partial_reconcile', partial.ids, {
        'debit_move_id': claim_id, 'credit_move_id': money_id,
        'full_reconcile_id': f'{full} + d.n', 'max_date': 'GREATEST(d.issued, d.paid)',
        **{name: f'p.{name} * d.factor' for name in (
            'amount', 'debit_amount_currency', 'credit_amount_currency')},
    }, SOURCE)


def _move(cloner, move, matched, day, full, prefix):
    """Clone a document with its lines; return SQL text of the id of its line that was matched."""
    name, is_invoice = f"'{prefix}' || (d.n + 2)", move.move_type == 'out_invoice'
    dates = {'invoice_date': day, 'invoice_date_due': 'd.due'} if is_invoice else {}
    move_id, _width = cloner.rows('account_move', move.ids, {
        'name': name, 'sequence_number': 'd.n + 2', 'sequence_prefix': f"'{prefix}'",
        'payment_reference': name, 'partner_id': 'd.partner_id', 'date': day,
        'commercial_partner_id': 'd.partner_id', 'partner_shipping_id': 'd.partner_id', **dates,
    }, SOURCE)
    lines = matched + (move.line_ids - matched)
    due = 'd.due' if is_invoice else day
    is_matched = f'p.id = {matched.id}'
    first, width = cloner.rows('account_move_line', lines.ids, {
        'move_id': f'{move_id} + d.n', 'move_name': name, 'partner_id': 'd.partner_id',
        'date': day, **({'invoice_date': day} if is_invoice else {}),
        'date_maturity': f'CASE WHEN p.date_maturity IS NOT NULL THEN {due} END',
        'full_reconcile_id': f'CASE WHEN {is_matched} THEN {full} + d.n END',
        'matching_number': f'CASE WHEN {is_matched} THEN ({full} + d.n)::text END',
    }, SOURCE)
    return f'{first} + d.n * {width}'


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('database', help="one filled by benchmarks.generate")
    parser.add_argument('--paid', type=int, default=PAID)
    arguments = parser.parse_args()
    add(arguments.database, arguments.paid)


if __name__ == '__main__':
    main()
