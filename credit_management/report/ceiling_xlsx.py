"""The ceiling as spreadsheets: what `get_ceiling` answers, and the sheet that a plan comes in by."""

from datetime import date

import xlsxwriter

from ..models.credit_ceiling_plan import DIMENSIONS
from ..tools.ceiling_plan import month_end
from .xlsx import Book, Column, Currency


def template(target, plan):
    """Write an empty sheet with the months of `plan`; its heads are the names of fields."""
    lines = plan.env['credit.ceiling.plan.line']
    names = ['month', DIMENSIONS[plan.dimension], 'sales', 'collections']
    heads = [lines._fields[name]._description_string(plan.env) for name in names if name]
    book = xlsxwriter.Workbook(target, {'in_memory': True})
    page = book.add_worksheet(str(plan.year))
    page.set_column(0, len(heads) - 1, 24)
    page.write_row(0, 0, heads, book.add_format({'bold': True}))
    day = book.add_format({'num_format': 'yyyy-mm-dd'})
    for month in range(1, 13):
        page.write_datetime(month, 0, date(plan.year, month, 1), day)
    page.freeze_panes(1, 0)
    book.close()


def ceiling(target, env, answer):
    """Write the budget by month, and a sheet each for dimension, excess and alerts."""
    currency = env['res.currency'].browse(answer['currency_id'])
    money = Currency(currency.name, currency.decimal_places)
    facts = _facts(env, answer)
    bands = dict(env['credit.ceiling.alert']._selection_band())
    with Book(target) as book:
        _budget(book, env, answer, facts, money, bands)
        _dimension(book, env, answer, facts, money, bands)
        _excess(book, env, answer, facts, money)
        _alerts(book, env, answer, facts, money, bands)


def _facts(env, answer):
    plan, today = answer['plan'], answer['today']
    facts = [f"{answer['company']} · {answer['as_of']} · {answer['currency']}"]
    if plan:
        facts.append(env._(
            "Plan of %(year)s (%(state)s), target DSO %(days)s days", year=plan['year'],
            state=dict(env['credit.ceiling.plan']._fields['state']._description_selection(env))[
                plan['state']],
            days=f"{plan['target_dso']:g}",
        ))
    facts.append(env._(
        "Receivables %(owed)s, ceiling %(ceiling)s", owed=f"{today['ar']:,.2f}",
        ceiling=env._("unknown") if today['ceiling'] is None else f"{today['ceiling']:,.2f}",
    ))
    return facts


def _budget(book, env, answer, facts, money, bands):
    sheet = book.sheet(env._("Budget"), env._("Receivables against their ceiling"), facts, [
        Column('month', env._("Month-end"), 'date'),
        Column('opening', env._("Opening"), 'money'),
        Column('sales', env._("Planned Credit Sales"), 'money', total=True),
        Column('collections', env._("Planned Collections"), 'money', total=True),
        Column('closing', env._("Planned Closing"), 'money',
               formula='{opening}+{sales}-{collections}'),
        Column('actual', env._("Actual Closing"), 'money'),
        Column('variance', env._("Actual less Plan"), 'money', formula='{actual}-{closing}'),
        Column('ceiling', env._("Ceiling"), 'money'),
        Column('use', env._("Used"), 'percent'),
        Column('headroom', env._("Headroom"), 'money'),
        Column('band', env._("Band")),
    ], currency=money, total_label=env._("Total"))
    for row in answer['months']:
        end = month_end(*map(int, row['month'].split('-')[:2]))
        sheet.write([
            end, row['opening'], row['sales'], row['collections'], row['closing'], row['actual'],
            row['variance'], row['ceiling'], None if row['use'] is None else row['use'] / 100,
            row['headroom'], bands[row['band']],
        ])


def _dimension(book, env, answer, facts, money, bands):
    if not answer['dimension']:
        return
    sheet = book.sheet(env._("By"), env._("Who stands under which part of the plan"), facts, [
        Column('name', env._("Name")),
        Column('ar', env._("Receivables"), 'money', total=True),
        Column('ceiling', env._("Ceiling"), 'money'),
        Column('use', env._("Used"), 'percent'),
        Column('headroom', env._("Headroom"), 'money'),
        Column('band', env._("Band")),
    ], currency=money, total_label=env._("Total"))
    for row in answer['dimension']['rows']:
        sheet.write([
            row['name'] or env._("None"), row['ar'], row['ceiling'],
            None if row['use'] is None else row['use'] / 100, row['headroom'], bands[row['band']],
        ])


def _excess(book, env, answer, facts, money):
    if not answer['excess']:
        return
    names = {
        'by_salesperson': env._("Excess by salesperson"),
        'by_age': env._("Excess by age"),
    }
    for key, name in names.items():
        sheet = book.sheet(name, name, facts, [
            Column('name', env._("Name")),
            Column('owed', env._("Receivables"), 'money', total=True),
            Column('amount', env._("Part of the Excess"), 'money', total=True),
        ], currency=money, total_label=env._("Total"))
        for row in answer['excess'][key]:
            sheet.write([row['name'] or env._("None"), row['owed'], row['amount']])


def _alerts(book, env, answer, facts, money, bands):
    sheet = book.sheet(env._("Alerts"), env._("Crossings of the ceiling's bands"), facts, [
        Column('day', env._("Day"), 'date'),
        Column('before', env._("Before")), Column('band', env._("Band")),
        Column('ar', env._("Receivables"), 'money'), Column('ceiling', env._("Ceiling"), 'money'),
        Column('told', env._("Told"), width=40),
    ], currency=money)
    for row in answer['alerts']:
        sheet.write([
            date.fromisoformat(row['day']), bands.get(row['before']), bands[row['band']],
            row['ar'], row['ceiling'], ', '.join(row['told']),
        ])
