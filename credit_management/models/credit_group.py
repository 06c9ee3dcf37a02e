from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..values import id_of, plain_values, without_defaults

#: What a manager decides; while the group is a draft, whoever proposes it.
LIMIT_FIELDS = ('limit_mode', 'pool_limit', 'currency_id', 'valid_until', 'company_id')
#: Set by the server alone.
LIFE_FIELDS = ('state', 'approved_by_id', 'approved_on', 'editor_id')


class CreditGroup(models.Model):
    """Customers who belong together: what they owe in all companies counts against one pool.

    An explicit record, not a partner's hierarchy: legal entities differ, and a group may be one of
    people behind companies that no register connects.
    """

    _name = 'credit.group'
    _inherit = ['mail.thread']
    _description = "Credit Group"
    _order = 'name, id'

    name = fields.Char(required=True, tracking=True)
    state = fields.Selection(
        [('draft', "Proposed"), ('active', "In Force"), ('ended', "Ended")],
        default='draft', required=True, readonly=True, copy=False, index=True, tracking=True,
    )
    head_id = fields.Many2one(
        'res.partner', index='btree_not_null', ondelete='set null',
        domain=[('parent_id', '=', False)], tracking=True,
        help="Who stands at the top. A head without a credit profile is no member.",
    )
    company_id = fields.Many2one(
        'res.company', string="Led By", required=True, index=True,
        default=lambda self: self.env.company.root_id, domain=[('parent_id', '=', False)],
        help="Whose managers decide on the pool, and whose rates convert what members owe.",
    )
    currency_id = fields.Many2one(
        'res.currency', required=True, default=lambda self: self.env.company.root_id.currency_id)
    user_id = fields.Many2one('res.users', string="Credit Officer", tracking=True)
    limit_mode = fields.Selection(
        [('amount', "An amount"), ('members', "The members' limits together")],
        string="Pool", required=True, default='amount', tracking=True,
    )
    pool_limit = fields.Monetary(tracking=True)
    valid_until = fields.Date(
        tracking=True, help="After this day orders of members are held until it is renewed.")
    limit_reason = fields.Char(string="Reason", help="Why the pool was last changed; it is logged.")
    note = fields.Text()
    approved_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    approved_on = fields.Date(readonly=True, copy=False)
    member_ids = fields.One2many(
        'credit.group.member', 'group_id', domain=[('date_to', '=', False)], string="Members")
    former_ids = fields.One2many(
        'credit.group.member', 'group_id', domain=[('date_to', '!=', False)], string="Former Members")

    # For the record rule alone: what it reads without rights stays in the cache of the field.
    membership_ids = fields.One2many('credit.group.member', 'group_id', string="Memberships")

    _pool_not_negative = models.Constraint(
        'CHECK (pool_limit >= 0)', "A pool is at least 0. With 0 no member gets anything on credit.")
    _name_unique = models.UniqueIndex(
        "(lower(name), company_id) WHERE state <> 'ended'",
        "There is a group of this name already. Open it, or give another name.")
    _until_idx = models.Index("(valid_until) WHERE state = 'active' AND valid_until IS NOT NULL")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        clean = self if self.env.su else without_defaults(self, LIFE_FIELDS)
        for vals in vals_list:
            if not self.env.su and set(vals) & set(LIFE_FIELDS):
                raise AccessError(self._life_refusal())
            company = self.env['res.company'].browse(id_of(vals.get('company_id')))
            if company:
                vals['company_id'] = company.sudo().root_id.id
        groups = super(CreditGroup, clean).create(vals_list)
        self.env['credit.gate']._ensure(self.env.cr, [group._gate_key() for group in groups])
        for group in groups:
            group._log_change({}, group._snapshot(LIMIT_FIELDS), 'made')
        return groups

    def write(self, vals):
        if not self.env.su and set(vals) & set(LIFE_FIELDS):
            raise AccessError(self._life_refusal())
        changed = [name for name in (*LIMIT_FIELDS, 'name') if name in vals]
        if changed and not self.env.su:
            self.filtered(lambda group: group.state != 'draft')._check_may_decide()
        before = {group.id: group._snapshot(changed) for group in self}
        res = super().write(vals)
        for group in self if changed else ():
            after = group._snapshot(changed)
            if after != before[group.id]:
                group._log_change(before[group.id], after, 'changed', vals.get('limit_reason'))
                group._changed()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_proposed(self):
        if self.filtered(lambda group: group.state != 'draft'):
            raise UserError(self.env._(
                "A group that was in force stays for its history. End it instead."))

    def _life_refusal(self):
        return self.env._(
            "A group comes into force and ends by its buttons, so that it is checked and logged.")

    # === LIFE === #

    def action_approve(self):
        """Put proposed groups into force: from now on their orders count against the pool."""
        self._check_may_decide()
        for group in self:
            if group.state != 'draft':
                raise UserError(self.env._("%(group)s is in force already.", group=group.name))
            if not group.sudo().member_ids:
                raise UserError(self.env._(
                    "%(group)s has no members yet. Add them first.", group=group.name))
            if group.limit_mode == 'amount' and not group.pool_limit:
                raise UserError(self.env._(
                    "%(group)s has no pool yet. Give it an amount, or take the members' limits"
                    " together.", group=group.name))
            group._set_state('active', approved_by_id=self.env.uid,
                             approved_on=group.company_id.sudo()._credit_today())
        return True

    def action_end(self):
        """End groups: members owe by their own limits alone, and may join another group."""
        self._check_may_decide()
        for group in self.filtered(lambda group: group.state == 'active'):
            group._set_state('ended')
            group.sudo().member_ids._leave(self.env._("The group ended."))
        return True

    def _set_state(self, state, **values):
        self.ensure_one()
        before = self._snapshot(('state',))
        self.sudo().write({'state': state, **values})
        self._log_change(before, self._snapshot(('state', *LIMIT_FIELDS)), state)
        self._changed()

    def _check_may_decide(self):
        """The pool is a credit manager's, as limits are; nobody decides for his own customers."""
        if self.env.su or not self:
            return
        self.check_access('write')
        if not self.env.user.has_group('credit_management.credit_management_group_manager'):
            raise AccessError(self.env._(
                "The pool of a group is set by credit managers. Propose it in a new group, or ask"
                " one of them."))
        if foreign := self.sudo().company_id - self.env.user.sudo().company_ids:
            raise AccessError(self.env._(
                "This group is led by %(company)s, where you do not work. Ask a manager there.",
                company=foreign[0].name))
        own = self.sudo().member_ids.profile_id.filtered(
            lambda profile: profile.partner_id.user_id == self.env.user
            and not profile.company_id.credit_single_approver)
        if own:
            raise AccessError(self.env._(
                "%(customer)s is your own sales customer; another manager decides on the credit.",
                customer=own[0].partner_id.display_name))

    def _gate_key(self):
        self.ensure_one()
        return f'group:{self.id}'

    def _changed(self):
        """Let what is held be looked at again: the pool may have room now."""
        profiles_sudo = self.sudo().member_ids.profile_id
        profiles_sudo._notify('limit_changed', profiles_sudo, f'credit.group,{self[:1].id}')

    # === LOG === #

    def _snapshot(self, names):
        """Return fields `names` as plain values for the log."""
        return plain_values(self.sudo(), names)

    def _log_change(self, before, after, act, reason=None):
        self.ensure_one()
        self.env['credit.decision'].sudo()._log(
            'group', company=self.company_id, res_model=self._name, res_id=self.id, payload={
                'what': self.name, 'act': act, 'before': before, 'after': after,
                'reason': reason or None})
