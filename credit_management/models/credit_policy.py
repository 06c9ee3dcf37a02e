from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from ..tools.policies import differences

#: What may still change on a policy that is no draft: its place in the list.
FREE_FIELDS = {'sequence'}
#: Set by the server alone.
STATE_FIELDS = {'state', 'successor_id', 'published_at', 'published_by_id', 'version', 'previous_id'}


class CreditPolicy(models.Model):
    """Which rules are asked at which checkpoint, how severely, with which thresholds by grade.

    A published policy never changes: every hold and every logged check points to the figures that
    it was judged by. Changing one means publishing its next version.
    """

    _name = 'credit.policy'
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
        selection=[('draft', "Draft"), ('published', "Published"), ('archived', "Archived")],
        default='draft', required=True, readonly=True, copy=False,
    )
    previous_id = fields.Many2one(
        'credit.policy', string="Previous Version", readonly=True, copy=False, index='btree_not_null'
    )
    successor_id = fields.Many2one('credit.policy', string="Replaced By", readonly=True, copy=False)
    published_at = fields.Datetime(readonly=True, copy=False)
    published_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    at_or_above = fields.Boolean(
        string="Breach at Equality",
        help="Off: an amount equal to its threshold passes. On: it is a breach.",
    )
    ignore_line_below = fields.Float(
        default=1.0,
        help="Overdue lines below this amount (company currency) hold nobody, however old they are.",
    )
    ignore_total_percent = fields.Float(
        string="Ignore Total Below (%)", default=2.0,
        help="Overdue money below this share of the limit holds nobody.",
    )
    note = fields.Text(string="Reason", help="Why this version was made; kept in the log.")
    rule_ids = fields.One2many('credit.policy.rule', 'policy_id', copy=True)
    changes = fields.Text(compute='_compute_changes', string="Changes Against the Previous Version")

    _one_draft = models.UniqueIndex(
        "(previous_id) WHERE state = 'draft'",
        "The next version of this policy is being drafted already. Open that draft.",
    )
    _minima_not_negative = models.Constraint(
        'CHECK (ignore_line_below >= 0 AND ignore_total_percent BETWEEN 0 AND 100)',
        "What is ignored is an amount of at least 0, and a share between 0 and 100 %.",
    )

    # === COMPUTE === #

    @api.depends('name', 'version', 'state')
    def _compute_display_name(self):
        labels = dict(self._fields['state']._description_selection(self.env))
        for policy in self:
            name = f'{policy.name} v{policy.version}'
            published = policy.state == 'published'
            policy.display_name = name if published else f'{name} ({labels[policy.state]})'

    @api.depends_context('lang')
    @api.depends('previous_id', 'at_or_above', 'ignore_line_below', 'ignore_total_percent', 'rule_ids')
    def _compute_changes(self):
        for policy in self:
            rows = differences(policy.previous_id._values(), policy._values()) if policy.previous_id else []
            policy.changes = '\n'.join(policy._change_text(row) for row in rows)

    def _change_text(self, row):
        """Return one difference in words."""
        nothing = self.env._("none")
        values = {
            'what': self._change_label(row),
            'before': nothing if row['before'] is None else self._change_value(row, row['before']),
            'after': nothing if row['after'] is None else self._change_value(row, row['after']),
        }
        return self.env._("%(what)s: %(before)s → %(after)s", **values)

    def _change_label(self, row):
        lines = self.env['credit.policy.rule']
        if row['item'] == 'switch':
            return self._fields[row['name']]._description_string(self.env)
        rule = lines._rule_label(row['code'])
        if row['item'] == 'severity':
            return f"{rule}, {lines._fields['severity_' + row['name']]._description_string(self.env)}"
        label = self.env['credit.policy.threshold']._parameter_label(row['code'], row['name'])
        return f"{rule}, {label} {row['grade'] or ''}".rstrip()

    def _change_value(self, row, value):
        if row['item'] == 'severity':
            field = self.env['credit.policy.rule']._fields['severity_' + row['name']]
            return dict(field._description_selection(self.env)).get(value, value)
        return f'{value:g}' if isinstance(value, float) else str(value)

    # === CRUD: published is for ever === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su and STATE_FIELDS & set(vals):
                raise UserError(self.env._(
                    "A policy starts as a draft. Fill it in and press Publish."
                ))
        policies = super().create(vals_list)
        for policy, vals in zip(policies, vals_list):
            if 'rule_ids' not in vals:
                self.env['credit.policy.rule']._add_defaults(policy)
        return policies

    def write(self, vals):
        if not self.env.su and STATE_FIELDS & set(vals):
            raise UserError(self.env._(
                "State and version of a policy change by its buttons: Publish, New Version, Archive."
            ))
        if set(vals) - FREE_FIELDS - STATE_FIELDS:
            self._check_draft()
        res = super().write(vals)
        if {'state', 'sequence', 'successor_id', 'company_id'} & set(vals):
            self.env.registry.clear_cache()
        return res

    def _check_draft(self):
        """Raise unless all of `self` may still be changed."""
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
        for policy, vals in zip(self, vals_list):
            vals['name'] = self.env._("%(name)s (copy)", name=policy.name)
        return vals_list

    # === ACTIONS === #

    def action_new_version(self):
        """Open the draft of the next version, made now if there is none."""
        self.ensure_one()
        self.check_access('write')
        current = self.browse(self._in_force(self.id) or self.id)
        draft = self.search([('previous_id', '=', current.id), ('state', '=', 'draft')], limit=1)
        if not draft:
            # In sudo: version and predecessor are the server's; the right to write was checked.
            draft = self.sudo().copy({
                'name': self.name, 'version': self._next_version(), 'previous_id': current.id,
                'note': False,
            }).sudo(self.env.su)
            self.env['credit.policy.rule']._add_missing(draft)
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': draft.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }

    def _next_version(self):
        family = self.search([('name', '=', self.name), ('company_id', '=', self.company_id.id)])
        return max(family.mapped('version')) + 1

    def action_publish(self):
        """Put a draft into force; it takes the place of its previous version everywhere."""
        self.check_access('write')
        for policy_sudo in self.sudo():
            if policy_sudo.state == 'published':
                continue
            policy_sudo._check_draft()
            policy_sudo._publish()
        return True

    def _publish(self):
        """Publish in sudo, after the right to write was checked."""
        previous = self.previous_id
        self.write({
            'state': 'published', 'published_at': fields.Datetime.now(), 'published_by_id': self.env.uid
        })
        if previous:
            previous.write({'state': 'archived', 'successor_id': self.id})
            self._take_over(previous)
        values = self._values()
        self._log('published', changes=differences(previous._values(), values) if previous else None,
                  values=values, reason=self.note or None)
        self._announce()

    def _take_over(self, previous):
        """Let everything that points to the previous version point to this one."""
        for model, field in self._pointers():
            self.env[model].with_context(active_test=False).search(
                [(field, '=', previous.id)]
            ).write({field: self.id})

    @api.model
    def _pointers(self):
        """Return (model, field) of whatever chooses a policy; later parts add theirs."""
        return [
            ('credit.profile', 'policy_id'),
            ('credit.segment', 'policy_id'),
            ('res.company', 'credit_policy_id'),
        ]

    def action_archive(self):
        """Take a policy out of force; whoever still chooses it must choose another one first."""
        self.check_access('write')
        for policy_sudo in self.sudo().filtered(lambda policy: policy.state == 'published'):
            policy_sudo._check_unused()
            policy_sudo.state = 'archived'
            policy_sudo._log('archived')
            policy_sudo._announce()
        return True

    def _check_unused(self):
        for model, field in self._pointers():
            user = self.env[model].search([(field, '=', self.id)], limit=1)
            if user:
                raise UserError(self.env._(
                    "%(policy)s is still used by %(user)s. Choose another policy there first.",
                    policy=self.display_name, user=user.display_name,
                ))
        others = self.search_count([
            ('state', '=', 'published'), ('id', '!=', self.id), ('company_id', '=', False),
        ], limit=1)
        if not self.company_id and not others:
            raise UserError(self.env._(
                "%(policy)s is the last policy for all companies, and without one every order is"
                " held. Publish another one first.", policy=self.display_name,
            ))

    def _log(self, action, **payload):
        self.env['credit.decision'].sudo()._log('policy', company=self.company_id or self.env.company, payload={
            'action': action, 'policy': self.id, 'name': self.name, 'version': self.version, **payload
        })

    def _announce(self):
        """Held documents may pass by the new figures: let them be looked at."""
        profiles = self.env['credit.profile'].search([('hold_ids.state', '=', 'open')])
        self.env['credit.profile']._notify('policy_changed', profiles, f'{self._name},{self.id}')

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
            'rules': {rule.code: rule._settings() for rule in self.rule_ids},
        }

    # === DATA === #

    @api.model
    def _create_standard(self):
        """Make and publish the policy *Standard* with the figures that the rules themselves name."""
        if self.env.ref('credit_management.credit_policy_standard', raise_if_not_found=False):
            return
        policy = self.create({'name': "Standard"})
        policy._publish()
        self.env['ir.model.data'].create({
            'module': 'credit_management', 'name': 'credit_policy_standard', 'model': self._name,
            'res_id': policy.id, 'noupdate': True,
        })
