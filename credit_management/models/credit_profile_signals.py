from odoo import api, fields, models
from odoo.tools import SQL

from .credit_profile import FIGURES
from .credit_signal_change import LEVELS

#: What may change a customer's signals by day; the night looks at everybody anyway.
MARKING = {
    'order_confirmed', 'move_posted', 'allocation_changed', 'money_arrived', 'report_imported',
    'hold_opened', 'limit_changed', 'merged', 'reparented', 'payment_rejected',
    'promise_changed', 'dispute_changed',
}
#: Of these the worker is told at once: a stop may follow.
URGENT = {'report_imported', 'payment_rejected'}


class CreditProfile(models.Model):
    """A customer's danger: score and level as of the last look, and the signals behind them."""

    _inherit = 'credit.profile'

    danger_score = fields.Integer(
        readonly=True, copy=False, groups=FIGURES, help="Points of the danger signals, up to 100.",
    )
    danger_level = fields.Selection(
        LEVELS, default='normal', readonly=True, index=True, copy=False, groups=FIGURES,
        help="By the points, or what a signal brings by itself.",
    )
    signal_ids = fields.One2many('credit.signal', 'profile_id', readonly=True, groups=FIGURES)
    living_signal_ids = fields.One2many(
        'credit.signal', compute='_compute_living_signals', string="Signals", groups=FIGURES)
    danger_codes = fields.Char(
        compute='_compute_living_signals', string="Danger Signals", groups=FIGURES)
    signal_change_ids = fields.One2many(
        'credit.signal.change', compute='_compute_signal_change_ids', groups=FIGURES)

    @api.depends('signal_ids.state')
    def _compute_living_signals(self):
        living = self.env['credit.signal'].search([
            ('profile_id', 'in', self.ids), ('state', '!=', 'expired')])
        for profile in self:
            own = living.filtered(lambda one, p=profile: one.profile_id == p)
            codes = {one.code for one in own if one.state == 'active' or one.is_stop}
            profile.living_signal_ids = own.sorted(lambda one: (one.state != 'active', int(one.code[2:])))
            profile.danger_codes = ' '.join(sorted(codes, key=lambda code: int(code[2:])))

    @api.depends('signal_ids.state')
    def _compute_signal_change_ids(self):
        for profile in self:
            profile.signal_change_ids = self.env['credit.signal.change'].search(
                [('profile_id', '=', profile.id or 0)], limit=40)

    def action_open_signals(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Danger signals of %(customer)s", customer=self.display_name),
            'res_model': 'credit.signal', 'view_mode': 'list,form',
            'domain': [('profile_id', '=', self.id)],
        }

    # === EVENTS === #

    @api.model
    def _notify(self, event, profiles, origin):
        super()._notify(event, profiles, origin)
        if event in MARKING:
            self.env['credit.signal.mark'].sudo()._append(profiles, event)
            if event in URGENT:
                self.env.ref('credit_management.credit_signal_worker_cron').sudo()._trigger()

    # === MERGED === #

    def _merge_into(self, partner, kind):
        """The survivor takes over signals and their history; of the same one the living counts."""
        survivor = super()._merge_into(partner, kind)
        both = [self.id, survivor.id]
        self.env['credit.signal'].sudo().flush_model()
        self.env.cr.execute(SQL(
            """DELETE FROM credit_signal WHERE id IN (
                   SELECT id FROM (
                       SELECT id, row_number() OVER (
                           PARTITION BY code, source
                           ORDER BY state = 'expired', profile_id <> %(survivor)s) AS place
                         FROM credit_signal WHERE profile_id = ANY(%(both)s)) ranked
                    WHERE place > 1)""", survivor=survivor.id, both=both,
        ))
        for table in ('credit_signal', 'credit_signal_change'):
            self.env.cr.execute(SQL(
                "UPDATE %s SET profile_id = %s WHERE profile_id = %s",
                SQL.identifier(table), survivor.id, self.id,
            ))
        self.env.cr.execute(SQL(
            "UPDATE credit_signal SET partner_id = %s WHERE profile_id = %s",
            survivor.partner_id.id, survivor.id,
        ))
        self.env['credit.signal'].invalidate_model()
        self.env['credit.signal.change'].invalidate_model()
        self.env['credit.signal.mark'].sudo()._append(survivor, 'merged')
        return survivor
