"""What a check of the data is, and what it is asked about."""

from dataclasses import dataclass
from datetime import date

from odoo.tools import SQL

from ..receivables.as_of import Question, booked


@dataclass(frozen=True)
class Asked:
    """The root company `root_id` with all branches `company_ids`, on `day` of its own calendar.

    `minimum`: what is open below it is a crumb, in company currency; None while nobody knows.
    `receivable`: the question about its ledger. `branches`: as `exposure.scope` wants them.
    `has_employees`: this database has a table of them. `read`: runs SQL, returns its rows.
    """

    root_id: int
    company_ids: tuple
    day: date
    minimum: float | None
    receivable: Question
    branches: tuple
    has_employees: bool
    read: object


class Check:
    """One thing that is wrong with data, found by one query.

    `code`, `name`; `why`: what it spoils, in one sentence; `button`: what the one who mends presses
    there; `model`: the records that are found.
    """

    code = name = why = button = model = None
    #: What its amounts are sums of may be shown as money that nobody matched.
    is_unmatched_money = False

    def rows(self, asked):
        """Return SQL of (id, partner_id, name, date, amount, note), one row a record of `model`.

        `amount` is in company currency, or NULL where there is none to tell; `note` a plain value.
        None: this check cannot be made.
        """
        raise NotImplementedError

    def domain(self, asked):
        """Return the domain that finds exactly the same; empty where no domain can say it."""
        return []

    def context(self, asked):
        """Return the context of the list that opens."""
        return {}


def open_by_customer(asked):
    """Return SQL of (partner_id, amount, oldest): what is open of each customer, credits taken off."""
    return SQL(
        """SELECT l.partner_id, SUM(l.amount_residual) AS amount, MIN(l.date) AS oldest
             FROM account_move_line l
            WHERE l.reconciled IS NOT TRUE AND l.amount_residual <> 0 AND %s GROUP BY 1""",
        booked(asked.receivable),
    )


def customers_with_open_items(asked, condition, note=None):
    """Return the rows of customers with open items that meet `condition` on `partner`."""
    return SQL(
        """SELECT partner.id, partner.id AS partner_id, partner.name, item.oldest AS date,
                  item.amount, %s AS note
             FROM (%s) item JOIN res_partner partner ON partner.id = item.partner_id WHERE %s""",
        note or SQL("NULL::text"), open_by_customer(asked), condition,
    )
