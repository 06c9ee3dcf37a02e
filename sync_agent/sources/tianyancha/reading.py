"""A card and its lists, put where the map finds them. Pure."""

from ...normalise.text import clean
from ...records import digest
from .model import APIS

_DEFENDANT, _PLAINTIFF = ('被',), ('原告', '上诉', '申请')


def prepare(document):
    """Add `lists`, `totals` and what a map cannot say to a joined answer."""
    card = document['card']['result']
    names = names_of(card)
    card['formerNames'] = [{'name': name} for name in card.get('historyNameList') or ()]
    card['ceased'] = known(card.get('cancelDate')) or known(card.get('revokeDate'))
    document['lists'], document['totals'] = {}, {}
    for name, api in APIS.items():
        pages = document.get(name)
        if pages is None:
            continue
        items = [item for page in pages for item in (page.get('result') or {}).get('items') or ()]
        document['totals'][name] = total(pages, len(items))
        if api.keys is not None:
            document['lists'][name] = [
                keyed(name, api, item, names) for item in items if not is_person(name, item)]
        elif name == 'bankruptcy':
            # What its items hold is described nowhere; that there are some is grave enough.
            found = [{'key_': name, 'text': f'{len(items)} entries'}] if items else []
            document['lists'][name] = found


def known(value):
    return None if value in (None, '', '-', 0) else value


def names_of(card):
    """Return every name under which the company may stand in a list."""
    return {clean(str(name)) for name in (card.get('name'), *(card.get('historyNameList') or ()))}


def total(pages, count):
    told = (pages[0].get('result') or {}).get('total') if pages else None
    return int(told) if str(told).isdigit() else count


def is_person(name, item):
    """Say whether an item is about a natural person of the same name."""
    return name == 'dishonest' and str(item.get('type')) == '0'


def keyed(name, api, item, names):
    """Return an item with a key that it has again tomorrow, and the role of the company in it.

    The same case may stand in several lists: its number alone is no key.
    """
    words = [str(item.get(key)) for key in api.keys if known(item.get(key)) is not None]
    found = {**item, 'role_': role_of(item, names)}
    if words:
        found['key_'] = f"{name}:{digest('|'.join(words).encode())[:32]}"
    return found


def role_of(item, names):
    """Return `defendant`, `plaintiff` or `other`, or None where nobody is named."""
    roles = []
    for person in item.get('casePersons') or ():
        if clean(str(person.get('name'))) in names:
            roles.append(str(person.get('role')))
    for side, word in (('defendant', '被告'), ('plaintiff', '原告')):
        for person in item.get(side) or ():
            if isinstance(person, dict) and clean(str(person.get('name'))) in names:
                roles.append(word)
    if any(word in role for role in roles for word in _DEFENDANT):
        return 'defendant'
    if any(word in role for role in roles for word in _PLAINTIFF):
        return 'plaintiff'
    return 'other' if item.get('casePersons') or item.get('defendant') else None
