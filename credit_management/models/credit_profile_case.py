from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .credit_case import ROUTES
from .credit_profile import FIGURES


class CreditProfile(models.Model):
    """A customer's cases on his page."""

    _inherit = 'credit.profile'

    case_ids = fields.One2many('credit.case', 'profile_id', string="Cases", groups=FIGURES)
    open_case_id = fields.Many2one(
        'credit.case', compute='_compute_open_case_id', groups=FIGURES)
    case_route = fields.Selection(ROUTES, compute='_compute_open_case_id', groups=FIGURES)
    case_next_on = fields.Date(
        string="Next Case Action", compute='_compute_open_case_id', groups=FIGURES)
    case_amount = fields.Monetary(compute='_compute_open_case_id', groups=FIGURES)

    @api.depends('case_ids.state', 'case_ids.route', 'case_ids.amount', 'case_ids.next_action_on')
    def _compute_open_case_id(self):
        found = {
            case.profile_id.id: case for case in self.env['credit.case'].search(
                [('profile_id', 'in', self.ids), ('state', '=', 'open')])
        }
        for profile in self:
            case = found.get(profile.id, self.env['credit.case'])
            profile.open_case_id = case
            profile.case_route = case.route
            profile.case_next_on = case.next_action_on
            profile.case_amount = case.amount

    def action_open_case(self):
        """Open the customer's case, or begin one about all that is late."""
        self.ensure_one()
        self.check_access('read')
        case = self.open_case_id or self._begin_case()
        return {
            'type': 'ir.actions.act_window', 'res_model': 'credit.case', 'res_id': case.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }

    def _begin_case(self):
        cases = self.env['credit.case']
        if not self.env.user.has_group('credit_management.credit_management_group_officer'):
            raise AccessError(self.env._(
                "Cases are opened by credit officers. Ask one of them."))
        late = cases.sudo()._late_lines(self.sudo(), self.company_id._credit_today())
        if not late.get(self.id):
            raise UserError(self.env._(
                "Nothing of %(customer)s is late, so there is nothing to collect.",
                customer=self.display_name))
        return cases._open(self, late[self.id], 'hand').sudo(False)
