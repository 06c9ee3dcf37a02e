from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..values import without_defaults

#: What may still change on a policy that is no draft: its place in the list.
FREE_FIELDS = {'sequence'}
#: Set by the server alone.
STATE_FIELDS = {
    'state', 'successor_id', 'published_at', 'published_by_id', 'version', 'previous_id',
    'valid_from', 'starts_at', 'review_date',
}
#: The policy that judges whoever nobody chose one for.
STANDARD = 'credit_management.credit_policy_standard'


class CreditPolicy(models.Model):
    """Which rules are asked at which checkpoint, how severely, with which thresholds by grade.

    A published policy never changes: every hold and every logged check points to the figures that
    it was judged by. Changing one means publishing its next version.
    """

    _name = 'credit.policy'
    _inherit = ['credit.shared']
    _description = "Credit Policy"
    _order = 'sequence, name, version desc, id'

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        'res.company', index=True, domain=[('parent_id', '=', False)],
        help="Empty: for all companies.",
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    state = fields.Selection(
        selection=[
            ('draft', "Draft"), ('scheduled', "Scheduled"), ('published', "Published"),
            ('archived', "Archived"),
        ],
        default='draft', required=True, readonly=True, copy=False,
    )
    previous_id = fields.Many2one(
        'credit.policy', string="Previous Version", readonly=True, copy=False,
        index='btree_not_null',
    )
    successor_id = fields.Many2one('credit.policy', string="Replaced By", readonly=True, copy=False)
    valid_from = fields.Date(
        readonly=True, copy=False, help="The first day on which orders are judged by it.",
    )
    starts_at = fields.Datetime(
        string="In Force From", readonly=True, copy=False,
        help="The moment at which that day begins in the company's time zone.",
    )
    published_at = fields.Datetime(readonly=True, copy=False)
    published_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    at_or_above = fields.Boolean(
        string="Breach at Equality",
        help="Off: an amount equal to its threshold passes. On: it is a breach.",
    )
    ignore_line_below = fields.Float(
        default=1.0,
        help="Overdue lines below this amount (company currency) hold nobody, however old.",
    )
    ignore_total_percent = fields.Float(
        string="Ignore Total Below (%)", default=2.0,
        help="Overdue money below this share of the limit holds nobody.",
    )
    note = fields.Text(string="Reason", help="Why this version was made; kept in the log.")
    rule_ids = fields.One2many('credit.policy.rule', 'policy_id', copy=True)

    _one_draft = models.UniqueIndex(
        "(previous_id) WHERE state IN ('draft', 'scheduled')",
        "The next version of this policy is being drafted already, or waits for its day. Open that"
        " one.",
    )
    _start_idx = models.Index("(starts_at) WHERE state = 'scheduled'")
    _minima_not_negative = models.Constraint(
        'CHECK (ignore_line_below >= 0 AND ignore_total_percent BETWEEN 0 AND 100)',
        "What is ignored is an amount of at least 0, and a share between 0 and 100 %.",
    )

    # === CONSTRAINTS === #

    @api.constrains('company_id', 'previous_id')
    def _check_same_company(self):
        """A version takes the place of the one before it: for the same companies."""
        for policy in self.filtered('previous_id'):
            if policy.company_id != policy.previous_id.company_id:
                raise ValidationError(self.env._(
                    "%(policy)s would take the place of %(previous)s, which is for %(company)s."
                    " Leave the company as it is, or copy the policy into one of its own.",
                    policy=policy.name, previous=policy.previous_id.display_name,
                    company=policy.previous_id.company_id.name or self.env._("all companies"),
                ))

    # === COMPUTE === #

    @api.depends('name', 'version', 'state')
    def _compute_display_name(self):
        labels = dict(self._fields['state']._description_selection(self.env))
        for policy in self:
            name = f'{policy.name} v{policy.version}'
            published = policy.state == 'published'
            policy.display_name = name if published else f'{name} ({labels[policy.state]})'

    # === CRUD: published is for ever === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su and STATE_FIELDS & set(vals):
                raise UserError(self.env._(
                    "A policy starts as a draft. Fill it in and press Publish."
                ))
        # The grid changes lines, which are there only afterwards.
        grids = [vals.get('grid') for vals in vals_list]
        vals_list = [
            {name: value for name, value in vals.items() if name != 'grid'} for vals in vals_list]
        clean = self if self.env.su else without_defaults(self, STATE_FIELDS)
        policies = super(CreditPolicy, clean).create(vals_list)
        for policy, vals, grid in zip(policies, vals_list, grids, strict=True):
            if 'rule_ids' not in vals:
                self.env['credit.policy.rule']._add_defaults(policy)
            if grid:
                policy.grid = grid
        return policies

    def write(self, vals):
        if not self.env.su and STATE_FIELDS & set(vals):
            raise UserError(self.env._(
                "State and version of a policy change by its buttons: Publish, New Version,"
                " Archive."
            ))
        if set(vals) - FREE_FIELDS - STATE_FIELDS:
            self._check_draft()
        res = super().write(vals)
        if {'state', 'sequence', 'successor_id', 'company_id', 'starts_at'} & set(vals):
            self.env.registry.clear_cache()
        return res

    def _check_draft(self):
        """Raise unless all of `self` may still be changed, and by this user."""
        self._check_shared()
        if waiting := self.filtered(lambda policy: policy.state == 'scheduled'):
            raise UserError(self.env._(
                "%(policy)s is published and begins on %(day)s, so it stays as it is. Withdraw it"
                " before that day, change the draft and publish it again.",
                policy=waiting[0].name, day=format_date(self.env, waiting[0].valid_from),
            ))
        if fixed := self.filtered(lambda policy: policy.state != 'draft'):
            raise UserError(self.env._(
                "%(policy)s is published, and orders were judged by it, so it stays as it is. Press"
                " New Version, change the draft and publish that.",
                policy=fixed[0].display_name,
            ))

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if fixed := self.filtered(lambda policy: policy.state != 'draft'):
            raise UserError(self.env._(
                "%(policy)s was published and stays readable. Archive it instead.",
                policy=fixed[0].display_name,
            ))

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if 'name' in (default or {}):
            return vals_list
        for policy, vals in zip(self, vals_list, strict=True):
            vals['name'] = self.env._("%(name)s (copy)", name=policy.name)
        return vals_list

    # === VALUES === #

    def _values(self):
        """Return the policy as the pure core takes it. Never change what is returned."""
        if self.state == 'draft' or not self.id:
            return self._read_values()
        return self._fixed_values(self.id)

    @api.model
    @tools.ormcache('policy_id')
    def _fixed_values(self, policy_id):
        """Return the values of a policy that cannot change any more."""
        return self.browse(policy_id).sudo()._read_values()

    def _read_values(self):
        return {
            'id': self.id,
            'name': self.name,
            'version': self.version,
            'at_or_above': self.at_or_above,
            'ignore_line_below': self.ignore_line_below,
            'ignore_total_percent': self.ignore_total_percent,
            **self._targets(),
            'rules': {rule.code: rule._settings() for rule in self.rule_ids},
        }
