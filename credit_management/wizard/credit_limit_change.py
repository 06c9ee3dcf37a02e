from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditLimitChange(models.TransientModel):
    """The dialog through which limits and standings change: with a reason, kept in the log."""

    _name = 'credit.limit.change'
    _description = "Change Limit and Standing"

    profile_ids = fields.Many2many('credit.profile', required=True)
    profile_count = fields.Integer(compute='_compute_profile_count')
    currency_id = fields.Many2one('res.currency', compute='_compute_profile_count')
    limit_mode = fields.Selection(
        selection=lambda self: self.env['credit.profile']._fields['limit_mode'].selection,
        required=True, default='limited',
    )
    credit_limit = fields.Monetary()
    limit_valid_until = fields.Date(string="Valid Until")
    temporary_limit = fields.Monetary(string="Temporary Increase")
    temporary_from = fields.Date(string="From")
    temporary_to = fields.Date(string="To")
    standing = fields.Selection(
        selection=lambda self: self.env['credit.profile']._fields['standing'].selection,
        required=True, default='normal',
    )
    review_date = fields.Date(string="Next Review")
    reason = fields.Char(required=True)
    gauge = fields.Json(compute='_compute_gauge')
    available = fields.Monetary(compute='_compute_gauge', string="Free Afterwards")
    ceiling_text = fields.Char(compute='_compute_ceiling_text')
    aging_warning = fields.Char(compute='_compute_aging_warning')

    @api.depends('profile_ids')
    def _compute_profile_count(self):
        for wizard in self:
            wizard.profile_count = len(wizard.profile_ids)
            wizard.currency_id = wizard.profile_ids[:1].currency_id

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        ids = [command[2] for command in values.get('profile_ids') or [] if command[0] == 6]
        profile = self.env['credit.profile'].browse(ids[0] if ids else [])
        if len(profile) == 1:
            for name in self._copied():
                if name in fields and f'default_{name}' not in self.env.context:
                    values[name] = profile[name]
        return values

    def _copied(self):
        return (
            'limit_mode', 'credit_limit', 'limit_valid_until', 'temporary_limit', 'temporary_from',
            'temporary_to', 'standing', 'review_date',
        )

    @api.depends('profile_ids', 'limit_mode', 'credit_limit', 'temporary_limit')
    def _compute_gauge(self):
        """Show what would be free: nothing is saved yet."""
        for wizard in self:
            if len(wizard.profile_ids) != 1:
                wizard.gauge, wizard.available = False, 0.0
                continue
            profile, limit = wizard.profile_ids._origin, wizard._proposed_limit()
            facts = profile._hold_facts().get(profile.id) or {}
            wizard.gauge = {**profile._gauge(facts), 'limit': limit}
            wizard.available = (limit or 0.0) - (facts.get('exposure') or 0.0)

    @api.depends('profile_ids')
    def _compute_ceiling_text(self):
        """Say beforehand what a higher limit takes while receivables are over their ceiling."""
        for wizard in self:
            wizard.ceiling_text = wizard.profile_ids.company_id[:1]._credit_ceiling_notice()

    @api.depends('profile_ids')
    def _compute_aging_warning(self):
        """Say beforehand whose limit is not increased; when it is tried, it is refused."""
        for wizard in self:
            refused = wizard.profile_ids._origin._no_increase()
            wizard.aging_warning = ' '.join(list(refused.values())[:3])

    def _proposed_limit(self):
        if self.limit_mode == 'unlimited':
            return None
        if self.limit_mode == 'cash_only':
            return 0.0
        return self.credit_limit + self.temporary_limit

    def action_apply(self):
        """Write only what differs, so that the log says what was decided and no more."""
        self.ensure_one()
        if not (self.reason or '').strip():
            raise UserError(self.env._("Say why: the reason is kept in the log."))
        for profile in self.profile_ids:
            changed = {
                name: self[name] for name in self._copied()
                if self[name] != profile[name] and not (name == 'review_date' and not self[name])
            }
            if changed:
                profile.write(self._with_reasons(changed))
        return {'type': 'ir.actions.act_window_close'}

    def _with_reasons(self, changed):
        standing = {'standing_reason': self.reason} if 'standing' in changed else {}
        others = {'limit_reason': self.reason} if set(changed) - {'standing'} else {}
        return {**changed, **standing, **others}
