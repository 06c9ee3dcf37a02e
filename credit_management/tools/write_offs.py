"""Writing off what will not come: grounds and evidence, who approves, entries, and what comes back.
Pure.

A claim that was written off stays collectable outside the ledger (账销案存); what is recovered goes
back to the allowance that bore it. Grounds are data by pack: what tax accepts is another question
than what the books say, and a ground says which it answers. Amounts in company currency.
Sources: `practice.md` F26; `domain.md` 11.1. Entries are drafts, balanced and rounded to the currency.
"""

from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from .exact import exact, rounded
from .legal_dates import Span

#: Two people approve, neither of them who asked.
APPROVERS = 2
#: What any write-off has on file.
_CLAIM = ('claim_papers', 'collection_log', 'reason')


@dataclass(frozen=True)
class Ground:
    """Why a claim may be written off, and what proves it.

    `age`: so long overdue, and more; `amount_cap`, `income_cap`: one of the two is met, an amount
    in `currency` or a part of the company's yearly income; `is_tax`: tax accepts it too, with
    `tax_evidence` on top.
    """

    code: str
    evidence: tuple
    age: Span = None
    amount_cap: Fraction = None
    income_cap: Fraction = None
    currency: str = None
    is_tax: bool = False
    tax_evidence: tuple = ()
    source: str = ''

    def missing(self, present):
        """Return the codes of evidence that are not in `present`."""
        wanted = (*_CLAIM, *self.evidence)
        return tuple(item for item in wanted if item not in present)

    def missing_for_tax(self, present):
        """Return what tax needs and is not in `present`; None where it accepts nothing."""
        if not self.is_tax:
            return None
        return self.missing(present) + tuple(
            item for item in self.tax_evidence if item not in present
        )


_SAT = "SAT announcement 2011/25"
_REPORT = ('special_report',)
_COMMON = (
    Ground('insolvent', ('court_ruling',)),
    Ground('enforcement_failed', ('judgment', 'enforcement_terminated')),
    Ground('deregistered', ('registry_extract',)),
    Ground('settled', ('settlement_agreement',)),
    Ground('not_worth_it', ('cost_estimate',)),
)
_CN = (
    Ground('insolvent', ('court_ruling',), is_tax=True, source=f"{_SAT}, 22"),
    Ground('enforcement_failed', ('judgment', 'enforcement_terminated'), is_tax=True,
           source=f"{_SAT}, 22"),
    Ground('deregistered', ('registry_extract',), is_tax=True, source=f"{_SAT}, 22"),
    Ground('settled', ('settlement_agreement',), is_tax=True,
           tax_evidence=('debtor_tax_statement',), source=f"{_SAT}, 22"),
    Ground('over_three_years', (), Span(years=3), is_tax=True, tax_evidence=_REPORT,
           source=f"{_SAT}, 23"),
    Ground('small_over_one_year', (), Span(years=1), Fraction(50_000), Fraction(1, 10_000), 'CNY',
           is_tax=True, tax_evidence=_REPORT, source=f"{_SAT}, 24"),
    Ground('not_worth_it', ('cost_estimate',)),
)
#: VAT comes back half a year after it fell due, once the books wrote it off.
_UK = (*_COMMON, Ground(
    'vat_relief', (), Span(months=6), is_tax=True, tax_evidence=('vat_account',),
    source="VAT Act 1994, 36",
))
#: Members set their own conditions under article 90.
_EU = (*_COMMON, Ground(
    'vat_relief', (), is_tax=True, tax_evidence=('national_condition_met', 'customer_informed'),
    source="Directive 2006/112/EC, 90",
))
GROUNDS = MappingProxyType({'CN': _CN, 'EU': _EU, 'UK': _UK, 'neutral': _COMMON})


def fits(ground, amount, due, today, income=None):
    """Return whether a claim meets age and caps of `ground`; None: that cannot be said.

    More than so long overdue is later than that span after `due`.

    :param amount: in the ground's currency, where it has one · :param income: of the year
    """
    if ground.age is not None:
        if due is None:
            return None
        if today <= ground.age.after(due):
            return False
    if ground.amount_cap is None and ground.income_cap is None:
        return True
    return _within(ground, exact(amount), income)


def _within(ground, amount, income):
    if ground.amount_cap is not None and amount <= ground.amount_cap:
        return True
    if ground.income_cap is None:
        return False
    return None if income is None else amount <= ground.income_cap * exact(income)


def open_grounds(amount, due, today, present, grounds, income=None):
    """Return ``((ground, missing evidence), …)`` of those that fit, the nearest to complete first."""
    found = [
        (ground, ground.missing(present)) for ground in grounds
        if fits(ground, amount, due, today, income)
    ]
    return tuple(sorted(found, key=lambda row: len(row[1])))


# === WHO APPROVES === #

def approval_refusal(
    person, requester, sellers, approvers, amount, authority, authors=(),
):
    """Return why `person` may not approve, or None if he may.

    :param sellers: who sold to the customer · :param approvers: who approved already
    :param authority: up to which amount he may write off; None: he has none
    :param authors: who wrote the request, or changed it last
    :return: `requester` · `author` · `seller` · `twice` · `complete`: two have approved · `authority`
    """
    if person == requester:
        return 'requester'
    if person in authors:
        return 'author'
    if person in sellers:
        return 'seller'
    if person in approvers:
        return 'twice'
    if is_approved(approvers):
        return 'complete'
    if authority is None or exact(amount) > exact(authority):
        return 'authority'
    return None


def is_approved(approvers):
    """Return whether as many different people as it takes approved."""
    return len(set(approvers)) >= APPROVERS


# === ENTRIES === #

@dataclass(frozen=True)
class Line:
    """A line of a draft: `account` is a role (*receivable*, *allowance*, *expense*, *tax*)."""

    account: str
    debit: float = 0.0
    credit: float = 0.0


def write_off_entry(amount, allowance, tax=0, digits=2):
    """Return the lines that write `amount` off; none for nothing.

    Tax that comes back is debited to tax, the rest uses the allowance up, what it cannot bear is
    expense of the period.

    :param amount: of the claim, tax included · :param allowance: balance of its allowance, credit
        positive · :param tax: part of the amount that the tax office gives back
    :raises ValueError: an amount below zero, more tax than amount
    """
    amount, tax = _money(amount, digits), _money(tax, digits)
    if tax > amount:
        raise ValueError(f"Tax of {float(tax)} is more than the {float(amount)} written off.")
    used = min(amount - tax, max(exact(rounded(allowance, digits)), Fraction(0)))
    return _lines(
        digits, ('allowance', used), ('expense', amount - tax - used), ('tax', tax),
        ('receivable', -amount),
    )


@dataclass(frozen=True)
class Memo:
    """A claim that is off the ledger and still owed; `tax`: what the tax office gave back of it."""

    amount: Fraction
    tax: Fraction = Fraction(0)
    recovered: Fraction = Fraction(0)

    @property
    def outstanding(self):
        return max(exact(self.amount) - exact(self.recovered), Fraction(0))


@dataclass(frozen=True)
class Recovery:
    """What came back: lines of the draft, the register after it, and what was too much."""

    lines: tuple
    memo: Memo
    excess: Fraction


def recovery(received, memo, digits=2):
    """Return the `Recovery` of `received`: the claim is set up again, and the money pays it.

    The allowance gets it back, but for the part of tax that is owed again; over several payments
    these parts add up to the tax, to the cent.

    :raises ValueError: an amount below zero
    """
    received = _money(received, digits)
    taken = min(received, exact(rounded(memo.outstanding, digits)))
    after = exact(memo.recovered) + taken
    tax = _tax_until(after, memo, digits) - _tax_until(exact(memo.recovered), memo, digits)
    lines = _lines(digits, ('receivable', taken), ('allowance', tax - taken), ('tax', -tax))
    return Recovery(lines, Memo(memo.amount, memo.tax, after), received - taken)


def register_total(memos):
    """Return what is still owed of everything written off."""
    return sum((memo.outstanding for memo in memos), Fraction(0))


def _tax_until(recovered, memo, digits):
    """Return the tax that is owed again once `recovered` came back in all."""
    if not exact(memo.amount):
        return Fraction(0)
    return exact(rounded(exact(memo.tax) * recovered / exact(memo.amount), digits))


def _money(value, digits):
    value = exact(rounded(value, digits))
    if value < 0:
        raise ValueError(f"An amount is not below zero: {float(value)}.")
    return value


def _lines(digits, *parts):
    """Return a line for each (account, amount) that is not nought; below zero is a credit."""
    return tuple(
        Line(account, rounded(max(amount, Fraction(0)), digits),
             rounded(max(-amount, Fraction(0)), digits))
        for account, amount in parts if amount
    )
