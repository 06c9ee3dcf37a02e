"""Do two company names agree? A floor under identifiers, never a reason to match. Pure."""

import re
import unicodedata
from difflib import SequenceMatcher

#: Below this an equal identifier is looked at by a person: somebody may have typed another's.
FLOOR = 0.6

_LEGAL_FORMS = frozenset({
    'ab', 'ag', 'aps', 'as', 'asa', 'bhd', 'bv', 'bvba', 'co', 'company', 'corp', 'corporation',
    'gesellschaft', 'gmbh', 'inc', 'incorporated', 'kft', 'kg', 'kk', 'lda', 'limited', 'llc',
    'llp', 'lp', 'ltd', 'ltda', 'mbh', 'nv', 'oy', 'oyj', 'plc', 'pte', 'pty', 'sa', 'sarl', 'sas',
    'sdn', 'sl', 'spa', 'spzoo', 'srl', 'the',
})
_CHINESE_FORMS = re.compile(r'(股份有限公司|有限责任公司|集团有限公司|有限公司|集团|公司)$')


def core(name):
    """Return `name` without case, accents, punctuation and legal form."""
    text = unicodedata.normalize('NFKD', unicodedata.normalize('NFKC', name or '').casefold())
    text = ''.join(char for char in text if not unicodedata.combining(char))
    # S.p.A. and B.V. are one word each.
    text = re.sub(r'(?<=\b\w)\.(?=\w\b)', '', text)
    words = re.findall(r'\w+', text)
    kept = [word for word in words if word not in _LEGAL_FORMS] or words
    return _CHINESE_FORMS.sub('', ' '.join(kept)) or ' '.join(kept)


def similarity(first, second):
    """Return how far two names agree, 0 to 1; the order of words counts little."""
    one, other = core(first), core(second)
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    return max(
        SequenceMatcher(None, *pair, autojunk=False).ratio()
        for pair in ((one, other), (_sorted(one), _sorted(other)))
    )


def _sorted(text):
    return ' '.join(sorted(text.split()))


def best(names, others):
    """Return the best similarity of any of `names` with any of `others`."""
    return max(
        (similarity(name, other) for name in names if name for other in others if other),
        default=0.0,
    )
