"""Whose items a fragment yields: one customer's by constants, or many profiles' by a join."""

from dataclasses import dataclass, field
from datetime import date

from odoo.tools import SQL

from ..const import COMPONENTS


@dataclass(frozen=True)
class Branch:
    """One company of a tree, with the settings of its root."""

    id: int
    root_id: int
    today: date
    rounding: float = 0.01
    horizon_days: int = 0
    count_in_transit: bool = True
    currency_id: int = 0


@dataclass(frozen=True)
class Scope:
    """Binds fragments.

    `profile_id` and `partner_id`: one customer, by constants. Else `profile_ids`: these, or all.
    `only_order_ids`: exactly these orders, whatever their state and whoever pays; `as_confirmed`:
    as if each were confirmed now, so what was cancelled or closed before is open again.
    `sources`: ``{code: ids}`` of source rows when single items are looked up.
    `rates`: ``{(root company, currency): units of company currency for one}`` of today.
    """

    branches: tuple
    profile_id: int | None = None
    partner_id: int | None = None
    profile_ids: tuple | None = None
    exclude_order_ids: tuple = ()
    only_order_ids: tuple | None = None
    as_confirmed: bool = False
    sources: dict | None = None
    rates: dict = field(default_factory=dict)

    @classmethod
    def constants(cls, branches, profile_id, partner_id, **options):
        """One customer, who stands in every condition as a constant."""
        return cls(tuple(branches), profile_id=profile_id, partner_id=partner_id, **options)

    @classmethod
    def profiles(cls, branches, profile_ids=None, **options):
        """Many customers: a join on `credit_profile`."""
        ids = None if profile_ids is None else tuple(profile_ids)
        return cls(tuple(branches), profile_ids=ids, **options)

    @classmethod
    def orders(cls, branches, order_ids, as_confirmed=True):
        """Exactly these orders."""
        return cls(tuple(branches), only_order_ids=tuple(order_ids), as_confirmed=as_confirmed)

    # === WHO === #

    @property
    def single(self):
        return self.profile_id is not None

    @property
    def profile(self):
        """Return the profile's id as SQL."""
        if self.single:
            return SQL("%s", self.profile_id)
        return SQL("NULL::int") if self.only_order_ids is not None else SQL("p.id")

    def joins(self, partner, company):
        """Return the joins that lead from a document to its profile.

        :param SQL partner: column with any contact of the customer
        :param SQL company: column with any branch
        """
        if self.single:
            return SQL("")
        branch = SQL("JOIN (VALUES %s) AS branch (id, root_id, today, rounding, horizon, in_transit)"
                     " ON branch.id = %s", self._branch_rows(), company)
        if self.only_order_ids is not None:
            return branch
        return SQL(
            "%s JOIN res_partner contact ON contact.id = %s JOIN credit_profile p"
            " ON p.partner_id = contact.commercial_partner_id AND p.company_id = branch.root_id",
            branch, partner,
        )

    def where(self, partner, company):
        """Return the condition that keeps the documents of this scope."""
        if self.single:
            return SQL(
                "%s = ANY(ARRAY(SELECT id FROM res_partner WHERE commercial_partner_id = %s))"
                " AND %s = ANY(%s)",
                partner, self.partner_id, company, [branch.id for branch in self.branches],
            )
        if self.profile_ids is None:
            return SQL("TRUE")
        return SQL("p.id = ANY(%s)", list(self.profile_ids))

    def _branch_rows(self):
        return SQL(", ").join(
            SQL("(%s, %s, %s::date, %s::numeric, %s, %s)", branch.id, branch.root_id, branch.today,
                branch.rounding, branch.horizon_days or 0, bool(branch.count_in_transit))
            for branch in self.branches
        )

    # === SETTINGS === #

    def _setting(self, name, constant):
        return constant if self.single else SQL("branch.%s", SQL.identifier(name))

    @property
    def today(self):
        return self._setting('today', SQL("%s::date", self.branches[0].today))

    @property
    def rounding(self):
        return self._setting('rounding', SQL("%s::numeric", self.branches[0].rounding))

    @property
    def horizon(self):
        return self._setting('horizon', SQL("%s", self.branches[0].horizon_days or 0))

    @property
    def counts_in_transit(self):
        """Return a condition, or None when no company of this scope counts money in transit."""
        if not any(branch.count_in_transit for branch in self.branches):
            return None
        return self._setting('in_transit', SQL("TRUE"))

    def round(self, amount):
        """Return `amount` rounded as the company's currency is."""
        return SQL("ROUND((%s) / %s) * %s", amount, self.rounding, self.rounding)

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
            self.round(SQL("%s * rate.rate", amount_currency)), rates, company, currency, amount,
        )

    def only(self, code, column):
        """Return the condition that keeps single source rows of `code` when items are looked up."""
        if self.sources is None:
            return SQL("TRUE")
        codes = (code,) if isinstance(code, str) else code
        ids = sorted({source for one in codes for source in self.sources.get(one, ())})
        return SQL("%s = ANY(%s)", column, ids)

    def sums(self, alias, key, outer, body, columns):
        """Return a join of sums: looked up for each row of few, made once and hashed for many.

        :param SQL key: column of the other table that is compared with `outer`
        :param SQL outer: column of this query
        :param SQL body: FROM and WHERE of the sums
        :param SQL columns: the sums, named
        """
        if self.single or self.only_order_ids is not None:
            return SQL("LEFT JOIN LATERAL (SELECT %s %s AND %s = %s) %s ON TRUE",
                       columns, body, key, outer, alias)
        return SQL("LEFT JOIN (SELECT %s AS of_id, %s %s GROUP BY 1) %s ON %s.of_id = %s",
                   key, columns, body, alias, alias, outer)
