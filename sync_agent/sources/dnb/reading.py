"""Data blocks of one DUNS -> the neutral report, pure."""

from ...errors import SchemaDrift
from ...mapping.documents import leaves
from ...normalise import statuses
from ..http import parse_json
from . import payment, scores
from .identity import address, country_of, identifiers
from .values import block, day, text

#: What is read, or, of persons, not read on purpose.
_READ = (
    'transactionDetail', 'inquiryDetail', 'organization.duns', 'organization.primaryName',
    'organization.countryISOAlpha2Code', 'organization.primaryAddress',
    'organization.registrationNumbers', 'organization.legalEntityIdentifier',
    'organization.tradeStyleNames', 'organization.dunsControlStatus',
    'organization.mostSeniorPrincipals', 'organization.currentPrincipals',
    'organization.dnbAssessment.failureScore', 'organization.dnbAssessment.delinquencyScore',
    'organization.dnbAssessment.standardRating', 'organization.dnbAssessment.nordicAAARating',
    'organization.dnbAssessment.creditLimitRecommendation', 'organization.legalEvents',
    'organization.financingEvents.hasOpenSecuredFilings',
    'organization.businessTrading.summary', 'organization.latestFiscalFinancials',
)


def read(raw, draft):
    """Fill a draft from an answer.

    :raises SchemaDrift: there is no organization in it
    """
    document = parse_json(raw.data)
    organization = document.get('organization') if isinstance(document, dict) else None
    reference = text(organization.get('duns')) if isinstance(organization, dict) else None
    if reference is None:
        raise SchemaDrift("There is no organization in the answer.", 'organization')
    found = {'provider_ref': reference, 'subject': identity(organization, draft)}
    number = text(block(document, 'transactionDetail').get('transactionID'))
    if number:
        found['external_id'] = number[:120]
    if raw.meta.get('trade_up') and reference != raw.provider_ref:
        trade_up(found, reference, raw.provider_ref)
    scores.add(found, organization, draft)
    payment.add_payment(found, organization)
    payment.add_limit(found, organization, draft)
    payment.add_events(found, organization)
    payment.add_statement(found, organization, draft)
    found['as_of'] = as_of(found, organization, draft)
    draft.report = found
    draft.unknown = tuple(sorted({
        path for path in map('.'.join, leaves(document)) if not path.startswith(_READ)}))
    return draft


def identity(organization, draft):
    names = organization.get('tradeStyleNames')
    subject = {
        'legal_name': text(organization.get('primaryName')), 'country': country_of(organization),
        'identifiers': identifiers(organization), 'address': address(organization)}
    trade = [text(row.get('name')) for row in names if isinstance(row, dict)] \
        if isinstance(names, list) else []
    if any(trade):
        subject['trade_names'] = [name for name in trade if name]
    add_status(subject, organization, draft)
    return subject


def add_status(subject, organization, draft):
    """Active is code 9074; open bankruptcy and insolvency weigh more than any code."""
    told = block(organization, 'dunsControlStatus', 'operatingStatus')
    code, words = text(told.get('dnbCode')), text(told.get('description'))
    subject['status_raw'] = words or code
    events = block(organization, 'legalEvents')
    if events.get('hasOpenBankruptcy') is True or events.get('hasInsolvency') is True:
        subject['status'] = 'insolvent'
    elif code or words:
        found = [statuses.status('dnb', word) for word in (words, code) if word]
        subject['status'] = next(filter(None, found), None)
        if subject['status'] is None:
            draft.issue('enum_drift', 'subject.status')
            subject['status'] = 'unknown'


def trade_up(found, head, asked):
    """A German branch was asked about, and its head office's report came, as it must."""
    found['provider_ref'] = asked
    found['group'] = {'hq_ref': head}
    for row in found['subject']['identifiers']:
        if row['scheme'] == 'duns':
            row['value'] = asked


def as_of(found, organization, draft):
    """Return the last day that anything in the answer speaks of."""
    control = block(organization, 'dunsControlStatus')
    days = [day(control.get('lastUpdateDate'), draft, 'as_of'),
            *(row.get('date') for row in found.get('scores', ())),
            *(row.get('date') for row in found.get('limits', ()))]
    return max(filter(None, days), default=None)
