from odoo import api, fields, models

from ..models.credit_case import CLASSES, ROUTES
from ..models.credit_case_route import GROUND_WORDS


class CreditCaseDecide(models.TransientModel):
    """The dialogs of a case in which somebody says why: route, class, collector, closing."""

    _name = 'credit.case.decide'
    _description = "Decide on Cases"

    case_ids = fields.Many2many('credit.case', required=True, readonly=True)
    what = fields.Selection(
        [('route', "Route"), ('class', "Class"), ('owner', "Collector"), ('close', "Close")],
        required=True, readonly=True)
    route = fields.Selection(ROUTES, compute='_compute_route', store=True, readonly=False)
    ground = fields.Selection(
        GROUND_WORDS, string="Why Routes Are Left Out", help="Empty: none is left out.")
    needed_text = fields.Char(compute='_compute_needed_text')
    debtor_class = fields.Selection(CLASSES, string="Class", help="Empty: what the scores say.")
    user_id = fields.Many2one('res.users', string="Collector", domain=[('share', '=', False)])
    reason = fields.Char()

    @api.depends('case_ids')
    def _compute_route(self):
        for wizard in self:
            wizard.case_ids.check_access('read')
            wizard.route = wizard.case_ids[:1].proposed_route

    @api.depends('route', 'case_ids')
    def _compute_needed_text(self):
        for wizard in self:
            wizard.needed_text = ', '.join({
                word for case in wizard.case_ids for word in case._needed_words(wizard.route)})

    def action_apply(self):
        self.ensure_one()
        cases = self.case_ids
        if self.what == 'route':
            cases.move_to(self.route, self.reason, self.ground or None)
        elif self.what == 'class':
            cases.set_class(self.debtor_class, self.reason)
        elif self.what == 'owner':
            cases.hand_over(self.user_id.id, self.reason or None)
        else:
            cases.close(self.reason)
        return {'type': 'ir.actions.act_window_close'}
