"""Creditsafe Connect on this machine, as its public description says.

Report paths and the sections of Great Britain, Sweden and Norway follow reports that third-party code
was tested with. Unverified, and made up here: how `/access` nests, where the rules of a portfolio are
read, and that `match` names its questions as the search does.
"""

import datetime as dt
import itertools
import threading
import uuid
from urllib.parse import unquote

from .companies import companies
from .server import Says

USER, PASSWORD = 'probe-user@example.com', 'probe-password-7c1d'
HINTS = ('base_url ends with /v1', f'user: {USER}', f'password: {PASSWORD}')
#: Of how many hits a search gives none.
TOO_MANY = 200


def connect_id(company):
    """Return the bureau's key of a company."""
    number = company.siret or ''.join(filter(str.isalnum, company.reg_no))
    return f"{company.country}-{'0' if company.country == 'GB' else 'X'}-{number}"


class Creditsafe:
    """An `answer` for `server.Bureau`; what it knows and does may be changed while it runs."""

    #: The largest page it gives, however large a one is asked for.
    page_size = 100
    #: Seconds that a token lives; the answer does not say it.
    lives = 3600

    def __init__(self, known=(), user=USER, password=PASSWORD):
        self.user, self.password = user, password
        self.companies, self.reports, self.tokens = {}, {}, {}
        self.logins = 0
        #: Countries whose reports the account may have.
        self.covered = {'GB', 'SE', 'NO', 'DE', 'FR', 'US'}
        self.paid, self.used = 500, 0
        #: Put among the messages of every search and report.
        self.messages = []
        self.failed_sections = None
        #: number -> {connect ids}, and their rules
        self.portfolios, self.rules, self.events = {}, {}, []
        self._numbers, self._lock = itertools.count(1), threading.Lock()
        for company in known:
            self.add(company)

    def add(self, company, **changes):
        """Know a company; return its report, which may be changed in place."""
        key = connect_id(company)
        self.companies[key] = company
        self.reports[key] = {**report_of(company), **changes}
        return self.reports[key]

    def end_tokens(self):
        self.tokens.clear()

    def __call__(self, asked):
        with self._lock:
            parts = [unquote(part) for part in asked.path.strip('/').split('/')]
            if parts[0] != 'v1':
                return error(404, "No such resource")
            if parts[1:] == ['authenticate']:
                return self.authenticate(asked)
            if not self.is_known(asked.headers.get('Authorization', '')):
                return Says({'error': "Unauthorized"}, 401)
            return self.answer(asked, parts[1:])

    def answer(self, asked, parts):
        if parts[0] == 'access':
            return self.access()
        if parts == ['companies', 'match']:
            return self.match(asked.query)
        if parts == ['companies']:
            return self.search(asked.query)
        if parts[0] == 'companies' and len(parts) == 2:
            return self.report(parts[1], asked.query)
        if parts[0] == 'monitoring' and parts[-1] != 'sync':
            return self.monitoring(asked, parts[1:])
        return error(404, "No such resource")

    # === WHO ASKS === #

    def authenticate(self, asked):
        self.logins += 1
        told = asked.json() if asked.method == 'POST' else {}
        if (told.get('username'), told.get('password')) != (self.user, self.password):
            return Says({'message': "Invalid username or password"}, 401)
        token = f'probe.token.{next(self._numbers):06d}'
        self.tokens[token] = dt.datetime.now(dt.timezone.utc)
        return {'token': token}

    def is_known(self, header):
        made = self.tokens.get(header.removeprefix('Bearer ')) if header[:7] == 'Bearer ' else None
        now = dt.datetime.now(dt.timezone.utc)
        return made is not None and (now - made).total_seconds() < self.lives

    def access(self):
        entry = {'paid': self.paid, 'used': self.used, 'expireDate': '2027-06-30T00:00:00'}
        return {'correlationId': self.correlation(),
                'countryAccess': {'reports': {country: dict(entry) for country in ('GB',)}}}

    def correlation(self):
        # No two answers have the same one, of this process or another.
        return str(uuid.uuid4())

    # === COMPANIES === #

    def search(self, query):
        countries = set(query.get('countries', '').split(','))
        page, size = int(query.get('page', 1)), int(query.get('pageSize', 10))
        if not query.get('countries'):
            return error(400, "countries is required")
        if page < 1:
            return error(400, "page must be greater than or equal to 1")
        if not countries & self.covered:
            return error(403, "Access to this country is restricted")
        found = [hit_of(company) for company in self.companies.values()
                 if company.country in countries and fits(company, query)]
        if not found:
            return self.listed([], 0, [message('Information', 'NoResults', "No results found")])
        if len(found) > TOO_MANY:
            return self.listed([], 0, [message('Error', 'TooManyResults', "Narrow your search")])
        size = min(size, self.page_size)
        return self.listed(found[(page - 1) * size:page * size], len(found))

    def listed(self, found, total, messages=()):
        return {'correlationId': self.correlation(), 'messages': [*messages, *self.messages],
                'totalSize': total, 'companies': found}

    def match(self, query):
        words = words_of(query.get('name', ''))
        found = []
        for company in self.companies.values():
            shared = len(words & words_of(company.name))
            if company.country == query.get('country') and shared:
                same = company.postcode == query.get('postCode')
                score = min(999, 898 + same + (50 * shared if shared == len(words) else 0))
                if score >= int(query.get('matchThreshold', 898)):
                    found.append({**hit_of(company), 'matchScoreConfidence': score,
                                  'matchScoreExplainPlan': "name" + (", address" if same else "")})
        return {'correlationId': self.correlation(), 'messages': [],
                'matchedCompanies': sorted(
                    found, key=lambda hit: -hit['matchScoreConfidence'])}

    def report(self, key, query):
        company = self.companies.get(key)
        if company is None:
            return error(404, "Company not found")
        if company.country not in self.covered:
            return error(403, "Access to this country is restricted")
        if company.country == 'DE' and not query.get('customData', '').startswith('de_reason_code::'):
            return error(400, "de_reason_code is required")
        if self.used >= self.paid:
            return error(402, "No reports left")
        self.used += 1
        found = {'correlationId': self.correlation(), 'language': query.get('language', 'en'),
                 'messages': list(self.messages), 'report': self.reports[key]}
        if self.failed_sections is not None:
            found['failedSections'] = self.failed_sections
        return found

    # === MONITORING === #

    def tell(self, key, portfolio, rule=101, created=None, happened=None, number=None, **values):
        """Let an event be known; return its number."""
        now = dt.datetime.now(dt.timezone.utc)
        number = next(self._numbers) if number is None else number
        self.events.append((created or now, {
            'company': {'id': key, 'safeNumber': safe_no(self.companies[key])
                        if key in self.companies else None, 'portfolioId': portfolio},
            'eventId': number * 10, 'notificationEventId': number, 'ruleCode': rule,
            'ruleName': {101: "International Rating", 105: "Address"}.get(rule, "Other"),
            'eventDate': f'{happened or now:%Y-%m-%d %H:%M:%S}', 'oldValue': None,
            'newValue': None, 'localEventCode': None, 'isProcessed': False, **values}))
        return number

    def monitoring(self, asked, parts):
        if parts[:1] != ['portfolios'] or len(parts) != 3 or not parts[1].isdigit():
            return error(404, "No such resource")
        number = int(parts[1])
        if number not in self.portfolios:
            return error(404, "Portfolio not found")
        if parts[2] == 'companies' and asked.method == 'POST':
            return self.monitor(number, asked.json())
        if parts[2] == 'eventRules':
            return {'data': self.rules.get(number, [])}
        if parts[2] == 'notificationEvents':
            return self.notification_events(number, asked.query)
        return error(404, "No such resource")

    def monitor(self, portfolio, told):
        if told.get('id') not in self.companies:
            return error(400, "Company is not valid")
        if told['id'] in self.portfolios[portfolio]:
            return error(409, "Company is already in the portfolio")
        self.portfolios[portfolio].add(told['id'])
        return Says({'id': told['id']}, 201)

    def notification_events(self, portfolio, query):
        if not self.rules.get(portfolio):
            found = []
        else:
            since = query.get('startDate', '')
            found = [event for created, event in self.events
                     if event['company']['portfolioId'] == portfolio
                     and (f'{created:%Y-%m-%d %H:%M:%S}' if query.get(
                         'filterByCreatedDate') == 'true' else event['eventDate']) >= since]
        page = int(query.get('page', 0))
        size = min(int(query.get('pageSize', 10)), self.page_size)
        last = max(0, (len(found) - 1) // size)
        return {'data': found[page * size:(page + 1) * size], 'totalCount': len(found),
                'paging': {'size': size, 'prev': page - 1 if page else None,
                           'next': page + 1 if page < last else None, 'last': last}}


def error(status, words):
    return Says({'correlationId': 'none', 'message': words, 'details': None}, status)


def message(kind, code, words=''):
    return {'type': kind, 'code': code, 'text': words}


def words_of(name):
    return {word.strip('.,()').casefold() for word in name.split()}


def safe_no(company):
    return f'{company.country}{company.number:08d}'


def fits(company, query):
    known = {'id': {connect_id(company)}, 'safeNo': {safe_no(company)}, 'vatNo': {company.vat},
             'regNo': {company.reg_no, company.siret}}
    asked = {name: query[name] for name in known if name in query}
    if 'name' in query:
        if not words_of(query['name']) <= words_of(company.name):
            return False
    elif not asked:
        return False
    return all(value in known[name] for name, value in asked.items())


def hit_of(company):
    return {
        'id': connect_id(company), 'country': company.country,
        'regNo': company.siret or company.reg_no, 'safeNo': safe_no(company),
        'name': company.name, 'type': 'Ltd', 'officeType': 'headOffice', 'status': 'Active',
        'vatNo': company.vat, 'dateOfLatestAccounts': '2025-12-31', 'dateOfLatestChange':
            '2026-11-01T00:00:00.000Z',
        'address': {'simpleValue': f'{company.street}, {company.city}, {company.postcode}',
                    'street': company.street, 'city': company.city,
                    'postalCode': company.postcode}}


# === REPORTS === #

def report_of(company):
    """Return the report of a healthy company in the shape of its country."""
    founded = f'{company.founded}T00:00:00Z'
    return {
        'companyId': connect_id(company),
        'companySummary': {
            'businessName': company.name, 'country': company.country,
            'companyNumber': safe_no(company),
            'companyRegistrationNumber': company.siret or company.reg_no,
            'companyStatus': {'status': 'Active', 'description': "Active"}},
        'companyIdentification': {
            'basicInformation': {
                'registeredCompanyName': company.name, 'vatRegistrationNumber': company.vat,
                'companyRegistrationDate': founded, 'operationsStartDate': founded,
                'legalForm': company.legal_form, 'ownershipType': "Private"},
            'previousNames': [{'name': f'Erst {company.name}', 'dateChanged':
                               '2015-04-01T00:00:00Z'}]},
        'creditScore': credit_score(company),
        'shareCapitalStructure': {
            'nominalShareCapital': {'value': 1000 * company.number, 'currency': company.currency},
            'issuedShareCapital': {'value': 500 * company.number},
            'shareHolders': [{'name': f'{company.name} Holding', 'percentSharesHeld': 62.5,
                              'startDate': '2010-01-01', 'hasNegativeInfo': False}]},
        'directors': {'currentDirectors': [{
            'id': 'D1', 'name': "Probe Person", 'gender': 'Female', 'dateOfBirth':
                '1970-05-06T00:00:00Z', 'placeOfBirth': "Nowhere",
            'positions': [{'positionName': "Director", 'dateAppointed': '2012-02-03'}]}],
            'previousDirectors': []},
        'financialStatements': [statement(company)],
        **{'GB': british, 'SE': swedish, 'NO': norwegian}.get(company.country, untyped)(company),
    }


def credit_score(company):
    figure = 30 + company.number % 70
    return {
        'currentCreditRating': {
            'commonValue': 'A' if figure > 70 else 'B' if figure > 50 else 'C',
            'commonDescription': "Low risk",
            'providerValue': {'value': str(figure), 'minValue': '1', 'maxValue': '100'},
            'providerDescription': "Low risk",
            'creditLimit': {'value': str(1000 * figure), 'currency': company.currency},
            'pod': 0.0125},
        'currentContractLimit': {'value': 2000 * figure, 'currency': company.currency},
        'latestRatingChangeDate': '2026-10-02T00:00:00Z'}


def statement(company):
    total = 100_000 + company.number
    return {
        'type': 'LocalFinancialsCSUK', 'yearEndDate': '2025-12-31T00:00:00Z', 'numberOfWeeks': 52,
        'currency': company.currency, 'consolidatedAccounts': False,
        'profitAndLoss': {'revenue': 3 * total, 'operatingProfit': 20_000,
                          'profitBeforeTax': 18_000, 'profitAfterTax': 14_000.5},
        'balanceSheet': {'totalAssets': total, 'totalCurrentAssets': 60_000,
                         'totalInventories': 15_000, 'cash': 9_000, 'totalLiabilities': 40_000,
                         'totalCurrentLiabilities': 30_000,
                         # Rounding: one off.
                         'totalShareholdersEquity': total - 40_001},
        'otherFinancials': {'workingCapital': 30_000, 'netWorth': total - 40_001},
        'ratios': {'debtorDays': 41, 'creditorDays': 37, 'currentRatio': 2.0}}


def british(company):
    return {
        'paymentData': {
            'paymentsOnFile': 31, 'paymentsOnTime': 22, 'paymentsPaidLate': 9,
            'paymentsSentLegal': 0, 'dbt': company.number % 20, 'industryDBT': 9,
            'paymentTrend': "Stable", 'totalBalanceStillOwing': 5000,
            'totalBalanceStillOwingLate': 1200},
        'negativeInformation': {'ccjSummary': {'exactRegistered': 1, 'possibleRegistered': 4}},
        'additionalInformation': {}}


def swedish(company):
    return {'negativeInformation': {
        'debtBalance': {
            'totalBalance': 15_500, 'numberOfPrivateClaims': 2, 'balanceOfPrivateClaims': 10_500,
            'numberOfPublicClaims': 1, 'balanceOfPublicClaims': 5_000, 'currency': 'SEK'},
        'recordOfNonPayment': {
            'numberOfApplications': 3, 'numberOfDistraintOrRepossessions': 0,
            'numberOfRevokedApplications': 1}}}


def norwegian(company):
    return {'negativeInformation': {
        'numberOfPaymentRemarks': 2, 'paymentRemarkDetails': [{}, {}],
        'totalValueOfPaymentRemarks': {'currency': 'NOK', 'value': 7300}}}


def untyped(company):
    """Return what nobody has described: other countries' own sections."""
    return {'paymentData': {'local': {'value': 7}}, 'negativeInformation': {'local': 'none'}}


def demo(count):
    """Return the bureau with so many companies and a portfolio, for `python -m tests.stubs`."""
    found = Creditsafe(company for company in companies(count) if company.country != 'CN')
    found.portfolios[1], found.rules[1] = set(), [{'ruleCode': 101}, {'ruleCode': 105}]
    return found
