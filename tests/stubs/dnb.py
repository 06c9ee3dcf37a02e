"""D&B Direct+ on this machine, as public production code and its recorded answers say.

Notifications are gone when they were given, and kept for replay. Unverified, after one third party's
code: the path of the replay, 404 where there is nothing to pull, the day and currency of accounts.
"""

import base64
import datetime as dt
import itertools
import threading

from .companies import companies
from .server import Says

KEY, SECRET = 'probe-key-4d1a', 'probe-secret-9b2e'
HINTS = (f'user: {KEY}', f'password: {SECRET}')
ACTIVE = {'description': "Active", 'dnbCode': 9074}


class Dnb:
    """An `answer` for `server.Bureau`; what it knows and does may be changed while it runs."""

    lives = 86400

    def __init__(self, known=(), key=KEY, secret=SECRET, token_path='/v2/token'):
        self.key, self.secret, self.token_path = key, secret, token_path
        self.companies, self.organizations, self.tokens = {}, {}, set()
        self.logins, self.bought = 0, 0
        #: DUNS of a branch -> DUNS of its head office, as `tradeUp=hq` finds it.
        self.heads = {}
        #: registration -> {DUNS}
        self.registrations = {}
        #: (moment, notification) that wait, and those that were given
        self.waiting, self.given = [], []
        self._numbers, self._lock = itertools.count(1), threading.Lock()
        for company in known:
            self.add(company)

    def add(self, company, **changes):
        """Know a company; return its organization, which may be changed in place."""
        self.companies[company.duns] = company
        self.organizations[company.duns] = {**organization_of(company), **changes}
        return self.organizations[company.duns]

    def end_tokens(self):
        self.tokens.clear()

    def __call__(self, asked):
        with self._lock:
            if asked.path == self.token_path:
                return self.token(asked)
            word = asked.headers.get('Authorization', '')
            if word[:7] != 'Bearer ' or word[7:] not in self.tokens:
                return error(401, '00002', "Invalid token")
            return self.answer(asked, asked.path.strip('/').split('/'))

    def answer(self, asked, parts):
        if parts == ['v1', 'match', 'cleanseMatch']:
            return self.match(asked.query)
        if parts[:3] == ['v1', 'data', 'duns'] and len(parts) == 4:
            return self.data(parts[3], asked.query)
        if parts[:3] == ['v1', 'monitoring', 'registrations'] and len(parts) > 4:
            return self.monitoring(asked, parts[3], '/'.join(parts[4:]))
        return error(404, '10001', "No such resource")

    def token(self, asked):
        self.logins += 1
        pair = base64.b64encode(f'{self.key}:{self.secret}'.encode()).decode()
        if asked.method != 'POST' or asked.headers.get('Authorization') != f'Basic {pair}' \
                or asked.json() != {'grant_type': 'client_credentials'}:
            return error(401, '00001', "Invalid credentials")
        token = f'probe-token-{next(self._numbers):06d}'
        self.tokens.add(token)
        return {'access_token': token, 'expiresIn': self.lives}

    def detail(self):
        return {'transactionID': f'probe-{next(self._numbers):08d}', 'serviceVersion': '1'}

    # === COMPANIES === #

    def match(self, query):
        least = int(query.get('confidenceLowerLevelThresholdValue', 1))
        most = int(query.get('candidateMaximumQuantity', 10))
        found = []
        for company in self.companies.values():
            confidence = confidence_of(company, query)
            if confidence >= least and query.get('countryISOAlpha2Code') in (
                    None, company.country):
                found.append(self.candidate(company, confidence))
        if not found:
            return error(404, '20505', "No match was found")
        found.sort(key=lambda row: -row['matchQualityInformation']['confidenceCode'])
        return {'transactionDetail': self.detail(), 'candidatesMatchedQuantity': len(found),
                'matchCandidates': [{**row, 'displaySequence': place}
                                    for place, row in enumerate(found[:most], 1)]}

    def candidate(self, company, confidence):
        organization = self.organizations[company.duns]
        kept = ('duns', 'primaryName', 'dunsControlStatus', 'primaryAddress',
                'registrationNumbers')
        grade = 'A' * 11 if confidence == 10 else 'AZZAZZZAZZZ'
        return {
            'organization': {**{name: organization[name] for name in kept if name in organization},
                             'mostSeniorPrincipals': [{'fullName': "Probe Person"}]},
            'matchQualityInformation': {
                'confidenceCode': confidence, 'matchGrade': grade, 'nameMatchScore': 100,
                'matchGradeComponents': [{'componentType': "Name", 'componentRating': grade[0]}]}}

    def data(self, duns, query):
        company = self.companies.get(duns)
        if company is None:
            return error(404, '10001', "Requested product not available for the DUNS")
        if not query.get('blockIDs'):
            return error(400, '05006', "blockIDs is required")
        if company.country == 'DE' and not (query.get('tradeUp') == 'hq' and query.get(
                'customerReference') and query.get('orderReason')):
            return error(400, '05033', "orderReason is required")
        self.bought += 1
        head = self.heads.get(duns, duns) if query.get('tradeUp') == 'hq' else duns
        return {'transactionDetail': self.detail(), 'inquiryDetail': {'duns': duns},
                'organization': self.organizations[head]}

    # === MONITORING === #

    def tell(self, duns, moment=None, kind='UPDATE', element='primaryName', **values):
        """Let a notification wait; return it."""
        moment = moment or dt.datetime.now(dt.timezone.utc) + dt.timedelta(seconds=2)
        notification = {
            'type': kind, 'organization': {'duns': duns},
            'elements': [{'element': element, 'previous': "old", 'current': f'new {moment}',
                          'timestamp': moment.isoformat().replace('+00:00', 'Z')}], **values}
        self.waiting.append((moment, notification))
        return notification

    def monitoring(self, asked, registration, what):
        if registration not in self.registrations:
            return error(404, '21001', "No such registration")
        if what == 'duns/add' and asked.method == 'PATCH':
            body = asked.body.decode()
            if 'filename="duns.txt"' not in body or 'name="duns"' not in body:
                return error(400, '05002', "A file of DUNS is needed")
            self.registrations[registration] |= {
                line for line in body.split() if len(line) == 9 and line.isdigit()}
            return Says({'transactionDetail': self.detail()}, 202)
        most = int(asked.query.get('maxNotifications', 0))
        if not 1 <= most <= 100:
            return error(400, '05001', "maxNotifications is 1 to 100")
        if what == 'notifications':
            return self.pull(most)
        if what == 'notifications/replay':
            return self.replay(asked.query['replayStartTimestamp'], most)
        return error(404, '10001', "No such resource")

    def pull(self, most):
        found, self.waiting = self.waiting[:most], self.waiting[most:]
        self.given += found
        return self.told(found)

    def replay(self, since, most):
        moment = dt.datetime.fromisoformat(since.replace('Z', '+00:00'))
        if dt.datetime.now(dt.timezone.utc) - moment > dt.timedelta(days=14):
            return error(400, '21005', "Replay reaches back for 14 days")
        return self.told(sorted(
            (one for one in self.given if one[0] >= moment), key=lambda one: one[0])[:most])

    def told(self, found):
        if not found:
            return error(404, '21003', "No notifications")
        return {'transactionDetail': self.detail(),
                'notifications': [notification for _moment, notification in found]}


def error(status, code, words):
    return Says({'transactionDetail': {}, 'error': {
        'errorCode': code, 'errorMessage': words, 'errorDetails': []}}, status)


def confidence_of(company, query):
    if 'duns' in query:
        return 10 if query['duns'] == company.duns else 0
    if 'registrationNumber' in query:
        return 10 if query['registrationNumber'] in (
            company.reg_no, company.siren, company.usci) else 0
    if query.get('name') == company.name:
        return 9 if query.get('postalCode') == company.postcode else 8
    words = set(query.get('name', '').casefold().split())
    return 6 if words and words <= set(company.name.casefold().split()) else 0


# === ORGANIZATIONS === #

def organization_of(company):
    """Return what all blocks say of a healthy company."""
    return {
        'duns': company.duns, 'primaryName': company.name,
        'countryISOAlpha2Code': company.country,
        'registrationNumbers': registration_numbers(company),
        'legalEntityIdentifier': company.lei,
        'tradeStyleNames': [{'name': f'{company.name} Trade', 'priority': 1}],
        'dunsControlStatus': {'operatingStatus': dict(ACTIVE), 'isDelisted': False,
                              'fullReportDate': '2026-09-30', 'lastUpdateDate': '2026-11-03'},
        'primaryAddress': {
            'addressCountry': {'isoAlpha2Code': company.country},
            'addressLocality': {'name': company.city}, 'postalCode': company.postcode,
            'addressRegion': {'name': None}, 'streetAddress': {'line1': company.street,
                                                               'line2': None}},
        'mostSeniorPrincipals': [{'fullName': "Probe Person"}],
        'dnbAssessment': assessment(company),
        'isHighRiskBusiness': False, 'isDeterioratingBusiness': False,
        'legalEvents': {'hasOpenLiens': False, 'hasOpenJudgments': False,
                        'hasOpenBankruptcy': False, 'hasInsolvency': False,
                        'hasJudgments': True},
        'financingEvents': {'hasOpenSecuredFilings': True, 'hasSecuredFilings': True},
        'significantEvents': {'hasCEOChange': False},
        'businessTrading': [{'summary': [{
            'paydexScore': 76, 'threeMonthsPriorPaydexScore': 78, 'totalExperiencesAmount': 91000,
            'averageHighCreditAmount': 5200, 'maximumHighCreditAmount': 20000,
            'maximumOwedAmount': 9000, 'maximumPastDueAmount': 700, 'totalPastDueAmount': 1250,
            'totalPastDueExperiencesCount': 2, 'slowExperiencesCount': 3,
            'slowExperiencesAmount': 4100, 'negativePaymentsCount': 0,
            'negativeExperiencesAmount': 0, 'placedForCollectionAmount': 300,
            'averageOwingAmount': 800}]}],
        'latestFiscalFinancials': {
            'filingDate': '2026-04-30', 'receivedTimestamp': '2026-05-04T08:00:00Z',
            'financialStatementToDate': '2025-12-31', 'currency': company.currency,
            'units': "Thousand", 'overview': {
                'totalAssets': 5200.5, 'totalCurrentAssets': 3100, 'totalLiabilities': 2800,
                'totalCurrentLiabilities': 1900, 'tangibleNetWorth': 2300, 'workingCapital': 1200,
                'currentRatio': 1.63, 'salesRevenue': 9400}},
    }


def registration_numbers(company):
    rows = [{'registrationNumber': company.reg_no, 'typeDescription':
             "Companies House Registration Number" if company.country == 'GB' else "Register",
             'typeDnBCode': 2541 if company.country == 'GB' else 9999}]
    if company.country == 'GB':
        rows.append({'registrationNumber': company.vat, 'typeDescription': "VAT number",
                     'typeDnBCode': 2550})
    return rows


def assessment(company):
    """Return scores; Germany and Norway have no delinquency score, as it is."""
    score = {'classScore': 2, 'classScoreDescription': "Low risk", 'nationalPercentile': 81,
             'scoreDate': '2026-11-10', 'scoreModel': {'description': f'{company.country}00001'},
             'scoreOverrideReasons': []}
    return {
        'standardRating': {
            'rating': '3A2', 'financialStrength': '3A', 'riskSegment': '2',
            'scoreDate': '2026-10-20', 'ratingReason': [{'description': "Size"}],
            'ratingOverrideReasons': []},
        'failureScore': score,
        'delinquencyScore': {} if company.country in ('DE', 'NO') else {
            **score, 'classScore': 3, 'nationalPercentile': 55},
        'creditLimitRecommendation': {
            'maximumRecommendedLimit': {'value': 250000, 'currency': company.currency},
            'assessmentDate': '2026-11-05'},
        'nordicAAARating': {}, 'hasSevereNegativeEvents': False}


def demo(count):
    """Return the bureau with so many companies and a registration, for `python -m tests.stubs`."""
    found = Dnb(companies(count))
    found.registrations['DEMO'] = set()
    return found
