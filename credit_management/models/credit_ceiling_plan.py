from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..report.months import month_name
from ..tools.ceiling_plan import SEASONAL, SIMPLE, Terms
from ..tools.exact import exact
from ..values import without_defaults

#: Dimension -> the field of a plan's line that holds its value.
DIMENSIONS = {'company': None, 'team': 'team_id', 'salesperson': 'user_id', 'country': 'country_id'}
#: Set by the server alone.
SERVER_FIELDS = ('state', 'author_ids', 'approved_by_id', 'approved_at')


class CreditCeilingPlan(models.Model):
    """A year's plan of credit sales and collections: what the ceiling of receivables is made of.

    It counts once a second person has approved it, and never changes from then on; a revision is a
    draft that takes its place.
    """

    _name = 'credit.ceiling.plan'
    _description = "Receivables Plan"
    _order = 'year desc, company_id, id desc'
    _rec_name = 'year'

    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company.root_id,
        domain=[('parent_id', '=', False)],
    )
    currency_id = fields.Many2one(related='company_id.currency_id')
    year = fields.Integer(
        required=True, default=lambda self: self.env.company._credit_today().year, aggregator=None
    )
    dimension = fields.Selection(
        selection=[
            ('company', "The company as a whole"),
            ('team', "Sales teams"),
            ('salesperson', "Salespeople"),
            ('country', "Countries"),
        ],
        string="Planned By", default='company', required=True,
    )
    state = fields.Selection(
        selection=[('draft', "Draft"), ('approved', "Approved"), ('replaced', "Replaced")],
        default='draft', required=True, readonly=True, copy=False,
    )
    method = fields.Selection(
        selection=[(SEASONAL, "Month by month"), (SIMPLE, "Evenly over the year")],
        default=SEASONAL, required=True,
        help="Month by month: the ceiling is what is planned to be sold in the last days of the"
        " target DSO. Evenly: the year's plan / 365 × target DSO.",
    )
    target_dso = fields.Float(
        string="Target DSO (days)", default=lambda self: self._default_target_dso(), required=True,
        digits=(6, 1), aggregator=None
    )
    tax_basis = fields.Selection(
        selection=[('included', "Tax included"), ('excluded', "Tax excluded")],
        string="Sales Are Planned", default='included', required=True,
        help="Receivables include tax. Sales planned without it are grossed up; collections are"
        " money, so they always include it.",
    )
    tax_rate = fields.Float(string="VAT Rate (%)", digits=(6, 2), aggregator=None)
    has_funds = fields.Boolean(string="Cap by Funds")
    funds = fields.Monetary(
        string="Funds for Receivables",
        help="Receivables tie up variable cost only: funds / variable-cost ratio caps the ceiling.",
    )
    variable_cost_ratio = fields.Float(
        string="Variable Cost (% of sales)", default=100.0, digits=(6, 2), aggregator=None
    )
    cost_of_capital = fields.Float(
        string="Cost of Capital (% a year)", digits=(6, 2), aggregator=None
    )
    amber_from = fields.Float(
        string="Amber From (%)", default=90.0, digits=(6, 2), aggregator=None
    )
    red_above = fields.Float(string="Red Above (%)", default=100.0, digits=(6, 2), aggregator=None)
    tolerated_delay = fields.Integer(
        string="Tolerated Delay (days)", aggregator=None,
        help="What customers take beyond their terms, for the check from below.",
    )
    line_ids = fields.One2many('credit.ceiling.plan.line', 'plan_id', copy=True)
    planned_sales = fields.Monetary(compute='_compute_planned', string="Planned Credit Sales")
    planned_collections = fields.Monetary(compute='_compute_planned')
    missing = fields.Char(compute='_compute_planned', string="Without a Plan")
    author_ids = fields.Many2many('res.users', string="Planned By Whom", readonly=True, copy=False)
    approved_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    approved_at = fields.Datetime(readonly=True, copy=False)

    _approved_unique = models.UniqueIndex(
        "(company_id, year) WHERE state = 'approved'", "This year has an approved plan already."
    )
    _positive = models.Constraint(
        'CHECK (target_dso > 0 AND tolerated_delay >= 0 AND tax_rate >= 0 AND cost_of_capital >= 0'
        ' AND funds >= 0)',
        "Target DSO must be above 0 days; delay, rates and funds are 0 or more.",
    )
    _ratio = models.Constraint(
        'CHECK (variable_cost_ratio > 0 AND variable_cost_ratio <= 100)',
        "The variable cost is a part of the sales: above 0 % and up to 100 %.",
    )
    _bands = models.Constraint(
        'CHECK (amber_from > 0 AND amber_from <= red_above)',
        "Amber begins above 0 %, and red not before it.",
    )
    _year_plausible = models.Constraint(
        'CHECK (year BETWEEN 1990 AND 2199)', "A plan is for a year like 2026."
    )

    @api.model
    def _default_target_dso(self):
        return self.env.company.sudo().root_id.credit_target_dso or 60.0

    @api.depends('year', 'state')
    @api.depends_context('lang')
    def _compute_display_name(self):
        states = dict(self._fields['state']._description_selection(self.env))
        for plan in self:
            plan.display_name = f'{plan.year} · {states.get(plan.state, "")}'

    @api.depends('line_ids.sales', 'line_ids.collections', 'line_ids.month', 'line_ids.value_key')
    def _compute_planned(self):
        for plan in self:
            plan.planned_sales = sum(plan.line_ids.mapped('sales'))
            plan.planned_collections = sum(plan.line_ids.mapped('collections'))
            sales = plan._monthly(plan.line_ids._values())
            plan.missing = ', '.join(
                plan._month_name(plan.year, month) for month in range(1, 13)
                if (plan.year, month) not in sales
            )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self._check_server_fields(*vals_list)
        for vals in vals_list:
            company = self.env['res.company'].browse(vals.get('company_id')) or self.env.company
            vals['company_id'] = company.sudo().root_id.id
        plans = super(
            CreditCeilingPlan, without_defaults(self, SERVER_FIELDS)
        ).create(vals_list)
        plans._sign_as_author()
        return plans

    def write(self, vals):
        if self.env.su and set(vals) <= set(SERVER_FIELDS):
            return super().write(vals)
        self._check_server_fields(vals)
        self._check_draft()
        res = super().write(vals)
        self._sign_as_author()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts(self):
        self._check_draft()

    def _check_server_fields(self, *vals_list):
        if not self.env.su and any(set(vals) & set(SERVER_FIELDS) for vals in vals_list):
            raise AccessError(self.env._(
                "A plan is approved by its button, by someone who did not make it."
            ))

    def _check_draft(self):
        for plan in self.filtered(lambda plan: plan.state != 'draft'):
            raise UserError(self.env._(
                "The plan of %(year)s was approved by %(person)s and does not change any more."
                " Revise it: the revision is a draft, and takes its place once it is approved.",
                year=plan.year, person=plan.approved_by_id.name or "–",
            ))

    def _sign_as_author(self):
        """Note who had a hand in the plan: he does not approve it.

        It writes each time, so that whoever approves at the same moment gets into its way.
        """
        self.sudo().write({'author_ids': [(4, self.env.uid)]})

    # === ACTIONS === #

    def action_revise(self):
        """Open a draft with the same figures, to change and to have approved."""
        self.ensure_one()
        return self._opened(self.copy())

    @api.model
    def action_from_last_year(self):
        """Open a draft for this year, filled with last year's credit sales where there are some."""
        plan = self.create({})
        fill = self.env['credit.ceiling.fill'].create({'plan_id': plan.id})
        if fill._sold():
            fill.action_fill()
        return self._opened(plan)

    def action_fill(self):
        self.ensure_one()
        self._check_draft()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Fill the Plan"),
            'res_model': 'credit.ceiling.fill', 'view_mode': 'form', 'target': 'new',
            'context': {'default_plan_id': self.id},
        }

    def action_open_lines(self):
        """Open the plan's months as a list that is edited and imported into, or as a pivot."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'credit_management.credit_ceiling_plan_line_action'
            ),
            'name': self.env._("Plan of %(year)s", year=self.year),
            'domain': [('plan_id', '=', self.id)],
            'context': {
                'default_plan_id': self.id, 'create': self.state == 'draft',
                'edit': self.state == 'draft', 'delete': self.state == 'draft',
            },
        }

    def action_template(self):
        """Download a sheet with the plan's months, to fill in and to import."""
        self.ensure_one()
        return {'type': 'ir.actions.act_url', 'url': self._template_url(), 'target': 'download'}

    def _template_url(self):
        return f'/credit_management/ceiling_plan/{self.id}/template.xlsx'

    def _opened(self, plan):
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': plan.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }

    # === READ === #

    def _terms(self):
        """Return what the plan says beside its months."""
        self.ensure_one()
        return Terms(
            target_dso=exact(self.target_dso), method=self.method,
            tax_rate=exact(self.tax_rate) / 100 if self.tax_basis == 'excluded' else None,
            funds=exact(self.funds) if self.has_funds else None,
            variable_cost_ratio=exact(self.variable_cost_ratio) / 100,
            bands=(exact(self.amber_from) / 100, exact(self.red_above) / 100),
        )

    def _monthly(self, values):
        """Return ``{(year, month): (sales, collections)}`` of rows (month, key, sales, collections).

        A month in which one of the plan's teams, salespeople or countries has no figure is none:
        what is not planned is not 0. Sales are as planned, without tax where they are.
        """
        keys, found = {key for _month, key, *_rest in values}, {}
        for month, _key, *amounts in values:
            found.setdefault((month.year, month.month), []).append(amounts)
        return {
            month: tuple(sum(map(exact, column)) for column in zip(*rows, strict=True))
            for month, rows in found.items() if len(rows) == len(keys)
        }

    @api.model
    def _month_name(self, year, month):
        return month_name(self.env, fields.Date.to_date(f'{year}-{month:02}-01'))
