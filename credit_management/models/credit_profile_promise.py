from dateutil.relativedelta import relativedelta
from odoo import api, fields, models

from .credit_profile import FIGURES

#: What moves money of a customer.
MONEY_EVENTS = frozenset({'allocation_changed', 'money_arrived', 'move_posted'})
#: What lets steps be looked at again.
OWN_EVENTS = frozenset({'promise_changed', 'dispute_changed'})
#: The kept rate looks so far back.
MONTHS = 12


class CreditProfile(models.Model):
    """Promises and disputes of a customer."""

    _inherit = 'credit.profile'

    promise_ids = fields.One2many('credit.promise', 'profile_id')
    dispute_ids = fields.One2many('credit.dispute', 'profile_id')
    promised_amount = fields.Monetary(
        string="Promised", compute='_compute_promised', groups=FIGURES,
        help="What has to come yet of open promises.")
    promised_for = fields.Date(
        compute='_compute_promised', groups=FIGURES, help="The day of the next open promise.")
    kept_rate = fields.Float(
        string="Promises Kept (%)", compute='_compute_kept_rate', groups=FIGURES,
        help="By amount, of what was kept or broken in twelve months.")
    has_kept_rate = fields.Boolean(compute='_compute_kept_rate', groups=FIGURES)
    disputed_amount = fields.Monetary(
        string="Disputed", compute='_compute_disputed', groups=FIGURES,
        help="In open disputes. It stays in exposure and receivables.")
    excluded_amount = fields.Monetary(
        string="Not Counted as Overdue", compute='_compute_disputed', groups=FIGURES,
        help="So much of it holds no order now.")
    excluded_until = fields.Date(
        compute='_compute_disputed', groups=FIGURES,
        help="The first day on which something of it stops being left out.")

    @api.depends('promise_ids.state', 'promise_ids.paid')
    def _compute_promised(self):
        found = {profile: rest for profile, *rest in self.env['credit.promise'].sudo()._read_group(
            [('profile_id', 'in', self.ids), ('state', '=', 'open')], ['profile_id'],
            ['amount:sum', 'paid:sum', 'day:min'])}
        for profile in self:
            amount, paid, day = found.get(profile._origin.sudo(), (0.0, 0.0, False))
            profile.promised_amount, profile.promised_for = amount - paid, day

    @api.depends('promise_ids.state')
    def _compute_kept_rate(self):
        found = {}
        for root_sudo, own in self.sudo().grouped('company_id').items():
            since = root_sudo._credit_today() - relativedelta(months=MONTHS)
            found.update(self.env['credit.promise'].sudo()._read_group(
                [('profile_id', 'in', own.ids), ('matured_amount', '>', 0),
                 ('decided_on', '>=', since)], ['profile_id'], ['kept_rate:avg']))
        for profile in self:
            rate = found.get(profile._origin.sudo())
            profile.kept_rate, profile.has_kept_rate = rate or 0.0, rate is not None

    @api.depends('dispute_ids.state', 'dispute_ids.amount')
    def _compute_disputed(self):
        raised = dict(self.env['credit.dispute'].sudo()._read_group(
            [('profile_id', 'in', self.ids), ('state', '=', 'open')], ['profile_id'],
            ['amount:sum']))
        out = self.env['credit.exposure']._disputed({
            profile.id: profile.sudo().company_id._credit_today()
            for profile in self._origin if profile in raised}, is_past=False)
        for profile in self:
            own = out.get(profile._origin.id, {}).values()
            profile.disputed_amount = raised.get(profile._origin.sudo(), 0.0)
            profile.excluded_amount = float(sum(one.amount for one in own))
            profile.excluded_until = min((one.until for one in own), default=False)

    # === EVENTS === #

    @api.model
    def _notify(self, event, profiles, origin):
        super()._notify(event, profiles, origin)
        if event in MONEY_EVENTS:
            self.env['credit.promise.look'].sudo()._append(profiles)
        if event in OWN_EVENTS:
            self.env['credit.rpm.event'].sudo()._note_by_company('profile', profiles)

    def _merge_into(self, partner, kind):
        """Let promises and disputes go on with the survivor."""
        survivor = super()._merge_into(partner, kind)
        for model in ('credit.promise', 'credit.dispute'):
            self.env[model].sudo().search([('profile_id', '=', self.id)]).profile_id = survivor
        return survivor

    # === ACTIONS === #

    def action_promise(self):
        """Open the dialog for a promise, with what is late."""
        self.ensure_one()
        self.check_access('read')
        return self.env['credit.promise.make']._open(self, self._late_lines())

    def action_dispute(self):
        """Open the dialog for a dispute of the oldest line that is late."""
        self.ensure_one()
        self.check_access('read')
        return self.env['credit.dispute.raise']._open(self, self._late_lines()[:1])

    def _late_lines(self):
        """Return the open lines past their due date that this user may read, the oldest first."""
        return self.env['account.move.line'].search([
            ('parent_state', '=', 'posted'), ('account_type', '=', 'asset_receivable'),
            ('amount_residual', '>', 0),
            ('partner_id.commercial_partner_id', '=', self.partner_id.id),
            ('company_id', 'child_of', self.company_id.id), ('reconciled', '=', False),
            ('date_maturity', '<', self.sudo().company_id._credit_today()),
        ], order='date_maturity, id', limit=200)

    def action_open_promises(self):
        return self._promise_action('credit_promise_action')

    def action_open_disputes(self):
        return self._promise_action('credit_dispute_action')

    def _promise_action(self, name):
        self.ensure_one()
        self.check_access('read')
        action = self.env['ir.actions.act_window']._for_xml_id(f'credit_management.{name}')
        return {**action, 'domain': [('profile_id', '=', self.id)], 'context': {}}
