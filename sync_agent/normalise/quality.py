"""What is odd about a report, said and never repaired: `rule(report, draft, today)` adds issues.

Odoo checks again and decides. Only a score outside its own scale is changed: it is not rated.
"""

import datetime as dt
from decimal import Decimal

#: Limits above this are believed only beside an equity that fits.
HUGE_LIMIT = Decimal(1_000_000_000)
_DAY = dt.timedelta(days=1)


def check(report, draft, today):
    for rule in RULES:
        rule(report, draft, today)


def check_days(report, draft, today):
    as_of, founded = report['as_of'], report['subject'].get('incorporation_date')
    if as_of > today + _DAY:
        draft.issue('in_the_future', 'as_of', 'error')
    if founded is None:
        return
    if founded > today:
        draft.issue('in_the_future', 'subject.incorporation_date')
    elif as_of < founded:
        draft.issue('before_incorporation', 'as_of', 'error')
    for place, event in enumerate(report.get('events') or ()):
        if event.get('opened_on') and event['opened_on'] < founded:
            draft.issue('before_incorporation', f'events[{place}].opened_on')


def check_statements(report, draft, _today):
    for place, statement in enumerate(report.get('statements') or ()):
        path = f'statements[{place}]'
        assets = statement.get('total_assets')
        if assets is not None and assets < 0:
            draft.issue('negative_assets', f'{path}.total_assets', 'error')
        check_balance(statement, path, draft)
        if statement.get('months') not in (None, 12):
            draft.issue('statement_length', f'{path}.months', 'info')
        if any(value for value in statement.values() if isinstance(value, Decimal)) \
                and not statement.get('currency'):
            draft.issue('no_currency', f'{path}.currency')


def check_balance(statement, path, draft):
    """Rounded figures differ by one; more than 1 % (and 2 units) is another company's sheet."""
    figures = [statement.get(name) for name in ('total_assets', 'total_liabilities', 'equity')]
    if None in figures:
        return
    assets, liabilities, equity = figures
    if abs(assets - liabilities - equity) > max(abs(assets) / 100, Decimal(2)):
        draft.issue('balance', path, 'error')


def check_scores(report, draft, _today):
    for place, score in enumerate(report.get('scores') or ()):
        bounds = score.get('raw_min'), score.get('raw_max')
        if score['state'] != 'rated' or None in bounds:
            continue
        number = _number(score['raw'])
        if number is not None and not bounds[0] <= number <= bounds[1]:
            score['state'] = 'not_rated'
            draft.issue('out_of_scale', f'scores[{place}].raw')


def _number(raw):
    try:
        return Decimal(raw)
    except ArithmeticError:
        return None


def check_limits(report, draft, _today):
    for place, limit in enumerate(report.get('limits') or ()):
        amount = limit.get('amount')
        if not amount:
            continue
        if not limit.get('currency'):
            draft.issue('no_currency', f'limits[{place}].currency')
        equity = latest_equity(report, limit.get('currency'))
        if amount > (HUGE_LIMIT if equity is None else 10 * equity):
            draft.issue('limit_implausible', f'limits[{place}].amount')


def latest_equity(report, currency):
    """Return the equity of the newest statement in this currency, or None."""
    found = [statement for statement in report.get('statements') or ()
             if statement.get('equity') is not None and statement.get('currency') == currency]
    if not found:
        return None
    return max(found, key=lambda statement: statement['period_end'])['equity']


def check_cover(report, draft, _today):
    for place, cover in enumerate(report.get('cover') or ()):
        start, end = cover.get('valid_from'), cover.get('valid_to')
        if start and end and end < start:
            draft.issue('ends_before_it_begins', f'cover[{place}]')
        if cover.get('granted') and not cover.get('currency'):
            draft.issue('no_currency', f'cover[{place}].currency')


def check_events(report, draft, _today):
    for place, event in enumerate(report.get('events') or ()):
        opened, closed = event.get('opened_on'), event.get('closed_on')
        if opened and closed and closed < opened:
            draft.issue('closed_before_opened', f'events[{place}]')


RULES = (check_days, check_statements, check_scores, check_limits, check_cover,
         check_events)
