"""Is this contact on the blacklist? What is exact acts; what only looks alike a person decides. Pure.

Source: `domain.md` 9.7: matching on registered numbers and on legal representative with name; a
fuzzy match is a candidate and never blocks.
"""

import re
from dataclasses import dataclass

from .authorizations import name_key
from .company_names import core, similarity
from .identifiers import normal, of_partner

#: What an entry is known by. Numbers come first: the same in one of them is the same company.
NUMBERS = ('usci', 'vat', 'lei', 'duns')
KINDS = (*NUMBERS, 'reg_no', 'name', 'person', 'phone', 'address')
#: No credit: only what is paid beforehand passes; no trade: nothing does.
LEVELS = ('no_credit', 'no_trade')
#: From here on two names look alike.
ALIKE = 0.85
#: So many signs of a name find those that may look alike.
HEAD = 4
#: The last digits of a phone number; codes of countries and towns are written in many ways.
_PHONE = 8
_LEAST_PHONE = 6


@dataclass(frozen=True)
class Found:
    """`acts`: it is him; else he only looks like it. `by`: kinds of keys, the strongest first."""

    acts: bool
    by: tuple


def key_of(kind, value, country=None):
    """Return (normal form of what an entry is known by, whether it can be right)."""
    text = str(value or '').strip()
    if kind in (*NUMBERS, 'reg_no'):
        number, valid = normal(kind, text, country)
        return re.sub(r'[^0-9A-Z]', '', number), bool(number) and valid is not False
    if kind == 'phone':
        digits = re.sub(r'\D', '', text)
        return digits[-_PHONE:], len(digits) >= _LEAST_PHONE
    plain = name_key(core(text)) if kind == 'name' else name_key(text)
    return plain, bool(plain)


def head(name):
    """Return by which signs names that look like `name` are found."""
    return name_key(core(name))[:HEAD]


def keys_of_contact(contact):
    """Return ``{(kind, key)}`` of a contact.

    :param dict contact: `name`, `country`, `vat`, `registry`, `is_company`, and lists `numbers` of
        (scheme, value), `phones`, `addresses`, `persons`
    """
    numbers = of_partner(contact['country'], contact['vat'], contact['registry'])
    # A unified social credit identifier is known by its check digit wherever it is written.
    numbers += [('usci', text) for text in (contact['vat'], contact['registry']) if text]
    texts = [*numbers, *contact['numbers'], ('name', contact['name'])]
    texts += [('phone', text) for text in contact['phones']]
    texts += [('address', text) for text in contact['addresses']]
    texts += [('person', text) for text in contact['persons']]
    if not contact['is_company']:
        texts.append(('person', contact['name']))
    keys = {
        (kind, *key_of(kind, text, contact['country'])) for kind, text in texts if kind in KINDS}
    return {(kind, key) for kind, key, valid in keys if valid}


def compare(entry, contact, names=()):
    """Return a Found, or None where nothing agrees. Both are sets of (kind, key).

    :param names: pairs (name of the entry, name of the contact) as they are written
    """
    same = {kind for kind, _key in entry & contact}
    numbers = [kind for kind in NUMBERS if kind in same]
    if not numbers and 'name' not in same and any(
        similarity(one, other) >= ALIKE for one, other in names
    ):
        same.add('alike')
    if not same:
        return None
    others = [kind for kind in ('reg_no', 'name', 'alike', 'person', 'phone', 'address')
              if kind in same]
    return Found(bool(numbers) or {'name', 'person'} <= same, tuple(numbers + others))
