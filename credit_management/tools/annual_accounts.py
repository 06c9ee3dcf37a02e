"""What a customer's annual accounts say: working assets, Altman's Z, Bathory. Pure.

Each reading keeps its terms, so that a screen can show where a figure comes from, and names the
entries it lacks. Nothing is guessed for an entry that is not there. Source: `domain.md` 9.5 (c)–(e).
"""

from dataclasses import dataclass, fields
from fractions import Fraction

from .exact import exact

#: A limit by working assets: up to this value, so many per cent of them; above the last the most.
ASSET_STEPS = (
    (Fraction(-46, 10), Fraction(0), 'high'),
    (Fraction(-39, 10), Fraction(5, 2), 'high'),
    (Fraction(-32, 10), Fraction(5), 'high'),
    (Fraction(-25, 10), Fraction(15, 2), 'raised'),
    (Fraction(-18, 10), Fraction(10), 'raised'),
    (Fraction(-11, 10), Fraction(25, 2), 'raised'),
    (Fraction(-4, 10), Fraction(15), 'limited'),
    (Fraction(3, 10), Fraction(35, 2), 'limited'),
    (Fraction(1), Fraction(20), 'limited'),
)
MOST_ASSETS = (Fraction(25), 'low')

#: Z by kind of firm: weights of X1 … X5, distress below, safe above.
Z_MODELS = {
    'public': ((Fraction('1.2'), Fraction('1.4'), Fraction('3.3'), Fraction('0.6'),
                Fraction('0.999')), Fraction('1.81'), Fraction('2.99')),
    'private': ((Fraction('0.717'), Fraction('0.847'), Fraction('3.107'), Fraction('0.420'),
                 Fraction('0.998')), Fraction('1.23'), Fraction('2.90')),
    'other': ((Fraction('6.56'), Fraction('3.26'), Fraction('6.72'), Fraction('1.05')),
              Fraction('1.10'), Fraction('2.60')),
}


@dataclass(frozen=True)
class Accounts:
    """One year of a customer's accounts, in one currency and unit; None is not known.

    `profit`: before tax; `ebit`: before interest and tax; `market_equity`: of a listed firm.
    """

    current_assets: object = None
    inventory: object = None
    current_liabilities: object = None
    total_assets: object = None
    total_liabilities: object = None
    retained_earnings: object = None
    ebit: object = None
    profit: object = None
    depreciation: object = None
    amortisation: object = None
    interest: object = None
    intangibles: object = None
    sales: object = None
    market_equity: object = None

    def missing(self, *names):
        """Return those of `names` that are not known."""
        return tuple(name for name in names if getattr(self, name) is None)

    def get(self, name):
        """Return an entry as a fraction; what is not known is 0: ask `missing` before."""
        value = getattr(self, name)
        return Fraction(0) if value is None else exact(value)

    @property
    def equity(self):
        """What is left of the assets after all debts, in the accounts' unit; ask `missing` before."""
        return self.get('total_assets') - self.get('total_liabilities')

    @property
    def working_capital(self):
        """Current assets less current liabilities, in the accounts' unit; ask `missing` before."""
        return self.get('current_assets') - self.get('current_liabilities')


ENTRIES = tuple(entry.name for entry in fields(Accounts))


@dataclass(frozen=True)
class Reading:
    """`value` is None if entries are `missing`, or where the figure has no meaning (`why`)."""

    value: Fraction = None
    zone: str = None
    terms: tuple = ()
    missing: tuple = ()
    why: str = None


@dataclass(frozen=True)
class AssetLimit:
    """A limit by working assets; `share` of them in per cent, `value` None where it has none."""

    limit: Fraction = None
    assets: Fraction = None
    value: Fraction = None
    share: Fraction = None
    risk: str = None
    missing: tuple = ()
    why: str = None


def working_asset_limit(accounts, steps=ASSET_STEPS, most=MOST_ASSETS):
    """Return the `AssetLimit` by (working capital + equity) / 2.

    :param steps: as `ASSET_STEPS`; :param most: as `MOST_ASSETS`

    Without equity or working assets there is no limit: the ratios would praise an insolvent firm.
    Without current liabilities the ratios are endless, and the most is given.
    """
    if missing := accounts.missing('current_assets', 'inventory', 'current_liabilities',
                                   'total_assets', 'total_liabilities'):
        return AssetLimit(missing=missing)
    assets = (accounts.working_capital + accounts.equity) / 2
    if accounts.equity <= 0 or assets <= 0:
        why = 'no_equity' if accounts.equity <= 0 else 'no_working_assets'
        return AssetLimit(Fraction(0), assets, share=Fraction(0), risk='high', why=why)
    if not accounts.get('current_liabilities'):
        share, risk = most
        return AssetLimit(assets * share / 100, assets, None, share, risk, why='no_short_debt')
    value = asset_value(accounts)
    share, risk = next(
        ((share, risk) for upto, share, risk in steps if value <= upto), most)
    return AssetLimit(assets * share / 100, assets, value, share, risk)


def asset_value(accounts):
    """Return CA/CL + QA/CL − CL/EQ − TL/EQ."""
    current, quick = accounts.get('current_assets'), (
        accounts.get('current_assets') - accounts.get('inventory'))
    debts = accounts.get('current_liabilities')
    return ((current + quick) / debts
            - (debts + accounts.get('total_liabilities')) / accounts.equity)


def z_score(accounts, kind, model=None):
    """Return Altman's Z: `kind` is `public` (a listed maker), `private` (a maker) or `other` (Z″).

    :param model: other weights and cut-offs than those of `Z_MODELS`, in its manner

    Zones are `safe`, `grey` and `distress`; the cut-offs themselves are grey.
    """
    needed = ['current_assets', 'current_liabilities', 'total_assets', 'total_liabilities',
              'retained_earnings', 'ebit']
    weights, distress, safe = model or Z_MODELS[kind]
    if kind == 'public':
        needed.append('market_equity')
    if len(weights) > 4:
        needed.append('sales')
    if missing := accounts.missing(*needed):
        return Reading(missing=missing)
    whole, debts = accounts.get('total_assets'), accounts.get('total_liabilities')
    if whole <= 0 or debts <= 0:
        return Reading(why='no_assets' if whole <= 0 else 'no_debts')
    equity = accounts.get('market_equity') if kind == 'public' else accounts.equity
    ratios = (
        accounts.working_capital / whole, accounts.get('retained_earnings') / whole,
        accounts.get('ebit') / whole, equity / debts, accounts.get('sales') / whole,
    )
    terms = tuple(
        weight * each for weight, each in zip(weights, ratios[:len(weights)], strict=True))
    value = sum(terms, Fraction(0))
    zone = 'safe' if value > safe else 'distress' if value < distress else 'grey'
    return Reading(value, zone, terms)


def bathory(accounts, weights=(1, 1, 1, 1, 1)):
    """Return Bathory's Z: the higher the better, below 0 is bad.

    (profit + depreciation + amortisation + interest) / CL + profit / working capital + EQ / CL
    + tangible net worth / TL + working capital / TA. Amortisation, interest and intangibles that
    are not told count as none: many small accounts have no such entry.

    :param weights: of the five terms
    """
    if missing := accounts.missing('profit', 'depreciation', 'current_assets',
                                   'current_liabilities', 'total_assets', 'total_liabilities'):
        return Reading(missing=missing)
    short, debts = accounts.get('current_liabilities'), accounts.get('total_liabilities')
    whole, working = accounts.get('total_assets'), accounts.working_capital
    if min(short, debts, whole) <= 0:
        return Reading(why='no_assets' if whole <= 0 else 'no_debts')
    if working <= 0:
        # A loss over a negative working capital would count as something good.
        return Reading(why='no_working_capital')
    profit = accounts.get('profit')
    cash = profit + sum(map(accounts.get, ('depreciation', 'amortisation', 'interest')))
    terms = (
        cash / short, profit / working, accounts.equity / short,
        (accounts.equity - accounts.get('intangibles')) / debts, working / whole,
    )
    terms = tuple(weight * term for weight, term in zip(weights, terms, strict=True))
    value = sum(terms, Fraction(0))
    return Reading(value, 'bad' if value < 0 else 'good', terms)


#: Debts and equity may miss the assets by so much: figures of a list are rounded.
TOLERANCE = Fraction(5, 1000)
#: (part, whole) that no balance sheet turns round.
PARTS = (
    ('inventory', 'current_assets'), ('current_assets', 'total_assets'),
    ('intangibles', 'total_assets'), ('current_liabilities', 'total_liabilities'),
)


def sheet_faults(entries, equity=None):
    """Return what cannot be in a balance sheet of ``{entry: amount}``.

    :param equity: as the accounts tell it, None if they do not
    :return: ``[('balance', assets, debts and equity)]`` or ``[('more', part, whole)]``
    """
    faults = [('more', part, whole) for part, whole in PARTS
              if {part, whole} <= set(entries) and entries[part] > entries[whole]]
    if equity is not None and {'total_assets', 'total_liabilities'} <= set(entries):
        assets = exact(entries['total_assets'])
        other = exact(entries['total_liabilities']) + exact(equity)
        if abs(assets - other) > TOLERANCE * max(abs(assets), abs(other)):
            faults.insert(0, ('balance', float(assets), float(other)))
    return faults
