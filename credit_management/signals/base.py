"""What a reader of signals is, and what it is asked."""

from dataclasses import dataclass, field
from datetime import date

from odoo.tools import SQL

from ..receivables.as_of import Question
from ..tools.signals import DEFINITIONS
from .settings import Settings

#: So many documents stand behind a signal; the list of a bureau's cases is never cut.
EVIDENCE = 20


@dataclass
class Asked:
    """A set of customers of one root company as of a day.

    :param customers: ``{profile id: commercial partner id}``
    :param history: ``{profile id: days since the first document with us}``; missing: none
    :param owner_changed: ``{profile id: day of the last new owner}``, filled by the reader of DS9
    """

    env: object
    root_id: int
    question: Question
    zone: str
    customers: dict
    settings: Settings
    history: dict = field(default_factory=dict)
    owner_changed: dict = field(default_factory=dict)

    @property
    def as_of(self):
        return self.question.day

    @property
    def company_ids(self):
        return list(self.question.company_ids)

    @property
    def limits(self):
        return self.settings.thresholds

    @property
    def definitions(self):
        return self.settings.definitions or DEFINITIONS

    @property
    def theirs(self):
        """Return SQL of (profile_id, customer_id, partner_id): every contact of the customers."""
        return SQL(
            """(SELECT own.profile_id, own.customer_id, contact.id AS partner_id
                  FROM unnest(%s, %s) AS own(profile_id, customer_id)
                  JOIN res_partner contact ON contact.commercial_partner_id = own.customer_id)""",
            list(self.customers), list(self.customers.values()),
        )

    def day(self, moment):
        """Return SQL of the company's day of a UTC `moment` (SQL)."""
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, self.zone)

    def rows(self, query):
        """Return the rows of `query`."""
        self.env.cr.execute(query)
        return self.env.cr.fetchall()

    def known(self, code, profile_id):
        """Return the days of history that a check of `code` gets.

        The pure checks ask for the default number of days; a company's own is turned into it.
        """
        days = self.history.get(profile_id)
        if days is None:
            return None
        needed, usual = self.definitions[code].history, DEFINITIONS[code].history
        return usual if days >= needed else min(days, usual - 1)


class Reader:
    """Reads what one signal is made of, for a set, and hands it to its check."""

    code = ''

    def load(self, asked):
        """Return ``{profile id: Reading, or None where too little is known}``, one query a fact."""
        raise NotImplementedError


def reference(model, record_id):
    """Return how evidence names a record."""
    return f'{model},{record_id}'


def day_of(value):
    return value if isinstance(value, date) else date.fromisoformat(value)


def first_days(asked):
    """Return ``{profile id: day of his first invoice or confirmed order}``."""
    return dict(asked.rows(SQL(
        """SELECT own.profile_id, MIN(first.day)
             FROM %(theirs)s own
            CROSS JOIN LATERAL (
                  SELECT MIN(COALESCE(bill.invoice_date, bill.date)) AS day FROM account_move bill
                   WHERE bill.partner_id = own.partner_id AND bill.state = 'posted'
                     AND bill.move_type IN ('out_invoice', 'out_receipt')
                     AND bill.company_id = ANY(%(companies)s) AND bill.date <= %(day)s
                  UNION ALL
                  SELECT MIN(%(ordered)s) FROM sale_order so
                   WHERE so.partner_invoice_id = own.partner_id AND so.state = 'sale'
                     AND so.company_id = ANY(%(companies)s)) first
            WHERE first.day <= %(day)s GROUP BY 1""",
        theirs=asked.theirs, companies=asked.company_ids, day=asked.as_of,
        ordered=asked.day(SQL("so.date_order")),
    )))
