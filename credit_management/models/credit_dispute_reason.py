from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.disputes import Reason

#: Departments that settle disputes.
OWNERS = ('sales', 'logistics', 'after_sales', 'receivables', 'credit')


class CreditDisputeReason(models.Model):
    """Why customers dispute: who deals with it, within how many working days."""

    _name = 'credit.dispute.reason'
    _description = "Reason for Disputes"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Names the reason in other programs; it stays.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        'res.company', domain=[('parent_id', '=', False)], help="Empty: for all companies.")
    owner = fields.Selection(
        selection='_selection_owner', string="Department", required=True, default='credit')
    user_id = fields.Many2one(
        'res.users', string="Person", domain=[('share', '=', False)],
        help="Gets these disputes. Empty: for sales the customer's salesperson, else his credit"
        " officer.",
    )
    days = fields.Integer(
        string="Working Days", required=True, default=10, help="Until it is to be settled.")

    _code_unique = models.UniqueIndex(
        "(code, company_id) NULLS NOT DISTINCT", "There is a reason with this code already.")

    @api.model
    def _selection_owner(self):
        labels = {
            'sales': self.env._("Sales"),
            'logistics': self.env._("Logistics"),
            'after_sales': self.env._("After-sales"),
            'receivables': self.env._("Receivables"),
            'credit': self.env._("Credit"),
        }
        return [(owner, labels[owner]) for owner in OWNERS]

    @api.constrains('days')
    def _check_days(self):
        for reason in self:
            if not 0 < reason.days <= 365:
                raise ValidationError(self.env._(
                    "%(days)s working days are no time to settle a dispute. Give 1 to 365.",
                    days=reason.days))

    def _plain(self):
        """Return ``{code: Reason}`` as `tools.disputes` takes it."""
        return {one.code: Reason(one.code, one.owner, one.days) for one in self}

    def _responsible(self, profile_sudo):
        """Return who settles disputes of this reason with a customer."""
        self.ensure_one()
        reason_sudo = self.sudo()
        if reason_sudo.user_id:
            return reason_sudo.user_id
        if reason_sudo.owner == 'sales' and profile_sudo.partner_id.user_id:
            return profile_sudo.partner_id.user_id
        return profile_sudo.user_id
