"""Companies that there are not, one a number and always the same: `company(7)`.

Names are made of syllables that mean nothing; identifiers pass their checks and are from ranges that
nobody is given. `PAIRS` are names as they confuse people and programs.
"""

import datetime as dt
from dataclasses import dataclass, field, replace

from . import identifiers as make

#: Companies come from these in turn, `company(n, country='GB')` from one.
COUNTRIES = ('GB', 'SE', 'NO', 'DE', 'FR', 'US', 'CN')
_HEADS = ('Nor', 'Vel', 'Tam', 'Bri', 'Osk', 'Lun', 'Fer', 'Gal', 'Mir', 'Pol', 'Quo', 'Rud', 'Sev')
_TAILS = ('vane', 'dora', 'mest', 'linga', 'tora', 'brel', 'quist', 'sana', 'wick', 'zeta', 'fjord')
_TRADES = ('Trading', 'Foods', 'Tools', 'Logistics', 'Paper', 'Optics', 'Textiles')
_FORMS = {'GB': 'Ltd', 'SE': 'AB', 'NO': 'AS', 'DE': 'GmbH', 'FR': 'SAS', 'US': 'Inc'}
_LEGAL_FORMS = {
    'GB': 'Private limited with share capital', 'SE': 'Aktiebolag', 'NO': 'Aksjeselskap',
    'DE': 'Gesellschaft mit beschränkter Haftung', 'FR': 'Société par actions simplifiée',
    'US': 'Corporation', 'CN': '有限责任公司',
}
_CITIES = {
    'GB': ('Leeds', 'LS1 {:d}AB'), 'SE': ('Uppsala', '75{:03d}'), 'NO': ('Bergen', '5{:03d}'),
    'DE': ('Kassel', '34{:03d}'), 'FR': ('Reims', '51{:03d}'), 'US': ('Dover, DE', '19{:03d}'),
    'CN': ('杭州', '310{:03d}'),
}
_CURRENCIES = {'GB': 'GBP', 'SE': 'SEK', 'NO': 'NOK', 'DE': 'EUR', 'FR': 'EUR', 'US': 'USD',
               'CN': 'CNY'}
_HAN_HEADS, _HAN_TAILS = '砼砾硎碛碓磲磴礓', '垟埝堍堠塄墁墉墚'


@dataclass(frozen=True)
class Company:
    number: int
    name: str
    country: str
    #: of its national register: with check digit where the country has one
    reg_no: str
    vat: str | None
    duns: str
    lei: str
    street: str
    city: str
    postcode: str
    founded: dt.date
    legal_form: str
    currency: str
    siren: str | None = None
    siret: str | None = None
    usci: str | None = None
    ein: str | None = None
    names: tuple = field(default=())

    @property
    def identifiers(self):
        """Return [(scheme, value)] as a customer in Odoo may have them."""
        schemes = ('usci', 'lei', 'vat', 'duns', 'siren', 'siret', 'ein', 'reg_no')
        return [(scheme, getattr(self, scheme)) for scheme in schemes
                if getattr(self, scheme) is not None]

    def key(self, partner_id=None, schemes=None, **values):
        """Return the customer in Odoo who is this company, as `partner_keys` gives him.

        :param schemes: which identifiers Odoo has; None is all
        """
        return {
            'id': partner_id or self.number, 'name': self.name, 'names': list(self.names),
            'country': self.country, 'city': self.city, 'postcode': self.postcode,
            'identifiers': [{'scheme': scheme, 'value': value}
                            for scheme, value in self.identifiers
                            if schemes is None or scheme in schemes],
            'refs': [], 'rejected': [], 'active': True,
            'write_date': f'2026-01-01T00:00:{self.number % 60:02d}Z', **values}


def company(number, country=None, **changes):
    """Return company `number` (1 to 9999), perhaps with other facts."""
    country = country or COUNTRIES[number % len(COUNTRIES)]
    city, postcode = _CITIES[country]
    found = Company(
        number, name(number, country), country, reg_no(number, country), vat(number, country),
        make.duns(number), make.lei_code(number), f'{1 + number % 90} Probe Street', city,
        postcode.format(number % (10 if country == 'GB' else 1000)),
        dt.date(1990 + number % 30, 1 + number % 12, 1 + number % 28), _LEGAL_FORMS[country],
        _CURRENCIES[country],
        siren=make.siren(number) if country == 'FR' else None,
        siret=make.siret(number) if country == 'FR' else None,
        usci=make.usci(number) if country == 'CN' else None,
        ein=make.employer(number) if country == 'US' else None)
    return replace(found, **changes)


def companies(count, country=None):
    """Return the first so many companies."""
    return [company(number, country) for number in range(1, count + 1)]


def name(number, country):
    """Return a name that no other number of this country has."""
    if country == 'CN':
        turn, rest = divmod(number, len(_HAN_HEADS) * len(_HAN_TAILS))
        tail, head = divmod(rest, len(_HAN_HEADS))
        mark = '' if turn == 0 else '甲乙丙丁戊己庚辛壬癸'[turn % 10] * (1 + turn // 10)
        return f'杭州{_HAN_HEADS[head]}{_HAN_TAILS[tail]}{mark}贸易有限公司'
    rest, trade = divmod(number, len(_TRADES))
    rest, head = divmod(rest, len(_HEADS))
    turn, tail = divmod(rest, len(_TAILS))
    mark = f' {turn + 1}' if turn else ''
    return f'{_HEADS[head]}{_TAILS[tail]} {_TRADES[trade]}{mark} {_FORMS[country]}'


def reg_no(number, country):
    if country == 'GB':
        return make.companies_house(number)
    if country == 'SE':
        return make.swedish(number)
    if country == 'NO':
        return make.norwegian(number)
    if country == 'FR':
        return make.siren(number)
    if country == 'CN':
        return f'330000{number:09d}'
    return {'DE': f'HRB {90000 + number}', 'US': f'9{number:06d}'}[country]


def vat(number, country):
    makers = {'GB': make.british_vat, 'SE': make.swedish_vat, 'DE': make.german_vat,
              'FR': make.french_vat}
    if country == 'NO':
        return f'{make.norwegian(number)}MVA'
    return makers[country](number) if country in makers else None


#: (name, other name, country, whether they are one company)
PAIRS = (
    ("Norvane Trading Ltd", "Norvane Trading (UK) Ltd", 'GB', False),
    ("北京砼垟科技有限公司", "北京砼垟网络技术有限公司", 'CN', False),
    ("上海砾埝国际贸易有限公司", "上海砾埝国际贸易有限公司浦东分公司", 'CN', False),
    ("（杭州）硎堍网络技术有限公司", "硎堍（杭州）网络技术有限公司", 'CN', True),
    ("廣州碛堠地產集團有限公司", "广州碛堠地产集团有限公司", 'CN', True),
)


def pair(place, number=9000):
    """Return the two companies of a pair, with identifiers of their own each."""
    one, other, country, _same = PAIRS[place]
    return (company(number + 2 * place, country, name=one),
            company(number + 2 * place + 1, country, name=other))
