"""One database and one server a worker count for the whole run; fresh customers a test."""

from .fixtures import farm, server, world, worlds  # noqa: F401
