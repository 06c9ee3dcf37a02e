"""Faults by script: what a stub does at its n-th request, or for a path, in the place of its answer.

    faults = Faults(stub)
    faults.at(status(429, retry_after=2), path='/v1/companies', number=3)
    faults.at(half, path='/v1/companies/')
    faults.at(first(stub.end_tokens), number=5)
    bureau = Bureau(faults)

A fault is `fault(asked, go_on)`, where `go_on()` is what the stub would say.
"""

import threading
from dataclasses import dataclass

from .server import Says


@dataclass
class Rule:
    fault: object
    path: str
    method: str | None
    number: int
    times: float
    seen: int = 0

    def fits(self, asked):
        """Count a request that is meant; say whether it is the turn of this fault."""
        if self.path not in asked.path or self.method not in (None, asked.method):
            return False
        self.seen += 1
        return self.number <= self.seen < self.number + self.times


class Faults:
    """Stands before `answer`; without rules it is the answer itself."""

    def __init__(self, answer):
        self.answer, self.rules = answer, []
        self._lock = threading.Lock()

    def at(self, fault, path='', number=1, times=1, method=None):
        """Let `fault` act from the `number`-th request on whose path holds `path`, so many `times`."""
        self.rules.append(Rule(fault, path, method, number, times))
        return self

    def always(self, fault, path='', method=None):
        return self.at(fault, path, times=float('inf'), method=method)

    def clear(self):
        self.rules.clear()

    def __call__(self, asked):
        with self._lock:
            # Every rule counts; the first whose turn it is acts.
            acting = [rule for rule in self.rules if rule.fits(asked)]
        if not acting:
            return self.answer(asked)
        return acting[0].fault(asked, lambda: self.answer(asked))


# === FAULTS === #

def status(code, value=None, retry_after=None, headers=None):
    """Answer with a status and a JSON body."""
    told = dict(headers or {})
    if retry_after is not None:
        told['Retry-After'] = str(retry_after)
    return lambda _asked, _go_on: Says({} if value is None else value, code, told)


def says(value):
    """Answer with something else."""
    return lambda _asked, _go_on: value if isinstance(value, Says) else Says(value)


def html(_asked, _go_on):
    """A gateway's page with a good status."""
    return Says(b'<html><body>Service is being maintained</body></html>',
                headers={'Content-Type': 'text/html; charset=utf-8'})


def html_unsaid(_asked, _go_on):
    """The same, said to be JSON."""
    return Says(b'<!DOCTYPE html><html></html>')


def half(_asked, go_on):
    """Only half of the answer, with the length of that half: truncated JSON."""
    said = as_says(go_on())
    return Says(said.data[:len(said.data) // 2], said.status, said.headers)


def cut(_asked, go_on):
    """The line breaks in the middle of the answer."""
    said = as_says(go_on())
    return Says(said.data, said.status, said.headers, cut=True)


def silence(_asked, _go_on):
    """Nothing comes, and the line stays open."""
    return Says(silent=True)


def stall(_asked, go_on):
    """Half of the answer comes, and then nothing more."""
    said = as_says(go_on())
    return Says(said.data, said.status, said.headers, stalls=True)


def drip(seconds):
    """The answer comes a byte at a time: no piece is late, and the whole never ends."""
    def fault(_asked, go_on):
        said = as_says(go_on())
        return Says(said.data, said.status, said.headers, drips=seconds)
    return fault


def empty(_asked, _go_on):
    """A good status, and no body at all."""
    return Says(b'')


def first(act):
    """Do something, such as ending all tokens, and answer as usual."""
    def fault(_asked, go_on):
        act()
        return go_on()
    return fault


def edit(change):
    """Change the answer: `change(document)` edits it in place, or returns another one."""
    def fault(_asked, go_on):
        said = as_says(go_on())
        changed = change(said.value)
        return Says(said.value if changed is None else changed, said.status, said.headers)
    return fault


def as_says(answer):
    return answer if isinstance(answer, Says) else Says(answer)
