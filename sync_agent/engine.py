"""Everything a command works with, put together from the configuration."""

import contextlib
import logging
import socket

from . import VERSION, logs, retry
from .checkpoint import State
from .credentials import Credentials
from .errors import ConfigError, OdooUnreachable
from .match import Ladder
from .odoo_gateway import Gateway, choose_transport
from .push import Push
from .sources import settings_of
from .sources.context import Context

_logger = logging.getLogger(__name__)
#: Under this name the key of Odoo is looked for.
ODOO_KEY = 'odoo'


class Engine:
    """One run's parts. `dry`: on a copy of the state, with an Odoo that only listens."""

    def __init__(self, config, state, gateway, run_id, summary, dry=False):
        self.config, self.state, self.gateway = config, state, gateway
        self.run_id, self.summary, self.dry = run_id, summary, dry
        self.ladder = Ladder(state.partners)
        self.scales = config.all_scales()
        self._push = Push(gateway, state, run_id, self._tell)
        self.odoo_is_down = False
        #: Codes of the bureaus that Odoo has; None until it was asked.
        self.bureaus = None

    def sources(self, only=()):
        """Return the enabled sources, or those named; all settings are checked first."""
        unknown = set(only) - set(self.config.sources)
        if unknown:
            raise ConfigError(f"There is no [sources.{min(unknown)}]; there are "
                              f"{', '.join(self.config.sources) or 'none'}.")
        found = []
        for name, values in self.config.sources.items():
            cls, settings = settings_of(name, values)
            if name in only or (not only and settings.enabled):
                found.append(cls(name, settings, Context(
                    name, self.state, Credentials(self.config.secrets), settings.quota,
                    self.run_id, self.dry, self.summary.note)))
        return found

    @property
    def stopping(self):
        return retry.stop.wanted

    def watch(self):
        """Stand between two steps: raise if this agent must not go on."""
        if not self.dry:
            self.state.lease.check()

    def push(self):
        """Send what waits, unless Odoo is down; then it waits."""
        if self.odoo_is_down:
            return
        try:
            self._push.all(self.watch)
        except OdooUnreachable as error:
            self.note_down(error)

    def note_down(self, error):
        """Odoo cannot be reached: what costs nothing goes on into the outbox, up to its cap."""
        self.odoo_is_down = True
        self.summary.fail(error, 'Odoo')
        _logger.error("%s", error)

    def check_bureau(self, source):
        """Raise ConfigError unless Odoo has a source's bureau, as far as is known."""
        provider = source.settings.provider
        if self.bureaus is not None and provider not in self.bureaus:
            raise ConfigError(
                f"Odoo has no bureau {provider!r}; it has {', '.join(self.bureaus) or 'none'}. Make "
                f"it in Odoo, or correct `provider`.")

    def must_pause(self, source):
        """Say why no more is taken from a source for now, or None."""
        if self.stopping:
            return "asked to end"
        if self.odoo_is_down and source.describe().charges != 'never':
            return "nothing is bought while Odoo is away"
        if not self.dry and self.state.outbox.depth() >= self.config.state.outbox_cap:
            return "the outbox is full"
        return None

    def _tell(self, row, answer):
        if self.dry:
            return
        name = answer.outcome if answer is not None else 'rejected'
        self.summary.count(name)
        if answer is not None:
            for error in answer.errors:
                _logger.info("%s %s: %s %s %s", row['provider'], row['external_id'], name,
                             error.code, error.message)


def agent_name():
    return f'credit-sync {VERSION} on {socket.gethostname()}'


def make_gateway(config, breakers=None):
    """Return the Gateway to the configured Odoo; its secret is read now."""
    secret = Credentials(config.secrets).get(ODOO_KEY)
    transport = choose_transport(config.odoo, secret)
    return Gateway(transport, config.odoo.timeout, breakers)


@contextlib.contextmanager
def open_state(config):
    state = State(config.state.folder)
    try:
        yield state
    finally:
        state.close()


@contextlib.contextmanager
def log_context(**words):
    """Put words on every log line inside."""
    token = logs.context.set({**logs.context.get(), **words})
    try:
        yield
    finally:
        logs.context.reset(token)
