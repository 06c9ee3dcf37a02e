"""Which money pays which invoice: what it was paid for, else the oldest first."""

from dataclasses import dataclass, field


@dataclass
class Money:
    """Money that is here, up to `amount` of what is `open` on it, in its own currency.

    `account`: the receivable account it is booked on; None: it is booked where it is needed.
    `documents`: what the customer paid with it, if he said so; that goes first.
    """

    key: object
    amount: float
    open: float
    currency: object
    account: object = None
    documents: frozenset = frozenset()
    digits: int = 2


@dataclass
class Claim:
    """What an invoice asks for, up to `amount` of what is `open` on it, in its own currency."""

    key: object
    amount: float
    open: float
    currency: object
    account: object
    document: object = None
    digits: int = 2


@dataclass(frozen=True)
class Pair:
    """`amount` of a claim, in its currency, paid by one money.

    `is_part`: something stays open on both sides, so nothing but `amount` says where it ends.
    """

    money: object
    claim: object
    amount: float
    is_part: bool


@dataclass
class Plan:
    pairs: list = field(default_factory=list)
    #: Money key -> the receivable account that its pairs need.
    accounts: dict = field(default_factory=dict)
    #: Money key -> what is not applied; claim key -> what no money was found for.
    left_over: dict = field(default_factory=dict)
    unpaid: dict = field(default_factory=dict)


def allocate(money, claims, rate):
    """Return the `Plan` that applies `money` to `claims`, both in the order in which they go.

    Money goes to what it was paid for, then to claims of its currency, then to the others.

    :param rate: ``(money, claim) -> units of the claim's currency for one of the money's``
    """
    plan, left, wanted = Plan(), {}, {}
    for item, amounts in [*((m, left) for m in money), *((c, wanted) for c in claims)]:
        amounts[item.key] = [round(item.amount, item.digits), round(item.open, item.digits)]
    for belongs in (_paid_for, _same_currency, _any):
        for source in money:
            for claim in claims:
                account = plan.accounts.get(source.key, source.account)
                if account in (None, claim.account) and belongs(source, claim):
                    _take(plan, source, claim, left[source.key], wanted[claim.key], rate)
    plan.left_over = {key: amount for key, (amount, _open) in left.items()}
    plan.unpaid = {key: amount for key, (amount, _open) in wanted.items()}
    return plan


def _paid_for(money, claim):
    return claim.document in money.documents


def _same_currency(money, claim):
    return money.currency == claim.currency


def _any(money, claim):
    return True


def _take(plan, money, claim, left, wanted, rate):
    """Apply what fits of one money to one claim; `left`, `wanted`: [to apply, open]."""
    factor = 1.0 if _same_currency(money, claim) else rate(money, claim)
    reach = round(left[0] * factor, claim.digits)
    amount = min(reach, wanted[0])
    if amount <= 0:
        return
    spent = left[0] if amount == reach else round(amount / factor, money.digits)
    for amounts, taken, digits in ((left, spent, money.digits), (wanted, amount, claim.digits)):
        amounts[:] = [round(value - taken, digits) for value in amounts]
    plan.accounts.setdefault(money.key, claim.account)
    plan.pairs.append(Pair(money.key, claim.key, amount, left[1] > 0 and wanted[1] > 0))
