"""Customers as the ladder looks at them, each asked for once and kept ready to be compared.

Good for as long as nobody writes customers.
"""

import functools
from collections import Counter
from dataclasses import dataclass

import orjson

from ..checkpoint.partners import COMMON_WORD
from . import names

#: So many customers, and words, are kept at most.
KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Customer:
    active: bool
    country: str | None
    city: str | None
    postcode: str | None
    #: as `names.plain` makes them
    names: tuple
    is_branch: bool


class Known:
    """The questions of the ladder; `bound_to` and `refused_for` are always asked anew."""

    def __init__(self, partners):
        self.bound_to, self.refused_for = partners.bound_to, partners.refused_for
        self.with_identifier = partners.with_identifier
        self.customer = functools.lru_cache(KEPT)(functools.partial(read, partners))
        self._with_word = functools.lru_cache(KEPT)(partners.with_word)

    def sharing_words(self, tokens):
        """Return ids of customers who share an uncommon word of the name, best first."""
        found = Counter()
        for token in tokens:
            found.update(self._with_word(token))
        return sorted(found, key=lambda partner: (-found[partner], partner))[:COMMON_WORD]


def read(partners, partner_id):
    """Return a Customer, or None if there is none."""
    row = partners.get(partner_id)
    if row is None:
        return None
    all_names = [row['name'], *orjson.loads(row['names'])]
    return Customer(
        bool(row['active']), row['country'], row['city'], row['postcode'],
        tuple(names.plain_all(all_names)), names.is_branch(row['name']))
