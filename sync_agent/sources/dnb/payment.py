"""How an organization pays, what was filed against it, its limit and its accounts."""

from decimal import Decimal

from ...normalise.scales import to_number
from ...normalise.values import BadValue, to_currency
from .values import block, day, first, text

_MULTIPLIERS = {'single': 1, 'unit': 1, 'hundred': 100, 'thousand': 1000, 'million': 10**6,
                'billion': 10**9}
_OVERVIEW = {
    'total_assets': 'totalAssets', 'current_assets': 'totalCurrentAssets',
    'total_liabilities': 'totalLiabilities', 'current_liabilities': 'totalCurrentLiabilities',
}
#: Flags of legal events -> (kind, what is said); bankruptcies make the status.
_FLAGS = (
    ('legalEvents', 'hasOpenLiens', 'lien', "open liens"),
    ('legalEvents', 'hasOpenJudgments', 'judgment', "open judgments"),
    ('financingEvents', 'hasOpenSecuredFilings', 'ucc', "open secured filings"),
)


def summary_of(organization):
    return first(first(organization.get('businessTrading')).get('summary'))


def add_payment(found, organization):
    summary = summary_of(organization)
    if not summary:
        return
    found['payment'] = {
        'paydex': number(summary, 'paydexScore'),
        'paydex_3m': number(summary, 'threeMonthsPriorPaydexScore'),
        'late': count(summary, 'slowExperiencesCount'),
        'past_due': money(summary, 'totalPastDueAmount'),
        'high_credit': money(summary, 'maximumHighCreditAmount')}
    collected = number(summary, 'placedForCollectionAmount')
    if collected is not None:
        found['payment']['collections'] = {'amount': collected, 'currency': None}


def number(owner, name):
    return to_number(text(owner.get(name)) or '')


def count(owner, name):
    value = number(owner, name)
    return int(value) if value is not None and value == value.to_integral_value() and value >= 0 \
        else None


def money(owner, name):
    """Return an amount; the block names no currency, so none is made up."""
    amount = number(owner, name)
    return None if amount is None else {'amount': amount, 'currency': None}


def add_limit(found, organization, draft):
    told = block(organization, 'dnbAssessment', 'creditLimitRecommendation')
    limit = block(told, 'maximumRecommendedLimit')
    amount = number(limit, 'value')
    if 'creditLimitRecommendation' not in block(organization, 'dnbAssessment'):
        return
    found['limits'] = [] if amount is None else [{
        'code': 'dnb.limit', 'amount': amount, 'currency': currency(limit.get('currency'), draft),
        'date': day(told.get('assessmentDate'), draft, 'limits[dnb.limit].date')}]


def currency(value, draft):
    told = text(value)
    try:
        return None if told is None else to_currency(told)
    except BadValue:
        draft.issue('bad_value', 'currency')
        return None


def add_events(found, organization):
    """Add an event for each flag: open while it is set, closed when the bureau says it is not.

    Without the second an event that was open once would be so for ever.
    """
    rows = []
    for part, flag, kind, words in _FLAGS:
        value = block(organization, part).get(flag)
        if isinstance(value, bool):
            rows.append({'key': f'dnb:{flag}', 'kind': kind, 'text': words if value else f"no {words}",
                         'status': 'open' if value else 'closed',
                         **({} if value else {'severity': 'info'})})
    if rows:
        found['events'] = rows


def add_statement(found, organization, draft):
    """Add the latest accounts, whose figures are to be multiplied by their unit.

    `financialStatementToDate`, `currency` and `salesRevenue` are named by third-party code alone.
    """
    told = block(organization, 'latestFiscalFinancials')
    overview = block(told, 'overview')
    if not overview:
        return
    factor = multiplier(told.get('units'))
    if factor is None:
        # Thousand times too small would be worse than nothing.
        draft.issue('bad_value', 'statements[0].units')
        return
    row = {name: scaled(overview, key, factor)
           for name, key in (*_OVERVIEW.items(), ('revenue', 'salesRevenue'))}
    row.update(
        period_end=day(told.get('financialStatementToDate'), draft, 'statements[0].period_end'),
        filed_on=day(told.get('filingDate'), draft, 'statements[0].filed_on'),
        currency=currency(told.get('currency'), draft))
    found['statements'] = [row]


def scaled(owner, name, factor):
    value = number(owner, name)
    return None if value is None else value * factor


def multiplier(units):
    """Return what figures are multiplied by: a number, or a word such as "Thousand"."""
    told = text(units)
    if told is None:
        return None
    value = to_number(told.split()[0])
    if value is not None:
        return value if value > 0 else None
    return next((Decimal(factor) for word, factor in _MULTIPLIERS.items()
                 if word in told.casefold()), None)
