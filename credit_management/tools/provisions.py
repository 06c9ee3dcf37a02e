"""Allowances for receivables: by age, by expected loss, and what is booked of them. Pure.

Management rates by age are a rule of thumb; an accounting allowance is an expected credit loss, by
the simplified approach of IFRS 9 and CAS 22: lifetime loss, a matrix of loss rates by age (practical
expedient, B5.5.35). Where its rates come from: `loss_rates`. Amounts are in company currency,
claims only (no credits); rates are parts of one; results are exact, rounded only for an entry.
"""

from dataclasses import dataclass
from fractions import Fraction

from .aging import FIRST_DAYS, LEDGER_FIRST_DAYS, bucket_index, from_first_days
from .exact import exact, rounded, total

#: Rate of each bucket of `FIRST_DAYS`, not due first. A default, no standard.
DUE_RATES = tuple(Fraction(rate, 1000) for rate in (5, 20, 50, 100, 300, 600, 1000))
#: Rate of each bucket of `LEDGER_FIRST_DAYS`, up to a year first: all of it after five years.
LEDGER_RATES = tuple(Fraction(rate, 100) for rate in (5, 10, 30, 50, 80, 100))

DUE_BUCKETS = from_first_days(FIRST_DAYS)
LEDGER_BUCKETS = from_first_days(LEDGER_FIRST_DAYS)

#: What is done with the insured part: it lowers the loss (cover belongs to the contract with the
#: customer and is not recognised by itself, B5.5.55), or stands beside it as an asset.
INSURED = ('inside', 'separate')


@dataclass(frozen=True)
class Row:
    """One bucket of a sheet; `rate` and `allowance` are None where no rate is known."""

    amount: Fraction
    rate: Fraction
    allowance: Fraction


@dataclass(frozen=True)
class Sheet:
    """An allowance, bucket by bucket."""

    rows: tuple

    @property
    def amount(self):
        return total(row.amount for row in self.rows)

    @property
    def missing(self):
        """The numbers, from 0, of buckets with something open and no rate."""
        return tuple(
            number for number, row in enumerate(self.rows) if row.allowance is None
        )

    @property
    def allowance(self):
        """The sum, or None while a rate is missing."""
        return None if self.missing else total(row.allowance for row in self.rows)


def provision(amounts, rates):
    """Return the `Sheet` of one amount and one rate (None: unknown) a bucket: Σ amount × rate.

    :raises ValueError: a rate that is no part of one, an amount below zero, lengths that differ
    """
    return Sheet(tuple(
        _row(_claim(amount), rate) for amount, rate in zip(amounts, rates, strict=True)
    ))


def _row(amount, rate):
    if rate is None:
        return Row(amount, None, None if amount else Fraction(0))
    rate = _part('rate', rate)
    return Row(amount, rate, amount * rate)


def _claim(amount):
    amount = exact(amount)
    if amount < 0:
        raise ValueError(f"Below zero, as credits are, is no claim: {rounded(amount)}.")
    return amount


def _part(name, value):
    value = exact(value)
    if not 0 <= value <= 1:
        raise ValueError(f"A {name} is a part of one, from 0 to 1, not {rounded(value, 4)}.")
    return value


def due_rate(days):
    """Return the management rate of what is `days` late."""
    return DUE_RATES[bucket_index(days, DUE_BUCKETS)]


def expected_loss(amounts, loss_rates, forward=1):
    """Return the `Sheet` of expected credit losses: Σ amount × loss rate × forward factor.

    :param forward: what is expected to be worse (above 1) or better than history; a rate grows to
        1 at most
    """
    forward = exact(forward)
    if forward < 0:
        raise ValueError(f"A forward factor is not below zero: {rounded(forward, 4)}.")
    rates = [
        None if rate is None else min(_part('rate', rate) * forward, Fraction(1))
        for rate in loss_rates
    ]
    return provision(amounts, rates)


def insured_part(exposure, buyer_limit, insured_share):
    """Return what an insurer would pay: the exposure up to the buyer limit, times its share."""
    covered = min(_claim(exposure), _claim(buyer_limit))
    return covered * _part('share', insured_share)


@dataclass(frozen=True)
class Insured:
    """The allowance of one customer or segment that is insured.

    `reimbursement`: what of the loss the insurer bears; an asset of its own, or None where it is
    inside `sheet` already.
    """

    sheet: Sheet
    reimbursement: Fraction


def insured_loss(amounts, loss_rates, insured, how, forward=1):
    """Return the `Insured` of `amounts`, of which `insured` (see `insured_part`) is covered.

    The cover is spread over the buckets by amount; either way we bear the same loss.
    """
    if how not in INSURED:
        raise ValueError(f"The insured part is one of {', '.join(INSURED)}, not {how!r}.")
    amounts, insured = [_claim(amount) for amount in amounts], _claim(insured)
    gross = total(amounts)
    if insured > gross:
        raise ValueError(f"{rounded(insured)} is insured, but only {rounded(gross)} is open.")
    own_part = 1 - insured / gross if gross else Fraction(1)
    own = expected_loss([amount * own_part for amount in amounts], loss_rates, forward)
    if how == 'inside':
        return Insured(own, None)
    sheet = expected_loss(amounts, loss_rates, forward)
    known = sheet.allowance is not None
    return Insured(sheet, sheet.allowance - own.allowance if known else None)


@dataclass(frozen=True)
class Allowance:
    """`individual`: ``{customer: allowance}``; `portfolio`: the `Sheet` of all the others."""

    individual: dict
    portfolio: Sheet

    @property
    def total(self):
        """The sum, or None while a rate of the portfolio is missing."""
        portfolio = self.portfolio.allowance
        return None if portfolio is None else portfolio + total(self.individual.values())


def allowance(customers, recoveries, rates):
    """Return the `Allowance`: some customers looked at one by one, the others by their age.

    :param customers: ``{customer: [amount a bucket]}``
    :param recoveries: ``{customer: what is still expected from him, discounted}``: he is
        credit-impaired, and is left out of the portfolio
    :param rates: one a bucket, of the portfolio: management rates, or loss rates × forward factor
    :raises ValueError: a recovery from somebody who owes nothing
    """
    unknown = sorted(map(str, recoveries.keys() - customers.keys()))
    if unknown:
        raise ValueError(f"Nothing is open of {', '.join(unknown)}.")
    individual = {
        key: max(total(map(_claim, customers[key])) - _claim(recovery), Fraction(0))
        for key, recovery in recoveries.items()
    }
    others = [amounts for key, amounts in customers.items() if key not in recoveries]
    sums = [total(amounts) for amounts in zip(*others, strict=True)] or [0] * len(rates)
    return Allowance(individual, provision(sums, rates))


@dataclass(frozen=True)
class Movement:
    """How an allowance came from one date to the next; all but `opening` and `closing` add up.

    `charged` and `released`: what the profit of the period bears, or gets back; one of them is 0.
    """

    opening: Fraction
    written_off: Fraction
    recovered: Fraction
    exchange: Fraction
    charged: Fraction
    released: Fraction
    closing: Fraction


def movement(opening, closing, written_off=0, recovered=0, exchange=0):
    """Return the `Movement`, the reconciliation of IFRS 7.35H.

    :param written_off: what was used up; :param recovered: what came back of things written off
        and was booked to the allowance; :param exchange: difference of exchange, signed
    """
    opening, closing, exchange = exact(opening), exact(closing), exact(exchange)
    used, recovered = -_claim(written_off), _claim(recovered)
    rest = closing - opening - used - recovered - exchange
    return Movement(
        opening, used, recovered, exchange, max(rest, Fraction(0)), min(rest, Fraction(0)), closing
    )


@dataclass(frozen=True)
class Entry:
    """What a draft entry books: `amount` above zero, from one account to another."""

    debit: str
    credit: str
    amount: float


def entry(wanted, booked, digits=2):
    """Return the `Entry` that brings the allowance account to `wanted`, or None if it is there.

    Only the difference is booked: run twice, or every month, nothing doubles.

    :param wanted: the allowance that is needed, before rounding; None (unknown) books nothing
    :param booked: the balance of the allowance account, credit positive, drafts included
    """
    if wanted is None:
        return None
    difference = exact(rounded(wanted, digits)) - exact(rounded(booked, digits))
    if not difference:
        return None
    sides = ('expense', 'allowance') if difference > 0 else ('allowance', 'expense')
    return Entry(*sides, rounded(abs(difference), digits))
