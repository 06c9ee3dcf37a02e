"""What a run did: counts, and the codes that make its exit code."""

from collections import Counter
from dataclasses import dataclass, field

from .errors import ExitCode, Reaction, worst
from .records.lists import Outcome, members

OUTCOMES = members(Outcome)
#: Subjects whose last answer is not old enough to ask again.
NOT_DUE = 'not due yet'
#: Subjects about whom nothing came, by what the engine did about it.
WITHOUT = {
    Reaction.STOP_SOURCE: 'not answered', Reaction.DISABLE_PRODUCT: 'not covered',
    Reaction.NO_HIT: 'not found', Reaction.REVIEW: 'for a person', Reaction.RECORD: 'noted',
    Reaction.RETRY: 'to be tried again', Reaction.READ_BACK: 'of unknown outcome',
    Reaction.QUARANTINE: 'answers set aside',
}


@dataclass
class Summary:
    counts: Counter = field(default_factory=Counter)
    codes: set = field(default_factory=set)
    messages: list = field(default_factory=list)
    #: What a dry run would write: `diff.Planned`.
    planned: list = field(default_factory=list)
    #: What it would ask a bureau for, and pay: (source, product, reference or customer).
    would_ask: list = field(default_factory=list)
    #: Keys of answers and columns of files that nothing reads, by source.
    unknown: dict = field(default_factory=dict)

    def count(self, what, number=1):
        self.counts[what] += number

    def fail(self, error, source=None):
        """Note an error that a scheduler should see."""
        self.codes.add(error.exit_code)
        self.note(error, source)

    def note(self, message, source=None, lost=False):
        """Say something in the summary, once; `lost`: something could not be used."""
        if lost:
            self.codes.add(ExitCode.PARTIAL)
        line = f"{source}: {message}" if source else str(message)
        if line not in self.messages:
            self.messages.append(line)

    def note_unknown(self, source, keys):
        if keys:
            self.unknown.setdefault(source, set()).update(keys)

    def check(self):
        """Assert that nothing went missing between the files and the outbox."""
        found = sum(self.counts[name] for name in ('queued', 'unchanged here', 'quarantined'))
        assert self.counts['rows'] == found, f"{self.counts['rows']} rows in, {found} accounted for"

    @property
    def exit_code(self):
        found = {ExitCode(code) for code in self.codes}
        if self.counts['quarantined'] - self.counts['no match'] or self.counts['rejected']:
            found.add(ExitCode.PARTIAL)
        return worst(found)

    @property
    def outcomes(self):
        """Return the counts that Odoo keeps of a run."""
        return {name: self.counts[name] for name in OUTCOMES if self.counts[name]}

    @property
    def unchanged(self):
        """Return how many subjects were looked at and brought no news, to Odoo or to here."""
        return sum(self.counts[name] for name in ('unchanged', 'unchanged here', NOT_DUE))

    def line(self):
        """Return everything in one line, for logs and for Odoo; what changed there comes first."""
        first = {name: self.counts[name] for name in ('created', 'updated')}
        words = {**first, 'unchanged': self.unchanged}
        rest = {name: number for name, number in sorted(self.counts.items())
                if number and name not in words}
        return ', '.join(f"{number} {name}" for name, number in {**words, **rest}.items())
