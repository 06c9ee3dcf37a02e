from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.legal_dates import add_months
from ..values import id_of, without_defaults

#: What a person says of an entry while it is a draft; all else is the server's.
INPUTS = {'company_id', 'subject', 'partner_id', 'reason_id', 'level', 'evidence', 'review_date',
          'key_ids'}
#: Written by Odoo's own chatter.
CHATTER = {'message_follower_ids', 'message_ids', 'message_main_attachment_id'}
#: States in which an entry acts.
ACTS = ('in_force', 'removing')
#: Months until somebody looks whether an entry is still right.
REVIEW_MONTHS = 12


class CreditBlacklist(models.Model):
    """Somebody who gets no credit, or no goods at all: why, on what evidence, until looked at again.

    Two people agree before it acts, and two before it ends; nothing of it is ever deleted.
    """

    _name = 'credit.blacklist'
    _inherit = ['mail.thread']
    _description = "Blacklist Entry"
    _order = 'id DESC'

    name = fields.Char(readonly=True, copy=False, default="New")
    company_id = fields.Many2one(
        'res.company', required=True, index=True, domain=[('parent_id', '=', False)],
        default=lambda self: self.env.company.root_id)
    subject = fields.Char(string="Who", required=True, help="Company or person, as registered.")
    partner_id = fields.Many2one(
        'res.partner', string="Customer", index='btree_not_null', ondelete='set null',
        domain=[('parent_id', '=', False)],
        help="If he is a contact here; his numbers, name, phone and address are taken from him.")
    reason_id = fields.Many2one('credit.blacklist.reason', required=True, ondelete='restrict')
    level = fields.Selection(
        [('no_credit', "No credit"), ('no_trade', "No trade")], required=True, default='no_credit',
        tracking=True,
        help="No credit: only what is paid beforehand passes. No trade: nothing does.")
    evidence = fields.Text(help="What shows it, and where it is kept. Attach papers below.")
    review_date = fields.Date(
        required=True, tracking=True, default=lambda self: add_months(
            self.env.company._credit_today(), REVIEW_MONTHS),
        help="By this day somebody looks whether the entry is still right.")
    key_ids = fields.One2many('credit.blacklist.key', 'blacklist_id', string="Known By")
    state = fields.Selection(
        [('draft', "To Ask"), ('submitted', "Waiting for Approval"), ('in_force', "In Force"),
         ('removing', "Removal Waits"), ('removed', "Removed"), ('refused', "Refused")],
        default='draft', required=True, readonly=True, copy=False, index=True, tracking=True)

    requester_id = fields.Many2one('res.users', string="Asked By", readonly=True, copy=False)
    editor_id = fields.Many2one('res.users', string="Changed By", readonly=True, copy=False)
    user_id = fields.Many2one('res.users', string="Whose Turn", readonly=True, copy=False)
    decide_by = fields.Datetime(readonly=True, copy=False)
    date_from = fields.Date(string="Since", readonly=True, copy=False)
    date_to = fields.Date(string="Removed On", readonly=True, copy=False)
    removal_reason = fields.Text(string="Why It Ends", readonly=True, copy=False)
    removal_requester_id = fields.Many2one(
        'res.users', string="Removal Asked By", readonly=True, copy=False)
    told_on = fields.Date(readonly=True, copy=False)
    told_how = fields.Char(
        string="How He Was Told", readonly=True, copy=False,
        help="That he is on the list, why, and where he may object.")
    note = fields.Char(string="Remark", readonly=True, copy=False)
    approval_ids = fields.One2many(
        'credit.blacklist.approval', 'blacklist_id', string="Approvals", readonly=True)
    match_ids = fields.One2many(
        'credit.blacklist.match', 'blacklist_id', string="Contacts", readonly=True)
    objection_ids = fields.One2many(
        'credit.blacklist.objection', 'blacklist_id', string="Objections", readonly=True)

    _waiting_idx = models.Index("(id) WHERE state IN ('submitted', 'removing')")
    _review_idx = models.Index("(review_date) WHERE state = 'in_force'")

    @api.depends('name', 'subject')
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = f'{entry.name} {entry.subject or ""}'

    @api.model
    def _is_used(self):
        """Tell whether any entry acts at all; most companies have none."""
        return bool(self.sudo().search_count([('state', 'in', ACTS)], limit=1))

    @api.onchange('partner_id')
    def _onchange_partner_id(self):
        self.subject = self.partner_id.name or self.subject

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_inputs({name for name, value in vals.items() if value})
            company = self.env['res.company'].browse(id_of(vals.get('company_id')))
            if company:
                vals['company_id'] = company.sudo().root_id.id
        barred = set(self._fields) - INPUTS - CHATTER
        entries = super(CreditBlacklist, without_defaults(self, barred)).create(vals_list)
        for entry in entries.sudo():
            entry.name = self.env['ir.sequence'].sudo().next_by_code('credit.blacklist') or "BL"
            entry.editor_id = self.env.uid
            entry._take_keys()
        return entries

    def write(self, vals):
        self._check_inputs(set(vals))
        by_hand = not self.env.su and set(vals) & INPUTS
        if by_hand:
            self._check_draft()
        res = super().write(vals)
        if by_hand:
            self.sudo().editor_id = self.env.uid
        if 'partner_id' in vals:
            self.sudo().filtered(lambda entry: entry.state == 'draft')._take_keys()
        return res

    def _check_inputs(self, names):
        if not self.env.su and names - INPUTS - CHATTER:
            raise UserError(self.env._(
                "An entry of the blacklist moves by its buttons: Ask, Approve, Refuse, Remove."))

    def _check_draft(self):
        if fixed := self.filtered(lambda entry: entry.state != 'draft'):
            raise UserError(self.env._(
                "%(entry)s was put before people who decide, so it stays as it is. Have it removed,"
                " and make another.", entry=fixed[0].display_name))

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        self._check_draft()

    def _take_keys(self):
        """Let a customer's entry be known by all that is known of him."""
        for entry in self.filtered('partner_id'):
            if not entry.key_ids:
                entry.key_ids = [
                    (0, 0, {'kind': kind, 'value': value})
                    for kind, value in self.env['credit.blacklist.match']._said_of(entry.partner_id)]

    def _log(self, action, **more):
        """Log what was asked or decided."""
        self.ensure_one()
        self.env['credit.decision'].sudo()._log(
            'blacklist', company=self.sudo().company_id, res_model=self._name, res_id=self.id,
            payload={'action': action, 'what': self.subject, 'level': self.level,
                     'code': self.sudo().reason_id.code, **more})
