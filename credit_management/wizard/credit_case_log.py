from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.credit_case_action import CONTACTS, EVIDENCE


class CreditCaseLog(models.TransientModel):
    """The dialog in which a collector says what he did, what he learned and what comes next."""

    _name = 'credit.case.log'
    _description = "Log an Action"

    case_id = fields.Many2one('credit.case', required=True, readonly=True)
    company_id = fields.Many2one(related='case_id.company_id')
    currency_id = fields.Many2one(related='company_id.currency_id')
    partner_id = fields.Many2one(related='case_id.partner_id')
    kind = fields.Selection(
        [*CONTACTS, ('note', "Note"), ('evidence', "Evidence")], string="What", required=True,
        default='phone')
    is_reached = fields.Selection([('yes', "Reached"), ('no', "Not reached")], string="Reached")
    contact_id = fields.Many2one(
        'res.partner', string="With", domain="[('commercial_partner_id', '=', partner_id)]")
    day = fields.Date(string="On", default=lambda self: self.env.company._credit_today())
    note = fields.Text(string="What Was Said")
    cost = fields.Monetary(help="Money that it cost: postage, travel, fees.")
    evidence = fields.Selection(EVIDENCE)
    attachment_ids = fields.Many2many('ir.attachment', string="Files")
    cause_id = fields.Many2one('credit.cause', help="Why it is late, if that is known now.")
    next_on = fields.Date(string="Next Contact", help="Empty: by the rhythm of the route.")
    line_ids = fields.Many2many(
        'account.move.line', compute='_compute_line_ids', store=True, readonly=False,
        compute_sudo=False, string="About")

    @api.depends('case_id')
    def _compute_line_ids(self):
        for wizard in self:
            wizard.case_id.check_access('read')
            wizard.line_ids = wizard.case_id.sudo().line_ids._credit_case_open()

    def action_log(self):
        """Log what was done; a cause goes with the lines that it was about."""
        self.ensure_one()
        self._check_said()
        self.case_id.log(
            self.kind, self.note, line_ids=self.line_ids.ids, cause_id=self.cause_id.id or None,
            is_reached=self.is_reached or None, contact_id=self.contact_id.id or None,
            day=self.day and fields.Date.to_string(self.day),
            next_on=self.next_on and fields.Date.to_string(self.next_on), cost=self.cost,
            evidence=self.kind == 'evidence' and self.evidence or None, files=self.attachment_ids)
        return {'type': 'ir.actions.act_window_close'}

    def _check_said(self):
        if self.kind in ('phone', 'visit') and not self.is_reached:
            raise UserError(self.env._("Say whether you reached somebody: the class counts it."))
        if self.kind == 'evidence' and not (self.evidence and self.attachment_ids):
            raise UserError(self.env._("Say what it proves, and add the file."))
        if not (self.note or self.is_reached == 'no' or self.attachment_ids):
            raise UserError(self.env._("Say in a sentence what came of it."))
