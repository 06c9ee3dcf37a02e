"""What a source may use of the agent, and nothing else of it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from ..errors import QuotaExhausted


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

    def spend(self, product, cost=None):
        """Book one paid call before it is made.

        :raises QuotaExhausted: a cap would be passed, or this is a dry run
        """
        if self.dry:
            raise QuotaExhausted(f"{self.source}: a dry run buys nothing.")
        price = self.quota.prices.get(product, Decimal(0)) if cost is None else cost
        self.state.ledger.reserve(
            self.source, product, self.run_id, self.quota.caps, price, self.quota.currency)
