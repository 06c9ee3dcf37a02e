from odoo import api, fields, models
from odoo.tools import SQL

from ..receivables.as_of import open_lines
from ..receivables.buckets import BASES, UNALLOCATED
from ..receivables.grouping import CUSTOMER, SALESPERSON, profile_join

#: Keys of the context that say which day, and what ages are counted from.
AS_OF, BASIS = 'credit_as_of', 'credit_aging_basis'

#: What figures hang on: one line has others on another day, and other bands in another company.
ASKED = (AS_OF, BASIS, 'company')


class CreditAgingReport(models.Model):
    """One maturity line that was open on a day; the line's id is the row's.

    The day and the basis come with the context, default the company's today and the due date. The
    bands are those of the company one works in. A later part adds a column by extending `_columns`
    and, where it reads another table, `_joins`.
    """

    _name = 'credit.aging.report'
    _description = "Receivable"
    _auto = False
    _order = 'date_due, id'
    _rec_name = 'name'

    name = fields.Char(string="Document", readonly=True)
    move_id = fields.Many2one('account.move', string="Entry", readonly=True)
    move_type = fields.Selection(
        selection=lambda self: self.env['account.move']._fields['move_type'].selection,
        string="Type", readonly=True,
    )
    account_id = fields.Many2one('account.account', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    branch_id = fields.Many2one('res.company', readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    profile_id = fields.Many2one('credit.profile', readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    team_id = fields.Many2one('crm.team', string="Sales Team", readonly=True)
    country_id = fields.Many2one('res.country', readonly=True)
    grade = fields.Char(readonly=True)
    payment_term_id = fields.Many2one('account.payment.term', readonly=True)
    date = fields.Date(string="Posting Date", readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    days = fields.Integer(
        readonly=True, aggregator=None, depends_context=ASKED,
        help="Days late on the day of the report, below zero before the due date; by posting date,"
        " days since then.",
    )
    bucket = fields.Selection(
        selection='_selection_bucket', string="Age", readonly=True, depends_context=ASKED
    )
    amount = fields.Monetary(currency_field='company_currency_id', readonly=True)
    open_amount = fields.Monetary(
        currency_field='company_currency_id', readonly=True, depends_context=ASKED,
        help="What was not allocated on the day of the report, in company currency as booked."
        " Receipts and credit notes that nobody allocated are below zero.",
    )
    amount_currency = fields.Monetary(string="Amount in Currency", readonly=True)
    open_currency = fields.Monetary(
        string="Open in Currency", readonly=True, depends_context=ASKED
    )
    currency_id = fields.Many2one('res.currency', readonly=True)
    company_currency_id = fields.Many2one('res.currency', readonly=True)
    is_restated = fields.Boolean(
        string="Restated", compute='_compute_restated', search='_search_is_restated',
        help="More is open on that day now than when its month-end was kept: an allocation was"
        " taken back since, or the entry was posted later.",
    )
    snapshot_amount = fields.Monetary(
        string="Open as Kept", currency_field='company_currency_id', compute='_compute_restated',
        help="What was open on the last month-end kept until that day, for lines that were"
        " restated.",
    )

    # === BANDS === #

    @api.model
    def _selection_bucket(self):
        return self._bucket_names(self.env.company._credit_buckets(self._basis()))

    @api.model
    def _bucket_names(self, buckets):
        names = [
            (code, self.env._("Not due") if first is None else
             f'{first}–{last}' if last is not None else f'{first}+')
            for code, first, last in buckets.rows()
        ]
        return [*names, (UNALLOCATED, self.env._("Unallocated"))]

    @api.model
    def _basis(self):
        """Return the basis of the context; a stranger's word counts for nothing."""
        basis = self.env.context.get(BASIS)
        return basis if basis in BASES else 'due'

    @api.model
    def _as_of(self):
        receivable = self.env['credit.receivable']
        return receivable._day_asked(self.env.context.get(AS_OF), self.env.company.sudo().root_id)

    # === QUERY === #

    @property
    def _table_query(self):
        roots_sudo = self.env.companies.sudo().root_id
        asked = self.env['credit.receivable']._question(roots_sudo, self._as_of())
        return SQL(
            "SELECT %s FROM (%s) l %s",
            SQL(", ").join(
                SQL("%s AS %s", value, SQL.identifier(name))
                for name, value in self._columns(asked).items()
            ),
            open_lines(asked), SQL(" ").join(self._joins(asked)),
        )

    @api.model
    def _columns(self, asked):
        """Return ``{column: SQL}``; `l` is a row of `receivables.as_of.open_lines`."""
        buckets = self.env.company._credit_buckets(self._basis())
        line = SQL("l")
        own = (
            'id', 'move_id', 'account_id', 'currency_id', 'date', 'date_due', 'amount',
            'amount_currency', 'open_amount', 'open_currency',
        )
        return {
            **{name: SQL.identifier('l', name) for name in own},
            'name': SQL("l.move_name"), 'branch_id': SQL("l.company_id"),
            'company_id': asked.root_of(SQL("l.company_id")),
            'company_currency_id': SQL("branch.currency_id"),
            'partner_id': CUSTOMER, 'user_id': SALESPERSON, 'move_type': SQL("entry.move_type"),
            'team_id': SQL("entry.team_id"),
            'country_id': SQL("customer.country_id"),
            'payment_term_id': SQL("entry.invoice_payment_term_id"),
            'profile_id': SQL("profile.id"), 'grade': SQL("profile.grade"),
            'days': buckets.age(line, asked.day), 'bucket': buckets.bucket_code(line, asked.day),
        }

    @api.model
    def _joins(self, asked):
        """Return the joins that `_columns` reads: on unique keys, so unread ones cost nothing."""
        return [
            SQL("LEFT JOIN res_company branch ON branch.id = l.company_id"),
            SQL("LEFT JOIN account_move entry ON entry.id = l.move_id"),
            SQL("LEFT JOIN res_partner contact ON contact.id = l.partner_id"),
            SQL("LEFT JOIN res_partner customer ON customer.id = contact.commercial_partner_id"),
            profile_join(SQL("customer.id"), asked.root_of(SQL("l.company_id"))),
        ]

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        self.env.flush_all()
        self.env['credit.receivable']._plan_for_many()
        query = super()._search(domain, offset, limit, order, **kwargs)
        # Which lines are on a page stands in indexes; what it shows of them does not.
        return self.browse(query)._as_query() if limit else query

    # === RESTATED === #

    @api.depends_context(*ASKED)
    def _compute_restated(self):
        kept = self.env['credit.receivable.snapshot']._restated(self.company_id, self._as_of())
        for line in self:
            line.is_restated = line.id in kept
            line.snapshot_amount = kept.get(line.id, 0.0)

    def _search_is_restated(self, operator, value):
        if operator != 'in':
            return NotImplemented
        roots_sudo = self.env.companies.sudo().root_id
        kept = self.env['credit.receivable.snapshot']._restated(roots_sudo, self._as_of())
        return [('id', 'in' if True in value else 'not in', sorted(kept))]

    # === ACTIONS === #

    @api.model
    def _action_on(self, root, day, basis='due'):
        """Return the action that shows what was open on `day` in a root company."""
        action = self.env['ir.actions.act_window']._for_xml_id(
            'credit_management.credit_aging_report_action'
        )
        action['name'] = self.env._("Receivables on %(day)s", day=day)
        action['domain'] = [('company_id', '=', root.id)]
        action['context'] = {
            'search_default_group_partner': 1, AS_OF: day.isoformat(), BASIS: basis,
        }
        return action

    def action_match(self):
        """Match the money of the one customer whose lines were chosen."""
        return self.env['credit.match']._open_one(self.partner_id, self.company_id)

    def action_open(self):
        """Open the document; Odoo checks there whether this user may."""
        self.ensure_one()
        return self.move_id.get_formview_action()
