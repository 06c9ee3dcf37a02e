"""A desk whose only source is one bureau's stub, and the faults that every connector must bear."""

import contextlib
from dataclasses import dataclass

import pytest
from stubs.faults import Faults
from stubs.server import Bureau

from sync_agent import retry


@dataclass
class Stand:
    """A desk, the stub that is asked, its server, and the script of its faults."""

    desk: object
    stub: object
    bureau: Bureau
    faults: Faults

    @property
    def paths(self):
        return self.bureau.paths()

    @property
    def reports(self):
        return self.desk.sink.reports

    def customers(self, *companies, **values):
        """Let Odoo have these companies as customers."""
        self.desk.sink.partners = [company.key(**values) for company in companies]

    def configure(self, **values):
        (source,) = self.desk.values['sources'].values()
        source.update(values)

    def run(self):
        return self.desk.run()

    def letters(self):
        """Return (stage, code, message) of all that is set aside."""
        with self.desk.state() as state:
            return [(letter['stage'], letter['code'], letter['message'])
                    for letter in state.quarantine.find()]

    def mend(self):
        """Forget that the bureau failed, as time does."""
        name, = self.desk.values['sources']
        with self.desk.state() as state:
            state.breakers.succeeded(name)

    def grow_old(self, days=31):
        """Let all answers be so much older."""
        with self.desk.state() as state:
            state.database.execute(
                'UPDATE raw SET retrieved_at = retrieved_at - ?', (days * 86400,))


@contextlib.contextmanager
def standing(desk, stub, name, **settings):
    """Put a stub on a socket and configure it as the only source, of type and name `name`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retry.stop, 'sleep', lambda _seconds: None)
        script = Faults(stub)
        bureau = Bureau(script)
        desk.sink.bureaus.append(name)
        desk.values['sources'] = {name: {
            'type': name, 'provider': name, 'base_url': bureau.address + settings.pop('base', ''),
            'rate': {'calls': 1000, 'seconds': 1}, **settings}}
        yield Stand(desk, stub, bureau, script)
        bureau.stop()
