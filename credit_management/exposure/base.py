"""What an exposure component is."""

from odoo.tools import SQL

from ..const import COMPONENTS


class Component:
    """One kind of document that adds to exposure, or takes from it.

    `fragment` is bound twice: to one customer's constants and to a join of all profiles; `Scope`
    knows which. It must start from a partial index in both.
    """

    #: Codes of `const.COMPONENTS` that its rows carry, and their labels.
    names = {}
    #: +1 adds to exposure, -1 takes off; both may occur below one another.
    signs = {}
    #: Codes whose sum may turn exposure below zero.
    may_be_negative = frozenset()
    #: Codes that rules on the total count; the others are for information.
    counts = frozenset()
    #: Code -> (table, column of the partner): where the source row of an item id is found.
    sources = {}

    @property
    def codes(self):
        return tuple(self.names)

    def fragment(self, scope):
        """Return SQL, or None when `scope` can have no such items. Its columns, in this order:

        profile_id, component (number), res_model, res_id, source_id, date, date_due, amount
        (company currency, signed), amount_today, amount_currency, currency_id
        """
        raise NotImplementedError


    def totals(self, scope):
        """Return SQL of (profile_id, component, amount), summed up; None as `fragment`."""
        fragment = self.fragment(scope)
        return fragment and SQL(
            "SELECT profile_id, component, SUM(amount) AS amount FROM (%s) item GROUP BY 1, 2",
            fragment,
        )


def number(code):
    """Return the number of a component as SQL, never as a parameter: plans read better."""
    return SQL(str(COMPONENTS[code]))
