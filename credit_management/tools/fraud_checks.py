"""What speaks for a fraud by a new customer, check by check. Pure.

Each check gives a result (``green``, ``red``, ``unknown``) and the fact behind it as a code with
plain values: the words are made where they are read. Source: `domain.md` 9.1.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from .company_names import core, similarity

#: What the data say, and what a person has to look at, in the order of a list.
AUTOMATIC = ('number', 'name', 'age', 'capital', 'payer', 'delivery', 'order', 'mail', 'bank')
BY_HAND = ('site', 'originals', 'call_back', 'authority', 'resale')
CODES = AUTOMATIC + BY_HAND

#: Names that agree as much as this are taken one for the other.
ALIKE = 0.85
YOUNG_MONTHS = 12
#: An account that came so short a time ago beside one that was there is a change.
NEW_ACCOUNT_DAYS = 90
#: Domains at which anybody has an address.
FREE_MAIL = frozenset({
    '126.com', '139.com', '163.com', 'aliyun.com', 'foxmail.com', 'gmail.com', 'gmx.com', 'gmx.de',
    'hotmail.com', 'icloud.com', 'live.com', 'mail.ru', 'outlook.com', 'proton.me', 'qq.com',
    'sina.com', 'sohu.com', 'web.de', 'yahoo.com', 'yandex.ru', 'yeah.net',
})


@dataclass(frozen=True)
class Found:
    """`fact`: code of the sentence; `values`: plain JSON that goes into it."""

    result: str
    fact: str
    values: dict = field(default_factory=dict)


def number(value, valid):
    """A registration number with a right check digit; `valid` is None if none can be checked."""
    if not value:
        return Found('unknown', 'no_number')
    result = {True: 'green', False: 'red', None: 'unknown'}[valid]
    fact = {True: 'number_right', False: 'number_wrong', None: 'number_uncheckable'}[valid]
    return Found(result, fact, {'value': value})


def name(own, others):
    """A name alike that of another firm that we know.

    :param others: names of firms that are not the customer
    """
    alike = sorted(
        ((similarity(own, other), other) for other in others if core(other)), reverse=True)[:1]
    if alike and alike[0][0] >= ALIKE:
        return Found('red', 'name_alike', {'other': alike[0][1]})
    return Found('green', 'name_own')


def age(registered, today):
    """A firm of less than a year; `registered`: date or None."""
    if registered is None:
        return Found('unknown', 'no_age')
    is_young = registered > today - relativedelta(months=YOUNG_MONTHS)
    return Found('red' if is_young else 'green', 'registered', {'day': str(registered)})


def capital(amount):
    """Nothing of the capital was paid in; `amount` is None if nobody says."""
    if amount is None:
        return Found('unknown', 'no_capital')
    if amount <= 0:
        return Found('red', 'nothing_paid_in')
    return Found('green', 'paid_in', {'amount': float(amount)})


def payer(signal, paid):
    """Others pay, or accounts are new: danger signal DS7.

    :param signal: whether it is there, None if signals were never looked for; `paid`: whether money came
    """
    if signal:
        return Found('red', 'others_pay')
    if signal is None or not paid:
        return Found('unknown', 'nothing_paid')
    return Found('green', 'pays_himself')


def delivery(ordered, others):
    """Goods go to somebody else.

    :param ordered: whether there are orders; `others`: names of other firms that goods go to
    """
    if others:
        return Found('red', 'goods_elsewhere', {'other': others[0]})
    return Found('green', 'goods_to_him') if ordered else Found('unknown', 'no_orders')


def order(largest, large_from):
    """A large first order; `largest`: of his first orders, None without; 0 `large_from`: not said."""
    if largest is None:
        return Found('unknown', 'no_orders')
    if not large_from:
        return Found('unknown', 'no_large')
    return Found('red' if largest >= large_from else 'green', 'first_order', {
        'amount': float(largest), 'from': float(large_from)})


def domain(address):
    """Return the domain of a mail address or a website, or None."""
    text = (address or '').strip().casefold().rpartition('@')[2]
    text = text.partition('//')[2] or text
    return text.partition('/')[0].removeprefix('www.') or None


def mail(addresses, website):
    """Addresses of another domain than the firm's website.

    :param addresses: mail addresses of the firm and its people; `website`: its own
    """
    theirs = sorted({domain(one) for one in addresses if one and '@' in one})
    if not theirs:
        return Found('unknown', 'no_mail')
    site = domain(website)
    if not site:
        free = [one for one in theirs if one in FREE_MAIL]
        return Found('unknown', 'free_mail' if free else 'no_website', {'domain': theirs[0]})
    other = [one for one in theirs if one != site and not one.endswith('.' + site)]
    if other:
        return Found('red', 'other_domain', {'domain': other[0], 'site': site})
    return Found('green', 'own_domain', {'domain': site})


def bank(days, today):
    """Another bank account of late; `days`: on which each account was entered."""
    if not days:
        return Found('unknown', 'no_account')
    if len(days) > 1 and max(days) > today - timedelta(days=NEW_ACCOUNT_DAYS) and (
            max(days) > min(days)):
        return Found('red', 'account_changed', {'day': str(max(days))})
    return Found('green', 'account_same')
