"""What a source may use of the agent, and nothing else of it."""

import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from ..errors import QuotaExhausted
from .base import RawReport

#: A part of an answer that is older is bought again: it would not fit the others.
PART_DAYS = 1


@dataclass
class Context:
    """One for each source and run."""

    source: str
    state: object
    credentials: object
    quota: object
    run_id: str
    #: A dry run: nothing that costs money, nothing that moves a file.
    dry: bool = False
    #: Called with (message, source, lost): a line for people in the summary of the run, said once.
    note: Callable = lambda _message, _source, _lost: None

    @property
    def logger(self):
        return logging.getLogger(f'sync_agent.sources.{self.source}')

    def tell(self, message, lost=False):
        """Say what somebody should know and what stops nothing.

        :param lost: something that came could not be used: the run ends with "partial"
        """
        self.logger.warning("%s", message)
        self.note(message, self.source, lost)

    def secret(self, name):
        """Return a secret as SecretStr, masked in every log."""
        return self.credentials.get(name)

    def part(self, provider_ref, product, name, ask):
        """Return the bytes of one of several answers that make a report, asked for by `ask()`.

        Each is kept until the report is whole, so that a failure of the next one buys none again.
        """
        known = self.state.raw.part(
            self.source, product, provider_ref, name, time.time() - PART_DAYS * 86400)
        if known is not None:
            return self.state.raw_store.get(known['hash'])
        data = ask()
        key = self.state.raw_store.put(data)
        with self.state.transaction():
            number = self.state.raw.add(self.source, RawReport(
                provider_ref, f'@{product}:{name}', data, dt.datetime.now(dt.timezone.utc)), key)
            self.state.raw.mark(number, 'done')
        return data

    def customer_name(self, provider, provider_ref):
        """Return the name of a customer who is bound to a bureau's key, or None."""
        bound = self.state.partners.bound_to(provider, provider_ref)
        customer = self.state.partners.get(min(bound)) if bound else None
        return customer and customer['name']

    def spend(self, product, cost=None):
        """Book one paid call before it is made.

        :raises QuotaExhausted: a cap would be passed, or this is a dry run
        """
        if self.dry:
            raise QuotaExhausted(f"{self.source}: a dry run buys nothing.")
        price = self.quota.prices.get(product, Decimal(0)) if cost is None else cost
        self.state.ledger.reserve(
            self.source, product, self.run_id, self.quota.caps, price, self.quota.currency)
