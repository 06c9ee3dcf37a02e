from odoo import api, fields, models
from odoo.tools import SQL

from .credit_profile import FIGURES

#: What may have changed a claim, its customer or what was paid of it.
EVENTS = {'move_posted', 'allocation_changed', 'merged', 'reparented'}


class CreditProfile(models.Model):
    """The customer's law, and the earliest last safe day of his claims."""

    _inherit = 'credit.profile'

    limitation_law_id = fields.Many2one(
        'credit.limitation.law', groups=FIGURES, index='btree_not_null',
        tracking=True,
        help="Empty: the law of the contract's country, else of the company.",
    )
    contract_country_id = fields.Many2one(
        'res.country', string="Law of the Contract", groups=FIGURES, tracking=True,
        help="The country whose law governs the contracts with this customer, where it is not ours.",
    )
    guarantee_ids = fields.One2many('credit.guarantee.clock', 'profile_id', groups=FIGURES)
    court_event_ids = fields.One2many('credit.court.event', 'profile_id', groups=FIGURES)
    court_deadline_ids = fields.One2many('credit.court.deadline', 'profile_id', groups=FIGURES)
    limitation_ids = fields.One2many('credit.limitation', 'profile_id', groups=FIGURES)
    safe_date = fields.Date(
        string="Last Safe Day", compute='_compute_safe_date', groups=FIGURES,
        help="Of the open claims, the one that ends first.",
    )

    is_limitation_near = fields.Boolean(compute='_compute_safe_date', groups=FIGURES)

    def _compute_safe_date(self):
        rows = self.env['credit.limitation'].sudo()._read_group(
            [('profile_id', 'in', self.ids), ('pending_kind', '=', False)], ['profile_id'],
            ['safe_date:min', 'act_on:min'])
        found = {profile: (safe, act) for profile, safe, act in rows}
        for profile in self:
            safe, act = found.get(profile._origin, (False, False))
            profile.safe_date = safe
            profile.is_limitation_near = bool(
                act and act <= profile.company_id._credit_today())

    @api.model
    def _notify(self, event, profiles, origin):
        super()._notify(event, profiles, origin)
        if event in EVENTS:
            self.env['credit.limitation'].sudo()._mark(profiles)

    def write(self, vals):
        res = super().write(vals)
        if {'limitation_law_id', 'contract_country_id'} & set(vals):
            self.env['credit.limitation'].sudo()._mark(self)
            self.env['credit.court.deadline'].sudo()._count(self)
            self.env['credit.guarantee.clock'].sudo().search(
                [('profile_id', 'in', self.ids)])._unsee()
        return res

    def _merge_into(self, partner, kind):
        """What was written down about the claims goes with them."""
        survivor = super()._merge_into(partner, kind)
        self.env.flush_all()
        # Told of both: the survivor's own stays the one that is known.
        self.env.cr.execute(SQL(
            """UPDATE credit_court_event own SET bureau_key = NULL FROM credit_court_event other
                WHERE own.profile_id = %s AND other.profile_id = %s
                  AND own.bureau_key = other.bureau_key""", self.id, survivor.id))
        for table in self._limitation_tables():
            self.env.cr.execute(SQL(
                "UPDATE %s SET profile_id = %s WHERE profile_id = %s",
                SQL.identifier(table), survivor.id, self.id))
        self.env.invalidate_all(flush=False)
        self.env['credit.limitation'].sudo()._mark(survivor)
        self.env['credit.court.deadline'].sudo()._count(self | survivor)
        self.env['credit.guarantee.clock'].sudo().with_context(active_test=False).search(
            [('profile_id', '=', survivor.id)])._recount()
        return survivor

    @api.model
    def _limitation_tables(self):
        return ['credit_limitation', 'credit_limitation_event', 'credit_guarantee_clock',
                'credit_court_event']

    def action_open_limitation(self):
        """Open the claims of this customer by their last safe day."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Limitation of %(customer)s", customer=self.display_name),
            'res_model': 'credit.limitation', 'view_mode': 'list,form',
            'domain': [('profile_id', '=', self.id)],
        }

    def action_limitation_event(self):
        """Write down what happened to claims on this customer."""
        self.ensure_one()
        today = self.company_id._credit_today()
        due = self.limitation_ids.filtered(lambda claim: claim.date_due <= today)
        return {**self.env['credit.limitation'].action_write_event(), 'context': {
            'default_profile_id': self.id, 'default_line_ids': due.move_line_id.ids}}

    def action_court_event(self):
        """Write down what happened at court."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("What Happened at Court"),
            'res_model': 'credit.court.event', 'view_mode': 'form', 'target': 'new',
            'views': [(False, 'form')], 'context': {'default_profile_id': self.id},
        }
