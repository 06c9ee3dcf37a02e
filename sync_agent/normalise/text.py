"""Words as bureaus write them, made plain: no markup, no invisible characters, one width."""

import re
import unicodedata

#: What bureaus write where they have nothing. Not here: `NULL` (a company) and `NA` (Namibia).
UNKNOWN = frozenset({'', '-', '--', '---', '—', '——', 'none', 'n/a', '无', '暂无'})
_MARKUP = re.compile(r'</?[A-Za-z][^<>]{0,200}>')
_SPACE = re.compile(r'\s+')
#: Control characters, lone surrogates, and what changes direction or width unseen.
_INVISIBLE = {'Cc', 'Cf', 'Cs', 'Co', 'Cn'}


def clean(value, limit=None):
    """Return the text without what nobody means, cut to `limit` characters; None if it is unknown."""
    if not (value.isascii() and value.isprintable()):
        value = ''.join(
            ' ' if character.isspace() else character
            for character in unicodedata.normalize('NFKC', value)
            if character.isspace() or unicodedata.category(character) not in _INVISIBLE)
    if '<' in value:
        value = _MARKUP.sub('', value)
    if '  ' in value:
        value = _SPACE.sub(' ', value)
    value = value.strip()
    if len(value) <= 4 and value.casefold() in UNKNOWN:
        return None
    return value if limit is None else value[:limit].rstrip()
