from odoo import api, fields, models
from odoo.fields import Domain

from .credit_hold_desk import GAUGE_PARTS, IN_TRANSIT
from .credit_profile import FIGURES


class CreditProfile(models.Model):
    """The customer's credit page: what its header, tiles and slots show."""

    _inherit = 'credit.profile'

    gauge = fields.Json(compute='_compute_gauge', groups=FIGURES)
    in_transit = fields.Monetary(
        compute='_compute_gauge', groups=FIGURES, string="Received, Not Matched"
    )
    exposure_item_ids = fields.One2many(
        'credit.exposure.item', compute='_compute_exposure_item_ids', groups=FIGURES
    )
    limit_decision_ids = fields.One2many(
        'credit.decision', compute='_compute_decision_ids', string="Limit History", groups=FIGURES
    )
    decision_ids = fields.One2many(
        'credit.decision', compute='_compute_decision_ids', string="Log", groups=FIGURES
    )
    shown_policy = fields.Char(compute='_compute_shown_policy', string="Policy", groups=FIGURES)
    pause_until = fields.Datetime(related='company_id.credit_pause_until', groups=FIGURES)
    credit_mode = fields.Selection(related='company_id.credit_mode', groups=FIGURES)
    is_paused = fields.Boolean(compute='_compute_is_paused')

    # === COMPUTE === #

    @api.depends('exposure')
    def _compute_gauge(self):
        facts = self._hold_facts()
        for profile in self:
            own = facts.get(profile.id) or {}
            profile.gauge = profile._gauge(own)
            profile.in_transit = own.get('in_transit') or 0.0

    def _hold_facts(self, without=None):
        """Return the figures of now as a hold keeps them, without the quotations `without`."""
        if not self.ids:
            return {}
        self.env.flush_all()
        check_sudo = self.env['credit.check'].sudo()
        rows = check_sudo._rows(self.env.cr, self.ids)
        needs = {'exposure', 'effective_limit', 'components', 'in_transit', 'in_transit_counts'}
        left_out = without.filtered(lambda order: order.state != 'sale').ids if without else []
        return check_sudo._facts(self.env.cr, rows, needs, exclude_order_ids=left_out)

    def _gauge(self, facts, document=0.0):
        """Return what the gauge draws: parts in order, limit, document, money on its way."""
        self.ensure_one()
        components = facts.get('components') or {}
        parts = [
            {'code': code, 'components': list(names),
             'amount': sum(components.get(name) or 0.0 for name in names)}
            for code, names in GAUGE_PARTS
        ]
        return {
            'parts': [part for part in parts if part['amount']],
            'document': document or 0.0,
            'exposure': facts.get('exposure') or 0.0,
            'limit': facts.get('effective_limit'),
            'in_transit': facts.get('in_transit') or max(
                -(components.get(name) or 0.0) for name in IN_TRANSIT
            ) or 0.0,
            'in_transit_counts': facts.get('in_transit_counts', True),
            'beyond_horizon': components.get('beyond_horizon') or 0.0,
            'currency_id': self.currency_id.id,
        }

    @api.depends('exposure')
    def _compute_exposure_item_ids(self):
        for profile in self:
            profile.exposure_item_ids = self.env['credit.exposure.item'].search(
                [('profile_id', '=', profile.id)], limit=80
            ) if profile.id else False

    @api.depends('credit_limit', 'standing')
    def _compute_decision_ids(self):
        decisions = self.env['credit.decision']
        for profile in self:
            own = Domain('profile_id', '=', profile.id or 0)
            kinds = Domain('kind', 'in', ('profile', 'limit', 'standing', 'merged'))
            profile.limit_decision_ids = decisions.search(own & kinds, limit=40)
            profile.decision_ids = decisions.search(own, limit=40)

    @api.depends('policy_id')
    def _compute_shown_policy(self):
        """Name the policy that applies, and where it comes from."""
        origins = {
            'own': self.env._("%(policy)s (own)"),
            'segment': self.env._("%(policy)s (by segment)"),
            'company': self.env._("%(policy)s (company)"),
            'default': self.env._("%(policy)s (default)"),
        }
        rows = [
            {'id': profile.id, 'partner_id': profile.partner_id.id,
             'company_id': profile.company_id.id, 'policy_id': profile.policy_id.id}
            for profile in self if profile.id
        ]
        found = self.env['credit.policy'].sudo()._resolve_rows(rows) if rows else {}
        for profile in self:
            policy_id, origin = found.get(profile.id) or (False, 'default')
            policy = self.env['credit.policy'].sudo().browse(policy_id or [])
            profile.shown_policy = policy and origins[origin] % {'policy': policy.display_name}

    @api.depends('company_id')
    def _compute_is_paused(self):
        for profile in self:
            company = profile.company_id.sudo()
            profile.is_paused = bool(
                company and company.credit_mode == 'enforce'
                and company._credit_mode_now() == 'report'
            )

    # === ACTIONS === #

    def action_change_limit(self):
        """Open the one dialog through which limits and standings change: with a reason."""
        return self._page_dialog('credit.limit.change', self.env._("Limit and standing"))

    def action_hold_customer(self):
        return self._page_dialog('credit.hold.manual', self.env._("Hold this customer"))

    def _page_dialog(self, model, title):
        return {
            'type': 'ir.actions.act_window', 'name': title, 'res_model': model,
            'view_mode': 'form', 'views': [(False, 'form')], 'target': 'new',
            'context': {'default_profile_ids': [(6, 0, self.ids)]},
        }

    def action_open_partner(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': 'res.partner',
            'res_id': self.partner_id.id, 'view_mode': 'form', 'views': [(False, 'form')],
        }

    def action_open_overdue(self):
        """Open the customer's overdue invoices."""
        self.ensure_one()
        title = self.env._("Overdue of %(customer)s", customer=self.display_name)
        return self._receivable_action(title, [
            ('date_maturity', '<', self.company_id._credit_today()), ('amount_residual', '>', 0),
        ])

    def _receivable_action(self, title, domain):
        return {
            'type': 'ir.actions.act_window', 'name': title,
            'res_model': 'account.move.line', 'view_mode': 'list,form',
            'domain': [
                ('partner_id', 'child_of', self.partner_id.id), ('parent_state', '=', 'posted'),
                ('account_type', '=', 'asset_receivable'), ('reconciled', '=', False),
                ('company_id', 'child_of', self.company_id.id), *domain,
            ],
        }
