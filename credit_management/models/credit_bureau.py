from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..tools.bureau_ages import age_state


class CreditBureau(models.Model):
    """A provider of reports: what it is, how long its content is fresh, what its scores mean."""

    _name = 'credit.bureau'
    _description = "Credit Bureau"
    _order = 'sequence, name, id'

    name = fields.Char(required=True)
    code = fields.Char(
        required=True, help="What the agent calls it in its reports; lower case, no spaces."
    )
    kind = fields.Selection(
        selection=[
            ('agency', "Credit bureau"),
            ('register', "Public register"),
            ('validator', "Number check"),
            ('insurer', "Credit insurer"),
            ('file', "File import"),
        ],
        default='agency', required=True,
        help="A public register decides about a company's status where sources differ.",
    )
    sequence = fields.Integer(
        string="Priority", default=10,
        help="Where two bureaus score the same risk, the one with the lower number counts.",
    )
    active = fields.Boolean(
        default=True, help="Reports of an archived bureau are refused; what is stored stays."
    )
    company_id = fields.Many2one(
        'res.company', domain=[('parent_id', '=', False)], index=True,
        help="Empty: every company may receive its reports.",
    )
    scale_ids = fields.One2many('credit.bureau.scale', 'bureau_id', string="Scales")

    # === Freshness, counted from the day that the content speaks of === #
    score_days = fields.Integer(
        string="Scores Are Fresh for (days)", default=90, required=True,
        help="Up to twice as long they are shown and used; after that they are stale.",
    )
    identity_days = fields.Integer(
        string="Identity Is Fresh for (days)", default=365, required=True
    )
    event_days = fields.Integer(string="Events Are Fresh for (days)", default=7, required=True)
    event_days_good = fields.Integer(
        string="Events, Grades A and B (days)", default=30, required=True
    )
    statement_days = fields.Integer(
        string="Accounts Are Fresh for (days)", default=548, required=True,
        help="From the end of their period: 18 months.",
    )

    # === Terms === #
    licence_note = fields.Text(help="What the contract allows: who may read, how long it is kept.")
    residency_country_id = fields.Many2one(
        'res.country', string="Raw Data Stay In",
        help="Raw reports are refused by companies of other countries.",
    )
    residency_note = fields.Text()
    cost = fields.Monetary(string="Cost a Report")
    currency_id = fields.Many2one(
        'res.currency', default=lambda self: self.env.company.currency_id
    )
    raw_keep_days = fields.Integer(
        string="Keep Raw Reports (days)", default=730,
        help="Raw reports are deleted after so many days; 0 keeps them. What was read out of them"
        " stays.",
    )

    report_count = fields.Integer(compute='_compute_reports', string="Reports")
    last_report_at = fields.Datetime(compute='_compute_reports', string="Last Report")

    _code_unique = models.UniqueIndex(
        '(code, COALESCE(company_id, 0))', "There is already a bureau with this code."
    )
    _days_positive = models.Constraint(
        'CHECK (score_days > 0 AND identity_days > 0 AND event_days > 0 AND event_days_good > 0'
        ' AND statement_days > 0 AND raw_keep_days >= 0)',
        "Days of freshness are at least 1, days of keeping raw reports at least 0.",
    )

    # === COMPUTE === #

    def _compute_reports(self):
        rows = self.env['credit.bureau.report']._read_group(
            [('bureau_id', 'in', self.ids)], ['bureau_id'], ['__count', 'create_date:max']
        )
        found = {bureau: (count, last) for bureau, count, last in rows}
        for bureau in self:
            bureau.report_count, bureau.last_report_at = found.get(bureau, (0, False))

    # === CONSTRAINTS === #

    @api.constrains('code')
    def _check_code(self):
        for bureau in self:
            if bureau.code != bureau.code.strip().lower() or ' ' in bureau.code:
                raise ValidationError(self.env._(
                    "The code '%(code)s' must be lower case without spaces: it is what the agent"
                    " writes into its reports.", code=bureau.code,
                ))

    # === BUSINESS === #

    @api.model
    def _of_company(self, company):
        """Return the bureaus whose reports `company` may receive, one a code: its own first."""
        bureaus = self.sudo().search([('company_id', 'in', (False, company.id))])
        found = {}
        for bureau in bureaus.sorted(lambda item: not item.company_id):
            found.setdefault(bureau.code, bureau)
        return found

    def _score_state(self, as_of, today):
        """Return fresh, ageing or stale for scores and limits of `as_of`."""
        return age_state(as_of, self.score_days, today)

    @api.model
    @tools.ormcache()
    def _is_in_use(self):
        """Tell whether any report ever came: until then no check asks for bureau data."""
        self.env.cr.execute("SELECT EXISTS (SELECT 1 FROM credit_bureau_report)")
        return self.env.cr.fetchone()[0]

    @api.model
    def _come_into_use(self):
        if not self._is_in_use():
            self.env.registry.clear_cache()

    # === ACTIONS === #

    def action_open_reports(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Bureau Reports"),
            'res_model': 'credit.bureau.report', 'view_mode': 'list,form',
            'domain': [('bureau_id', '=', self.id)],
        }

    def action_recompute_scores(self):
        """Derive every score of these bureaus anew from what the bureau said."""
        self.check_access('write')
        self.scale_ids.action_recompute()
        return True
