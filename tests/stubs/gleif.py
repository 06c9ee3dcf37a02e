"""The register of LEIs as its public documentation describes it: JSON:API in pages."""

from .companies import companies
from .server import Says

PUBLISHED = '2026-11-25T08:00:00Z'
#: The register gives no more of one search.
WINDOW = 10_000
HINTS = ('base_url ends with /api/v1',)


class Gleif:
    """Answers for `companies`; `facts` changes what a record says, by LEI."""

    def __init__(self, companies):
        self.companies = {company.lei: company for company in companies}
        self.entity, self.registration, self.parents = {}, {}, {}

    def record(self, company):
        return {'type': 'lei-records', 'id': company.lei, 'attributes': {
            'lei': company.lei,
            'entity': {
                'legalName': {'name': company.name, 'language': 'en'},
                'otherNames': [{'name': name, 'type': 'PREVIOUS_LEGAL_NAME'}
                               for name in company.names],
                'registeredAs': company.usci or company.reg_no,
                'registeredAt': {'id': 'RA000585', 'other': None},
                'jurisdiction': company.country,
                'legalForm': {'id': 'H0PO', 'other': None},
                'status': 'ACTIVE',
                'creationDate': f'{company.founded}T00:00:00Z',
                'expiration': {'date': None, 'reason': None},
                'successorEntity': {'lei': None, 'name': None},
                **self.entity.get(company.lei, {})},
            'registration': {
                'status': 'ISSUED', 'initialRegistrationDate': '2015-02-03T00:00:00Z',
                'lastUpdateDate': '2026-03-04T05:06:07Z', 'nextRenewalDate': '2027-03-04T00:00:00Z',
                'corroborationLevel': 'FULLY_CORROBORATED',
                **self.registration.get(company.lei, {})}}}

    def __call__(self, asked):
        words = asked.path.removeprefix('/api/v1/').split('/')
        if words[0] != 'lei-records':
            return missing()
        if len(words) == 1:
            return self.page(asked.query)
        company = self.companies.get(words[1])
        if company is None:
            return missing()
        if words[2:] == ['direct-parent']:
            company = self.companies.get(self.parents.get(company.lei))
        return missing() if company is None else document(self.record(company))

    def page(self, query):
        number, size = int(query.get('page[number]', 1)), int(query.get('page[size]', 15))
        if size > 200 or number * size > WINDOW:
            return Says({'errors': [{'status': '400', 'title': "Bad page"}]}, 400)
        found = [self.record(company) for company in self.companies.values()]
        if 'filter[lei]' in query:
            wanted = query['filter[lei]'].split(',')
            found = [record for record in found if record['id'] in wanted]
        if 'filter[entity.registeredAs]' in query:
            found = [record for record in found if record['attributes']['entity'][
                'registeredAs'] == query['filter[entity.registeredAs]']]
        last = -(-len(found) // size)
        return document(found[(number - 1) * size:number * size], pagination={
            'currentPage': number, 'perPage': size, 'total': len(found), 'lastPage': last})


def document(data, **meta):
    return {'meta': {'goldenCopy': {'publishDate': PUBLISHED}, **meta}, 'data': data}


def missing():
    return Says({'errors': [{'status': '404', 'title': "Not Found"}]}, 404)


def demo(count):
    """Return the register with so many companies, for `python -m tests.stubs`."""
    return Gleif(companies(count))
