"""Whose items a fragment yields: one customer's by constants, or many profiles' by a join."""

import math
from dataclasses import dataclass, field
from datetime import date

from odoo.tools import SQL

#: So many customers, or orders, are looked up row by row; for more, tables are hashed once.
FEW = 200


@dataclass(frozen=True)
class Branch:
    """One company of a tree, with the settings of its root."""

    id: int
    root_id: int
    today: date
    rounding: float = 0.01
    horizon_days: int = 0
    count_in_transit: bool = True
    #: This database has a point of sale, and it takes money for orders.
    counter: bool = False
    counter_orders: bool = False
    #: Of a root: profiles with securities that take off exposure; lists alone ask for them.
    secured: tuple = ()

    @property
    def decimals(self):
        return max(0, math.ceil(-math.log10(self.rounding or 0.01)))


@dataclass(frozen=True)
class Absent:
    """What a customer has none of, as a look beforehand found: arms that need not be asked."""

    orders: bool = False
    invoiced_orders: bool = False
    transactions: bool = False
    in_transit: bool = False
    disputes: bool = False
    instruments: bool = False


@dataclass(frozen=True)
class Scope:
    """Binds fragments.

    `profile_id`, `partner_ids`: one customer with his contacts, by constants. Else `profile_ids`:
    these, or all. `only_order_ids`: exactly these orders, whatever their state and whoever pays;
    `as_confirmed`: as if each were confirmed now, so what was cancelled or closed is open again.
    `paid_line_ids`: receivable lines that are looked at as if they were paid.
    `disputed`: ``((line id, amount), …)``, which part of lines is never late.
    `sources`: ``{code: ids}`` of source rows when single items are looked up.
    `rates`: ``{(root company, currency): units of company currency for one}`` of today.
    `few`: look sums up for each row instead of making them for all.
    """

    branches: tuple
    profile_id: int | None = None
    partner_ids: tuple = ()
    profile_ids: tuple | None = None
    exclude_order_ids: tuple = ()
    paid_line_ids: tuple = ()
    disputed: tuple = ()
    only_order_ids: tuple | None = None
    as_confirmed: bool = False
    sources: dict | None = None
    rates: dict = field(default_factory=dict)
    few: bool = True
    absent: Absent = Absent()

    @classmethod
    def constants(cls, branches, profile_id, partner_ids, **options):
        """One customer, who stands in every condition as a constant."""
        return cls(tuple(branches), profile_id=profile_id, partner_ids=tuple(partner_ids), **options)

    @classmethod
    def profiles(cls, branches, profile_ids=None, **options):
        """Many customers: a join on `credit_profile`."""
        ids = None if profile_ids is None else tuple(profile_ids)
        few = ids is not None and len(ids) <= FEW
        return cls(tuple(branches), profile_ids=ids, few=few, **options)

    @classmethod
    def orders(cls, branches, order_ids, as_confirmed=True):
        """Exactly these orders."""
        return cls(
            tuple(branches), only_order_ids=tuple(order_ids), as_confirmed=as_confirmed,
            few=len(order_ids) <= FEW,
        )

    # === WHO === #

    @property
    def single(self):
        return self.profile_id is not None

    @property
    def profile(self):
        """Return the profile's id as SQL."""
        if self.single:
            return SQL("%s::int", self.profile_id)
        return SQL("NULL::int") if self.only_order_ids is not None else SQL("p.id")

    @property
    def group(self):
        """Return the GROUP BY of sums a customer: none for a single one."""
        return SQL("") if self.single else SQL("GROUP BY p.id")

    def joins(self, partner, company):
        """Return the joins that lead from a document to its profile.

        :param SQL partner: column with any contact of the customer
        :param SQL company: column with any branch
        """
        if self.single or self.only_order_ids is not None:
            return SQL("")
        roots = {branch.root_id for branch in self.branches}
        root, tree = SQL("%s", min(roots)), SQL("")
        if len(roots) > 1:
            root = SQL("tree.root_id")
            tree = SQL("JOIN (VALUES %s) AS tree (id, root_id) ON tree.id = %s", SQL(", ").join(
                SQL("(%s, %s)", branch.id, branch.root_id) for branch in self.branches), company)
        return SQL(
            "%s JOIN res_partner contact ON contact.id = %s JOIN credit_profile p"
            " ON p.partner_id = contact.commercial_partner_id AND p.company_id = %s"
            " AND p.merged_into_id IS NULL",
            tree, partner, root,
        )

    def where(self, partner, company):
        """Return the condition that keeps the documents of this scope."""
        if self.only_order_ids is not None:
            return SQL("TRUE")
        ours = SQL("%s = ANY(%s)", company, [branch.id for branch in self.branches])
        if self.single:
            return SQL("%s = ANY(%s) AND %s", partner, list(self.partner_ids), ours)
        if self.profile_ids is None:
            return ours
        return SQL("%s AND p.id = ANY(%s)", ours, list(self.profile_ids))

    # === SETTINGS === #

    def setting(self, name, company, cast=''):
        """Return a setting of the document's company: a constant when all companies agree."""
        by_company = {branch.id: getattr(branch, name) for branch in self.branches}
        if len(set(by_company.values())) == 1:
            return SQL(f"%s{cast}", next(iter(by_company.values())))
        return SQL("CASE %s %s END", company, SQL(" ").join(
            SQL(f"WHEN %s THEN %s{cast}", key, value) for key, value in by_company.items()))

    def today(self, company):
        return self.setting('today', company, '::date')

    def round(self, amount, company):
        """Return `amount` rounded as the company's currency is."""
        return SQL("ROUND(%s, %s)", amount, self.setting('decimals', company))

    def counts_in_transit(self, company):
        """Return a condition, or None when nobody in this scope counts money in transit."""
        if self.absent.in_transit or not any(b.count_in_transit for b in self.branches):
            return None
        return self.setting('count_in_transit', company)

    def at_today(self, amount, amount_currency, currency, company):
        """Return `amount` as it would be at today's rate of its currency."""
        if not self.rates:
            return amount
        rates = SQL(", ").join(
            SQL("(%s, %s, %s::numeric)", branch.id, currency_id, rate)
            for (root_id, currency_id), rate in self.rates.items()
            for branch in self.branches if branch.root_id == root_id
        )
        return SQL(
            "COALESCE((SELECT %s FROM (VALUES %s) AS rate (company_id, currency_id, rate)"
            " WHERE rate.company_id = %s AND rate.currency_id = %s), %s)",
            self.round(SQL("%s * rate.rate", amount_currency), company), rates, company, currency,
            amount,
        )

    def only(self, codes, column):
        """Return the condition that keeps single source rows when items are looked up."""
        if self.sources is None:
            return SQL("TRUE")
        ids = sorted({source for code in codes for source in self.sources.get(code, ())})
        return SQL("%s = ANY(%s)", column, ids)

    # === SUMS OF OTHER TABLES === #

    def sums(self, alias, key, outer, body, columns):
        """Return a join of sums: looked up for each row of few, made once and hashed for many.

        :param SQL key: column of the other table that is compared with `outer`
        :param SQL outer: column of this query
        :param SQL body: FROM and WHERE of the sums
        :param SQL columns: the sums, named
        """
        if self.few:
            return SQL("LEFT JOIN LATERAL (SELECT %s %s AND %s = %s) %s ON TRUE",
                       columns, body, key, outer, alias)
        return SQL("LEFT JOIN (SELECT %s AS of_id, %s %s GROUP BY 1) %s ON %s.of_id = %s",
                   key, columns, body, alias, alias, outer)
