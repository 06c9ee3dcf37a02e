import secrets
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..values import without_defaults

#: What the customer or an officer on his behalf says; all else is the server's.
INPUTS = {
    'legal_name', 'country_id', 'registration_no', 'street', 'zip', 'city', 'phone', 'website',
    'contact_name', 'contact_function', 'email', 'wished_limit', 'wished_days', 'consent',
    'line_ids', 'reference_ids', 'partner_id', 'lang', 'company_id', 'decision_note',
}
#: Without them nothing is submitted.
NEEDED = ('legal_name', 'country_id', 'registration_no', 'street', 'city', 'contact_name', 'email')
#: Days that a link is good for.
LINK_DAYS = 30
CHATTER = ('message_', 'activity_')


class CreditApplication(models.Model):
    """A customer's wish to buy on credit: who he is, what he wishes, who knows him, signed once."""

    _name = 'credit.application'
    _inherit = ['mail.thread']
    _description = "Application for Credit"
    _order = 'id DESC'

    name = fields.Char(readonly=True, copy=False, default="New")
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company.root_id,
        domain=[('parent_id', '=', False)])
    currency_id = fields.Many2one(related='company_id.currency_id')
    partner_id = fields.Many2one(
        'res.partner', string="Customer", index='btree_not_null', ondelete='set null',
        domain=[('parent_id', '=', False)])
    profile_id = fields.Many2one(
        'credit.profile', string="Credit Page", readonly=True, index='btree_not_null',
        ondelete='set null')
    state = fields.Selection(
        [('draft', "Draft"), ('submitted', "Submitted"), ('review', "Under Review"),
         ('decided', "Decided")], default='draft', required=True, readonly=True, copy=False,
        index=True, tracking=True)
    outcome = fields.Selection(
        [('accepted', "Accepted"), ('refused', "Refused")], readonly=True, copy=False)
    decision_note = fields.Char(string="Remark", copy=False)
    lang = fields.Selection('_selection_lang', string="Language")

    legal_name = fields.Char(string="Registered Name")
    country_id = fields.Many2one('res.country')
    registration_no = fields.Char(string="Registration Number")
    street = fields.Char()
    zip = fields.Char()
    city = fields.Char()
    phone = fields.Char()
    website = fields.Char()
    contact_name = fields.Char(string="Contact")
    contact_function = fields.Char(string="Function")
    email = fields.Char(string="Mail")
    wished_limit = fields.Monetary()
    wished_days = fields.Integer(string="Wished Terms (days)")
    line_ids = fields.One2many('credit.application.line', 'application_id', string="Information Points")
    reference_ids = fields.One2many(
        'credit.trade.reference', 'application_id', string="Trade References")
    consent = fields.Boolean(string="Agrees That We Ask Bureaus")

    signature = fields.Binary(attachment=True, readonly=True, copy=False)
    signed_by = fields.Char(readonly=True, copy=False)
    signed_on = fields.Datetime(readonly=True, copy=False)
    signed_from = fields.Char(readonly=True, copy=False, help="Network address.")
    access_token = fields.Char(groups=fields.NO_ACCESS, copy=False)
    access_until = fields.Date(string="Link Good Until", readonly=True, copy=False)
    sender_id = fields.Many2one('res.users', string="Sent By", readonly=True, copy=False)
    decided_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    candidate_ids = fields.Many2many(
        'res.partner', compute='_compute_candidate_ids', string="May Be One of These")
    candidate_note = fields.Char(compute='_compute_candidate_ids')

    _open_idx = models.Index("(id) WHERE state IN ('submitted', 'review')")

    @api.model
    def _selection_lang(self):
        return self.env['res.lang'].get_installed()

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_inputs({name for name, value in vals.items() if value})
        clean = without_defaults(self, set(self._fields) - INPUTS)
        points = self.env['credit.file.point'].sudo().search([('in_application', '=', True)])
        made = super(CreditApplication, clean).create([
            {'line_ids': [Command.create({'point_id': point.id}) for point in points], **vals}
            for vals in vals_list])
        for application in made.sudo():
            application.write({
                'name': self.env['ir.sequence'].sudo().next_by_code('credit.application') or "CA",
                'access_token': secrets.token_urlsafe(32), 'sender_id': self.env.uid,
                'access_until': application.company_id._credit_today() + timedelta(days=LINK_DAYS),
            })
        return made

    def write(self, vals):
        self._check_inputs({name for name in vals if not name.startswith(CHATTER)})
        if not self.env.su and set(vals) & (INPUTS - {'decision_note', 'partner_id'}):
            self._check_draft()
        return super().write(vals)

    def _check_inputs(self, names):
        if not self.env.su and names - INPUTS:
            raise UserError(self.env._(
                "An application moves by its buttons: Submit, Take In, Accept, Refuse."))

    def _check_draft(self):
        if fixed := self.filtered(lambda one: one.state != 'draft'):
            raise UserError(self.env._(
                "%(application)s was submitted, so it stays as it is. Send another one.",
                application=fixed[0].name))

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        self._check_draft()

    # === LINK === #

    @property
    def _path(self):
        return f'/my/credit-application/{self.id}'

    def _link(self):
        application_sudo = self.sudo()
        return (f'{application_sudo.company_id.get_base_url()}{application_sudo._path}'
                f'?access_token={application_sudo.access_token}')

    def _is_link_alive(self):
        return bool(self.access_until) and self.access_until >= self.company_id._credit_today()

    def _lang(self):
        return self.lang or self.partner_id.lang or self.company_id.partner_id.lang

    def _send(self):
        """Mail the link to the applicant's address; what is mailed stands in no talk."""
        for application_sudo in self.sudo():
            self.env.ref('credit_management.mail_template_credit_application').sudo().send_mail(
                application_sudo.id, email_values={
                    'email_to': application_sudo.email, 'recipient_ids': [], 'model': False,
                    'res_id': False, 'auto_delete': True})

    # === SUBMITTED === #

    def _missing(self):
        """Return the names of what has to be said before it is submitted."""
        names = [self._fields[name]._description_string(self.env) for name in NEEDED
                 if not self[name]]
        if self.wished_limit <= 0:
            names.append(self._fields['wished_limit']._description_string(self.env))
        return names

    def action_submit(self):
        """Submit on the customer's behalf: an officer who has the signed paper."""
        self.check_access('write')
        for application in self:
            application._check_draft()
            application.sudo()._submit()
        return True

    def _submit(self, **signed):
        self.ensure_one()
        self.flush_recordset()
        self.lock_for_update()
        self._check_draft_now()
        if missing := self._missing():
            raise UserError(self.env._("Still missing: %(names)s.", names=', '.join(missing)))
        self.sudo().write({
            'state': 'submitted', 'signed_on': fields.Datetime.now(), **signed,
        })

    def _check_draft_now(self):
        self.invalidate_recordset(['state'])
        if self.state != 'draft':
            raise UserError(self.env._("This was submitted already."))

    # === WHO IT MAY BE === #

    @api.depends('registration_no', 'legal_name', 'partner_id', 'country_id')
    def _compute_candidate_ids(self):
        for application in self:
            sure, alike = application._candidates()
            application.candidate_ids = sure or alike
            application.candidate_note = (
                self.env._("By the registration number.") if sure
                else self.env._("By name alone: look before you choose.") if alike else False)
