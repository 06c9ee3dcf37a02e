"""Names of companies, made comparable. They rank candidates and are a floor; they never bind."""

import re
import unicodedata

from rapidfuzz import fuzz

#: Below this an equal identifier is looked at by a person: somebody may have typed another's.
FLOOR = 0.6
_FORMS = frozenset({
    'ab', 'ag', 'aps', 'as', 'asa', 'bhd', 'bv', 'co', 'company', 'corp', 'corporation', 'gmbh',
    'inc', 'incorporated', 'kg', 'kk', 'limited', 'llc', 'llp', 'lp', 'ltd', 'mbh', 'nv', 'oy',
    'oyj', 'plc', 'pte', 'pty', 'sa', 'sarl', 'sas', 'sdn', 'sl', 'spa', 'srl', 'the', 'and',
})
_CHINESE_FORM = re.compile(r'(股份有限公司|有限责任公司|集团有限公司|有限公司|集团|公司)$')
_DOTTED = re.compile(r'(?<=\b\w)\.(?=\w\b)')
_WORD = re.compile(r'\w+')
_BRANCH = re.compile(r'(分公司|办事处|支行|营业部)$|\b(branch|zweigniederlassung|succursale)\b',
                     re.IGNORECASE)
_HAN = re.compile(r'[\u4e00-\u9fff]')


def plain(name):
    """Return a name without case, accents, punctuation and legal form."""
    words = _words(name)
    kept = ' '.join([word for word in words if word not in _FORMS] or words)
    return _CHINESE_FORM.sub('', kept) or kept


def _words(name):
    text = unicodedata.normalize('NFKD', unicodedata.normalize('NFKC', name).casefold())
    if not text.isascii():
        text = ''.join(letter for letter in text if not unicodedata.combining(letter))
    return _WORD.findall(_DOTTED.sub('', text))


def plain_all(names):
    """Return the plain forms of those names that there are."""
    return [plain(name) for name in names if name]


def similarity(first, second):
    """Return how far two names agree, 0 to 1; the order of words does not count."""
    return alike([plain(first)], [plain(second)])


def best(names, others):
    """Return the best agreement of any of these names with any of those."""
    return alike(plain_all(names), plain_all(others))


def alike(plain_names, others, floor=0):
    """Return the same for names that are plain already; what is below `floor` may count as 0."""
    found, cutoff = 0, 100 * floor
    for one in plain_names:
        for other in others:
            if one and other:
                found = max(found, fuzz.ratio(one, other, score_cutoff=cutoff),
                            fuzz.token_sort_ratio(one, other, score_cutoff=cutoff))
    return found / 100


def tokens(names):
    """Return the words by which a customer is found: Latin words, pairs of Chinese characters."""
    return words_of(plain_all(names))


def words_of(plain_names):
    found = set()
    for name in plain_names:
        for word in name.split():
            if _HAN.search(word):
                found.update(word[place:place + 2] for place in range(len(word) - 1))
            elif len(word) > 1:
                found.add(word)
    return sorted(found)


def is_branch(name):
    """Say whether the name is a branch's: its report is that of the head office."""
    return bool(_BRANCH.search(name))


def is_distinctive(name):
    """Say whether a name alone is worth a search: four letters, or two Chinese characters."""
    text = ''.join(word for word in _words(name) if word not in _FORMS)
    return len(_HAN.findall(text)) >= 2 or len(text) >= 4
