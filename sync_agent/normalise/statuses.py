"""A company's state in a bureau's words -> one of the contract's."""

from functools import cache
from importlib import resources

from ..toml import tomllib


@cache
def tables():
    """Return {table: {word: status}} of `statuses.toml`."""
    text = resources.files(__package__).joinpath('statuses.toml').read_text(encoding='utf-8')
    found = tomllib.loads(text)
    return {
        name: {word.casefold(): status for status, words in table.items() for word in words}
        for name, table in found.items() if name != 'version'
    }


def status(table, word):
    """Return the contract's status, or None for a word that is not on the list."""
    return tables()[table].get(word.casefold())
