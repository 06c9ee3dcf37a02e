"""A report of any country -> the neutral report, pure."""

from functools import cache
from importlib import resources

from ...errors import SchemaDrift
from ...mapping import DocumentMap, ReportMap
from ...toml import tomllib
from ..http import parse_json
from . import credit
from .hits import identifiers, text

#: Read in code; or, of directors, not read at all.
_KNOWN = ('report.creditScore', 'report.companySummary', 'report.directors', 'report.derived',
          'report.companyIdentification.basicInformation', 'messages', 'failedSections')
WEEKS = 52


@cache
def described():
    """Return the content of `report.toml`."""
    text_ = resources.files(__package__).joinpath('report.toml').read_text(encoding='utf-8')
    return tomllib.loads(text_)


class Reader:
    """The maps of all countries, each made when first needed."""

    def __init__(self):
        self._maps = {}

    def _map(self, country):
        if country not in self._maps:
            common = described()['common']
            more = described()['countries'].get(country, {}).get('fields', [])
            self._maps[country] = DocumentMap(ReportMap.model_validate(
                {**common, 'fields': [*common['fields'], *more]}))
        return self._maps[country]

    def read(self, raw, draft):
        """Fill a draft from an answer.

        :raises SchemaDrift: there is no report in it
        """
        document = parse_json(raw.data)
        report = document.get('report') if isinstance(document, dict) else None
        if not isinstance(report, dict):
            raise SchemaDrift("There is no report in the answer.", 'report')
        country = text(part(report, 'companySummary').get('country')) or raw.provider_ref[:2]
        derive(report)
        found, reason = self._map(country).assemble(document, draft.issue)
        if reason is not None:
            raise SchemaDrift(reason[2], reason[1])
        draft.report = found
        complete_identity(found, report, country, draft)
        credit.add(found, report, country, draft)
        draft.unknown = tuple(path for path in self._map(country).unknown(document)
                              if not path.startswith(_KNOWN))
        note_failed(document, draft)
        return draft


def part(report, name):
    """Return a part that is an object; nothing for null, "None" and whatever else stands there."""
    found = report.get(name)
    return found if isinstance(found, dict) else {}


def derive(report):
    """Work out beforehand what a map cannot."""
    statements = report.get('financialStatements')
    for statement in statements if isinstance(statements, list) else ():
        if isinstance(statement, dict):
            statement['derivedMonths'] = months_of(statement)
    balance = part(part(report, 'negativeInformation'), 'debtBalance')
    claims = [balance.get('numberOfPrivateClaims'), balance.get('numberOfPublicClaims')]
    if all(type(number) is int for number in claims):
        report['derived'] = {'claims': sum(claims)}


def months_of(statement):
    """Return the length of an account in months: the local figure, else from its weeks."""
    month, weeks = (text(statement.get(name)) for name in ('month', 'numberOfWeeks'))
    if month and month.isdigit():
        return int(month)
    return round(int(weeks) * 12 / WEEKS) if weeks and weeks.isdigit() else None


def complete_identity(found, report, country, draft):
    basic = part(part(report, 'companyIdentification'), 'basicInformation')
    summary = part(report, 'companySummary')
    subject = found['subject']
    subject['country'] = subject.get('country') or country
    rows, contradicted = identifiers(
        country, summary.get('companyRegistrationNumber'), basic.get('vatRegistrationNumber'))
    if contradicted:
        draft.issue('identifier_conflict', 'subject.identifiers', 'error')
    reference = text(report.get('companyId'))
    if reference:
        rows.append({'scheme': 'cs_id', 'value': reference})
    subject['identifiers'] = rows


def note_failed(document, draft):
    """Say which sections were not delivered; they are absent, whatever stands there."""
    words = document.get('failedSections')
    failed = set()
    for word in words if isinstance(words, list) else ():
        sections = described()['failed'].get(str(word))
        draft.partial = True
        if sections is None:
            draft.issue('enum_drift', 'sections_failed')
        failed.update(sections or ())
    draft.failed = tuple(sorted(failed))
    for section in failed:
        draft.report.pop(section, None)
