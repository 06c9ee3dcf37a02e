from datetime import timedelta

from odoo import api, fields, models


class CreditHoldRelease(models.TransientModel):
    """Release one or many holds: one reason, one note, bounded by amount and day."""

    _name = 'credit.hold.release'
    _inherit = 'credit.hold.decide'
    _description = "Release Credit Holds"

    reason_id = fields.Many2one(
        'credit.reason', required=True, domain=[('usage', '=', 'release')]
    )
    currency_id = fields.Many2one('res.currency', compute='_compute_currency_id')
    max_amount = fields.Monetary(
        string="Up to Amount", compute='_compute_bounds', store=True, readonly=False,
        compute_sudo=False, help="The release falls when the order outgrows this amount.",
    )
    valid_until = fields.Date(
        string="Until", compute='_compute_bounds', store=True, readonly=False, required=True,
        compute_sudo=False,
    )
    authority_text = fields.Char(compute='_compute_authority_text')
    urgent = fields.Boolean(
        help="A manager alone lets it go; another manager signs within 24 hours.",
    )
    may_be_urgent = fields.Boolean(compute='_compute_may_be_urgent')
    condition = fields.Selection(
        selection=lambda self: [
            ('none', self.env._("None")), *self.env['credit.hold']._selection_condition(),
        ],
        default='none', required=True, help="Recorded and followed up; the order goes on at once.",
    )
    condition_date = fields.Date(string="Promised For")
    condition_amount = fields.Monetary(
        string="Amount to Pay", compute='_compute_bounds', store=True, readonly=False,
        compute_sudo=False, help="At first: how far it is over the limit.",
    )
    condition_note = fields.Char(string="Which Security")

    @api.depends('hold_ids')
    def _compute_currency_id(self):
        for wizard in self:
            holds_sudo = wizard.hold_ids.sudo()
            wizard.currency_id = holds_sudo.currency_id if len(holds_sudo) == 1 else False

    @api.depends('hold_ids')
    def _compute_bounds(self):
        for wizard in self:
            holds_sudo = wizard.hold_ids.sudo()
            wizard.max_amount = holds_sudo.total if len(holds_sudo) == 1 else 0.0
            wizard.valid_until = wizard._until(holds_sudo)
            wizard.condition_amount = wizard._over(holds_sudo)

    def _over(self, holds_sudo):
        """Return the excess of the one hold over its limit, in its document's currency."""
        if len(holds_sudo) != 1 or not holds_sudo.currency_id:
            return 0.0
        return holds_sudo.company_currency_id._convert(
            max(holds_sudo._excess(), 0.0), holds_sudo.currency_id, holds_sudo.company_id,
            holds_sudo.company_id._credit_today(),
        )

    def _until(self, holds_sudo):
        """Return the promised ship date and three days, else what the company usually gives."""
        days = [hold._default_valid_until() for hold in holds_sudo]
        ships = [hold.ship_date.date() + timedelta(days=3) for hold in holds_sudo if hold.ship_date]
        return max(days + ships, default=fields.Date.context_today(self))

    @api.depends('hold_ids')
    def _compute_authority_text(self):
        for wizard in self:
            wizard.authority_text = wizard.hold_ids[:1].authority_text

    def _compute_may_be_urgent(self):
        self.may_be_urgent = self.env.user.has_group(
            'credit_management.credit_management_group_manager'
        )

    def _decide(self, hold):
        return hold.release(
            self.reason_id.code, self.note, valid_until=self.valid_until, urgent=self.urgent,
            max_amount=self.max_amount if self.hold_count == 1 else None,
            condition=self._condition(),
        )

    def _condition(self):
        """Return the condition as `release` takes it."""
        if self.condition == 'none' or self.hold_count > 1:
            return None
        return {
            'kind': self.condition, 'date': self.condition_date,
            'amount': self.condition_amount, 'text': self.condition_note,
        }
