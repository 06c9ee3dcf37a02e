"""VIES as its public documentation describes it: one question a number, and tax offices that are away."""

from .companies import companies
from .server import Says


class Vies:
    """Knows the VAT numbers of `companies`; what is odd is said by hand."""

    def __init__(self, companies):
        self.names = {company.vat: (company.name, '\n'.join(
            (company.street, f'{company.postcode} {company.city}'))) for company in companies}
        #: member state -> code in the place of an answer, and in which of two shapes
        self.away, self.wrapped = {}, False
        #: states that never tell a name
        self.silent = set()
        self.proofs = 0

    def __call__(self, asked):
        if asked.method != 'POST':
            return Says({}, 405)
        content = asked.json()
        if asked.path.endswith('/check-vat-test-service'):
            return self.answer(content, content['vatNumber'] == '100', '---', '---')
        country, number = content['countryCode'], content['vatNumber']
        code = self.away.get(country)
        if code is not None:
            return ({'actionSucceed': False, 'errorWrappers': [{'error': code}]} if self.wrapped
                    else {'countryCode': country, 'vatNumber': number, 'valid': False,
                          'userError': code})
        name, address = self.names.get(country + number, ('---', '---'))
        if country in self.silent:
            name = address = '---'
        return self.answer(content, country + number in self.names, name, address)

    def answer(self, content, valid, name, address):
        proof = ''
        if 'requesterNumber' in content:
            self.proofs += 1
            proof = f'WAPIAAAA{self.proofs:08d}'
        return {'countryCode': content['countryCode'], 'vatNumber': content['vatNumber'],
                'requestDate': '2026-11-25T09:30:15.123Z', 'valid': valid,
                'requestIdentifier': proof, 'name': name, 'address': address}


def demo(count):
    """Return VIES with the companies of the Union among so many, for `python -m tests.stubs`."""
    return Vies(company for company in companies(count) if company.country in ('SE', 'DE', 'FR'))
