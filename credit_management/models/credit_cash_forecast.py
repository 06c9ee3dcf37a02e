from contextlib import nullcontext
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..exposure.scope import FEW
from ..receivables.cash_in import (
    FEWEST,
    MONTHS,
    Sources,
    belongs,
    constant_habits,
    expected_lines,
    habits,
)
from ..tools.bank_days import next_bank_day
from .credit_aging_report import AS_OF

#: Days with a calendar of banks: a month back, because a day may move over a row of holidays.
BACK, AHEAD = 31, 730

#: Key of the context: the customers, a tuple, whose lines alone are asked about.
CUSTOMERS = 'credit_cash_customers'

#: What a line hangs on: another day, other money.
ASKED = (AS_OF, 'company')


class CreditCashForecast(models.Model):
    """One open line and the day on which it will be paid; the line's id is the row's.

    A later part names days that are better than a habit (promises, ends of disputes) by extending
    `_forecast_dates`.
    """

    _name = 'credit.cash.forecast'
    _description = "Expected Payment"
    _auto = False
    _order = 'expected_date, date_due, id'
    _rec_name = 'name'

    name = fields.Char(string="Document", readonly=True)
    move_id = fields.Many2one('account.move', string="Entry", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    branch_id = fields.Many2one('res.company', readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    segment_id = fields.Many2one('credit.segment', readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    delay = fields.Integer(
        string="Usual Delay", readonly=True, aggregator=None, depends_context=ASKED,
        help="Days after the due date on which it is usually paid, below zero before it: the median"
        " of lines that money settled in twelve months.",
    )
    delay_source = fields.Selection(
        selection='_selection_delay_source', string="Delay Of", readonly=True,
        depends_context=ASKED,
        help="Whose payments the delay was read from: who has settled too few lines is taken to be"
        " as his segment, else as everybody.",
    )
    delay_lines = fields.Integer(
        string="Lines Behind It", readonly=True, aggregator=None, depends_context=ASKED
    )
    date_source = fields.Selection(
        selection='_selection_date_source', string="Date From", readonly=True,
        depends_context=ASKED,
    )
    expected_date = fields.Date(
        string="Expected On", readonly=True, depends_context=ASKED,
        help="A bank day from the day of the forecast on. Empty: later than usual already.",
    )
    week = fields.Date(
        string="Week From", readonly=True, depends_context=ASKED, help="The Monday of the week."
    )
    open_amount = fields.Monetary(
        currency_field='company_currency_id', readonly=True, depends_context=ASKED
    )
    open_currency = fields.Monetary(
        string="Open in Currency", readonly=True, depends_context=ASKED
    )
    currency_id = fields.Many2one('res.currency', readonly=True)
    company_currency_id = fields.Many2one('res.currency', readonly=True)

    @api.model
    def _selection_delay_source(self):
        return [
            ('own', self.env._("The customer")),
            ('segment', self.env._("His segment")),
            ('company', self.env._("Everybody")),
            ('none', self.env._("Nobody: due date")),
        ]

    @api.model
    def _selection_date_source(self):
        """Return what a day may come from; a later part adds its own."""
        return [('habit', self.env._("Usual delay"))]

    # === WHERE DAYS COME FROM === #

    @api.model
    def _forecast_dates(self, asked, since):
        """Return ``[(code, SQL of a date or NULL)]``: days better than a habit, the best first.

        They read `l` (a row of `as_of.open_lines`, with `customer_id`, `root_id`, `delay`) and
        what `_forecast_joins` joins. A promise that was broken by `since` is NULL; the end of a
        dispute stays as it is, past ones leave the line without a day. Codes are those of
        `_selection_date_source`.
        """
        return []

    @api.model
    def _forecast_joins(self, asked):
        """Return the joins that `_forecast_dates` reads: on unique keys, so no line is doubled."""
        return []

    @api.model
    def _sources(self, asked, since, habit=None):
        """Return the `Sources` of days for `expected_lines`."""
        segment = self._segment_sql(asked)
        roots_sudo = self.env['res.company'].sudo().browse(asked.company_ids).root_id
        return Sources(
            dates=self._forecast_dates(asked, since), joins=self._forecast_joins(asked),
            habits=habit or habits(asked, self._habits_since(asked), segment), segment=segment,
            rest=self._rest_days(roots_sudo, since),
        )

    @api.model
    def _segment_sql(self, asked):
        return self.env['credit.segment']._first_sql(
            'customer', asked.root_of(SQL("l.company_id")))

    @staticmethod
    def _habits_since(asked):
        return asked.day - relativedelta(months=MONTHS)

    @api.model
    def _rest_days(self, roots, since):
        """Return ``[(root id, day on which banks rest, the next on which they work)]``."""
        found = []
        for root_id, rest in roots._credit_rest().items():
            for number in range(-BACK, AHEAD):
                day = since + timedelta(days=number)
                following = next_bank_day(day, *rest)
                if following != day:
                    found.append((root_id, day, following))
        return found

    # === QUERY === #

    @property
    def _table_query(self):
        receivable = self.env['credit.receivable']
        root_sudo = self.env.company.sudo().root_id
        day = receivable._day_asked(self.env.context.get(AS_OF), root_sudo)
        asked = receivable._question(self.env.companies.sudo().root_id, day)
        sources, whose = self._sources(asked, day), None
        customers = self.env.context.get(CUSTOMERS)
        if isinstance(customers, tuple):
            contact_ids = self._contacts(customers)
            sources = self._sources(asked, day, self._habits_of(asked, customers, contact_ids))
            whose = belongs('l', contact_ids)
        return SQL(
            """SELECT l.id, l.move_name AS name, l.move_id, l.root_id AS company_id,
                      l.company_id AS branch_id, l.customer_id AS partner_id, l.user_id,
                      l.segment_id, l.date_due, l.delay, l.delay_source, l.delay_lines,
                      l.date_source, l.expected AS expected_date, l.week, l.open_amount,
                      l.open_currency, l.currency_id, l.company_currency_id
                 FROM (%s) l WHERE NOT l.is_credit""",
            expected_lines(asked, day, sources, whose),
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        self.env.flush_all()
        self.env['credit.receivable']._plan_for_many()
        customers = self._customers_asked(domain)
        asked = self.with_context(**{CUSTOMERS: customers})
        query = super(CreditCashForecast, asked)._search(domain, *args, **kwargs)
        query.reads_all = customers is None
        return query

    def _fetch_query(self, query, fields):
        with self._reading(getattr(query, 'reads_all', True)):
            return super()._fetch_query(query, fields)

    @api.model
    def _read_group(self, domain, *args, **kwargs):
        with self._reading(self._customers_asked(domain) is None):
            return super()._read_group(domain, *args, **kwargs)

    @api.model
    def _read_grouping_sets(self, domain, *args, **kwargs):
        with self._reading(self._customers_asked(domain) is None):
            return super()._read_grouping_sets(domain, *args, **kwargs)

    def _reading(self, reads_all):
        return self.env['credit.receivable']._reading_all() if reads_all else nullcontext()

    # === FEW CUSTOMERS: without the habits of all others === #

    @api.model
    def _customers_asked(self, domain):
        """Return the customers that `domain` is about, or None: anybody."""
        parts = list(Domain(domain).optimize(self))
        if '|' in parts or '!' in parts:
            return None
        for name, operator, value in (part for part in parts if part != '&'):
            if operator != 'in' or name not in ('partner_id', 'id'):
                continue
            ids = list(value)
            if len(ids) <= FEW and all(type(one) is int for one in ids):
                return tuple(ids) if name == 'partner_id' else self._customers_of(ids)
        return None

    @api.model
    def _customers_of(self, line_ids):
        """Return the customers of these lines; None if one has none."""
        items_sudo = self.env['account.move.line'].sudo().browse(line_ids).exists()
        ids = items_sudo.partner_id.commercial_partner_id.ids
        return tuple(ids) if all(item.partner_id for item in items_sudo) else None

    @api.model
    def _contacts(self, partner_ids):
        """Return all contacts of these customers; 0 stays what it is, for nobody."""
        found = self.env['res.partner'].sudo().with_context(active_test=False)._search(
            [('commercial_partner_id', 'in', partner_ids)])
        return [*({0} & set(partner_ids)), *found]

    @api.model
    def _habits_of(self, asked, partner_ids, contact_ids):
        """Return SQL of the habits that count for these customers.

        Who has one of his own needs no other: only for the rest those of all are read.
        """
        since, segment = self._habits_since(asked), self._segment_sql(asked)
        own = self.env['credit.receivable']._rows(
            habits(asked, since, segment, belongs('line', contact_ids), ('own',)))
        known = constant_habits(own)
        roots = self.env['res.company'].sudo().browse(asked.company_ids).root_id
        have = {(row[1], row[2]) for row in own if row[4] >= FEWEST}
        if have >= {(root.id, one) for root in roots for one in partner_ids}:
            return known
        return SQL("%s UNION ALL SELECT * FROM (%s) shared", known, habits(
            asked, since, segment, levels=('segment', 'company')))

    # === ACTIONS === #

    def action_open(self):
        """Open the document; Odoo checks there whether this user may."""
        self.ensure_one()
        return self.move_id.get_formview_action()
