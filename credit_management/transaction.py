"""A savepoint that stays whole whatever other apps do in it."""

from contextlib import contextmanager


@contextmanager
def undivided(cr):
    """Open a savepoint of `cr` in which nobody commits; an error takes all of it back.

    Some apps commit while they work: events do, as soon as a ticket is sold, to keep the mails they
    queued. An order would stand confirmed before credit has answered, and the savepoint would be
    gone. The request's own commit follows anyway.
    """
    outer = vars(cr).get('commit')
    cr.commit = cr.flush
    try:
        with cr.savepoint():
            yield
    finally:
        if outer:
            cr.commit = outer
        else:
            del cr.commit
