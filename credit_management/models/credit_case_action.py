from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: What people do outside; the rest the system notes.
CONTACTS = [
    ('phone', "Call"), ('mail', "E-mail"), ('letter', "Letter"), ('message', "Message"),
    ('visit', "Visit"),
]
#: Contacts at which somebody may not be there.
TRIES = ('phone', 'visit')
KINDS = [
    *CONTACTS,
    ('note', "Note"), ('evidence', "Evidence"), ('opened', "Opened"), ('joined', "Late lines joined"),
    ('route', "Route"), ('class', "Class"), ('cause', "Cause"), ('excuse', "Excuse"),
    ('owner', "Handed over"), ('closed', "Closed"), ('reopened', "Reopened"), ('merged', "Joined"),
]
#: What a route may need before a case goes there; see `tools.case_routes`.
EVIDENCE = [
    ('claim_file', "File of the claim"), ('mandate', "Mandate to an agency"),
    ('power_of_attorney', "Power of attorney"), ('write_off_request', "Request to write off"),
]
#: So far ahead a next contact may be agreed.
FARTHEST_DAYS = 366


class CreditCaseAction(models.Model):
    """Something done about a case, or that happened to it: append-only."""

    _name = 'credit.case.action'
    _description = "Action on a Case"
    _order = 'day desc, id desc'
    _rec_name = 'kind'

    case_id = fields.Many2one(
        'credit.case', required=True, readonly=True, index=True, ondelete='restrict')
    profile_id = fields.Many2one(related='case_id.profile_id', store=True, index=True)
    partner_id = fields.Many2one(related='profile_id.partner_id', string="Customer")
    company_id = fields.Many2one(related='case_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    day = fields.Date(required=True, readonly=True)
    kind = fields.Selection(KINDS, string="What", required=True, readonly=True)
    is_contact = fields.Boolean(readonly=True, help="The customer heard or could have heard of it.")
    is_reached = fields.Selection(
        [('yes', "Reached"), ('no', "Not reached")], string="Reached", readonly=True)
    user_id = fields.Many2one('res.users', string="By", readonly=True)
    touch_id = fields.Many2one(
        'credit.touch', readonly=True, index='btree_not_null', ondelete='set null')
    contact_id = fields.Many2one('res.partner', string="With", readonly=True, ondelete='set null')
    note = fields.Text(readonly=True)
    route = fields.Char(string="Route Then", readonly=True)
    amount = fields.Monetary(string="Late Then", readonly=True)
    cost = fields.Monetary(readonly=True, help="Money that it cost: postage, travel, fees.")
    next_on = fields.Date(string="Next Contact", readonly=True)
    attachment_ids = fields.Many2many('ir.attachment', string="Files", readonly=True)
    evidence = fields.Selection(EVIDENCE, readonly=True)
    line_ids = fields.One2many('credit.case.action.line', 'action_id', readonly=True)

    _contact_idx = models.Index("(company_id, day) WHERE is_contact")

    @api.constrains('day', 'company_id')
    def _check_day(self):
        for action in self:
            if action.day > action.company_id._credit_today():
                raise ValidationError(self.env._(
                    "%(day)s is still to come. Log what was done, and plan what comes next.",
                    day=action.day))

    @api.constrains('next_on', 'company_id')
    def _check_next_on(self):
        for action in self.filtered('next_on'):
            today = action.company_id._credit_today()
            if not today <= action.next_on <= today + timedelta(days=FARTHEST_DAYS):
                raise ValidationError(self.env._(
                    "The next contact cannot be on %(day)s. Give a day from today on, within a year.",
                    day=action.next_on))

    @api.constrains('kind', 'cost')
    def _check_cost(self):
        if any(action.cost < 0 for action in self):
            raise ValidationError(self.env._("A cost cannot be below zero."))

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("What was logged never changes. Log a note instead."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was logged is never deleted. Log a note instead."))


class CreditCaseActionLine(models.Model):
    """What was open of a line when something was done about it."""

    _name = 'credit.case.action.line'
    _description = "Line of an Action on a Case"
    _log_access = False
    _rec_name = 'move_name'

    action_id = fields.Many2one(
        'credit.case.action', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='action_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    move_line_id = fields.Many2one(
        'account.move.line', string="Line", readonly=True, index=True, ondelete='set null')
    move_name = fields.Char(string="Document", readonly=True)
    amount = fields.Monetary(string="Open Then", readonly=True)

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("What was logged never changes. Log a note instead."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was logged is never deleted. Log a note instead."))
