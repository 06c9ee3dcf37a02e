"""Bureaus whose interfaces are paid for one by one: codes, parts, what is not in the contract."""

import datetime as dt
import threading
from collections import Counter

from ..errors import Forbidden, QuotaExhausted, SchemaDrift
from ..normalise import identifiers
from .base import Candidate, RawReport
from .native import NativeSource, document_map, join
from .privacy import without
from .rest.exchange import Classifier
from .rest.model import ErrorSettings

#: The same code that nobody explained, so often in a run, is no matter of one subject.
STRANGE = 3


class BilledSource(NativeSource):
    """`CODE` and `MESSAGE` are where an answer says what became of it, `CODES` what that means."""

    CODE = MESSAGE = ''
    CODES = {}
    #: Keys that speak of persons; they are dropped before anything is stored.
    PERSONAL = frozenset()

    def __init__(self, name, settings, context):
        super().__init__(name, settings, context)
        self._classifier = Classifier(ErrorSettings(
            code=self.CODE, message=self.MESSAGE, codes={**self.CODES, **settings.codes}))
        self._missing, self._strange, self._lock = set(), Counter(), threading.Lock()

    def classify(self, response):
        super().classify(response)
        code = response.json().get(self.CODE)
        if code is None:
            raise SchemaDrift("The answer has no code.", self.CODE)
        try:
            self._classifier.content(response)
        except SchemaDrift as error:
            self.explain(response, error)
            self._count_strange(code, error)
            raise

    def explain(self, response, error):
        """Raise something better than a code that nobody explained, if it can be known."""

    def _count_strange(self, code, error):
        """Ask no more when a code that nobody explained comes again and again."""
        with self._lock:
            self._strange[code] += 1
            often = self._strange[code] >= STRANGE
        if often:
            raise QuotaExhausted(f"{error} It comes for everybody; nothing more is asked. "
                                 f"[sources.{self.name}.codes] may say what it means.")

    # === PARTS === #

    def collect(self, provider_ref, product, card, apis):
        """Return the RawReport of a card and of all lists that the contract has.

        :param card: called without arguments; returns bytes
        :param apis: {name: (path, function that returns bytes)}
        """
        parts = {'card': self._part(provider_ref, product, 'card', card)}
        for name, (path, ask) in apis.items():
            parts[name] = self._if_contracted(provider_ref, product, name, path, ask)
        return RawReport(provider_ref, product, join(parts), dt.datetime.now(dt.timezone.utc))

    def _part(self, provider_ref, product, name, ask):
        return self.context.part(
            provider_ref, product, name, lambda: without(ask(), self.PERSONAL))

    def _if_contracted(self, provider_ref, product, name, path, ask):
        if name in self._missing:
            return None
        try:
            return self._part(provider_ref, product, name, ask)
        except Forbidden:
            self._missing.add(name)
            self.context.tell(f"The contract has no {name} ({path}): reports come without it. Take it "
                              f"out of `apis`, or buy it.")
            return None

    def ordered(self, raw):
        """Return what is known of a document that is for people: whom it is about."""
        draft = self.draft(raw, {'subject': {'country': 'CN', 'identifiers': [
            {'scheme': 'usci', 'value': raw.provider_ref}]}, 'provider_ref': raw.provider_ref})
        draft.name_withheld = True
        return draft


def candidate(code, document, prepare, kind):
    """Return a hit as a Candidate, or None: without a code it cannot be asked about.

    :param code: unified social credit code as the bureau tells it, or None
    :param document: the hit in the place where a whole answer has its card
    :param kind: name of the map
    """
    code, valid = identifiers.verify('usci', code or '')
    if not valid:
        return None
    prepare(document)
    report, reason = document_map(kind).assemble(document, lambda *_issue: None)
    return None if reason else Candidate(code, report['subject'])


def pages_of(ask, max_pages, items_of, total_of):
    """Return pages as one JSON list, until there is no more or it is enough.

    :param ask: called with the number of a page, from 1; returns a Response
    """
    pages, count = [], 0
    for number in range(1, max_pages + 1):
        response = ask(number)
        document = response.json()
        items = items_of(document)
        pages.append(response.data)
        count += len(items)
        if not items or count >= total_of(document):
            break
    return b'[' + b','.join(pages) + b']'
