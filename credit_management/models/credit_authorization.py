import hmac
from datetime import timedelta
from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.authorizations import name_key

STATES = [('draft', "Draft"), ('verified', "Verified"), ('revoked', "Revoked")]
NEEDS = [
    ('contract_signer', "Signs a contract for the customer"),
    ('own_signer', "Signs a contract for us"),
    ('orderer', "Orders"),
    ('receiver', "Received goods"),
    ('bank_account', "Changed a bank account"),
]
#: What people write while it is a draft.
INPUTS = {
    'direction', 'profile_id', 'company_id', 'agent_id', 'agent_name', 'agent_user_id', 'phone',
    'id_number', 'scope_ids', 'address_ids', 'currency_id', 'max_single', 'max_cumulative',
    'period', 'excluded', 'may_delegate', 'date_from', 'date_to', 'notice_days', 'has_original',
    'specimen', 'file', 'file_name', 'user_id', 'note', 'paper_lang',
}
#: What may change later: the original comes by post.
LATER = {'user_id', 'note', 'notice_days', 'has_original'}


class CreditAuthorization(models.Model):
    """A letter of authority (授权委托书): a customer's for one of its people, or ours for one of ours.

    Whether it is active is asked of the calendar; nothing has to run for it to end.
    """

    _name = 'credit.authorization'
    _inherit = ['credit.paper']
    _description = "Authorization"
    _order = 'date_from DESC, id DESC'

    _inputs, _later = INPUTS, LATER
    _sequence_code, _letters = 'credit.authorization', "AU"

    direction = fields.Selection(
        [('customer', "Customer's"), ('own', "Ours")], required=True, default='customer')
    profile_id = fields.Many2one(
        'credit.profile', string="Customer", index=True, ondelete='restrict',
        help="Whose letter it is; of ours, the customer it is shown to: empty, all.")
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company.root_id,
        domain=[('parent_id', '=', False)])
    partner_id = fields.Many2one(
        'res.partner', string="Principal", compute='_compute_partner_id', store=True, index=True,
        precompute=True)
    agent_id = fields.Many2one(
        'res.partner', string="Contact", index=True, ondelete='restrict', tracking=True)
    agent_user_id = fields.Many2one(
        'res.users', string="Our Employee", ondelete='restrict', tracking=True)
    agent_name = fields.Char(
        string="Agent", compute='_compute_agent_name', store=True, readonly=False, required=True,
        precompute=True, tracking=True, help="As it stands on the letter.")
    agent_key = fields.Char(compute='_compute_agent_key', store=True)
    phone = fields.Char()
    id_number = fields.Char(
        string="ID Number", compute='_compute_id_number', inverse='_inverse_id_number',
        help="Kept as a check value alone: only whether another number is the same can be asked.")
    id_hash = fields.Char(readonly=True, copy=False, groups='base.group_system')
    id_tail = fields.Char(string="ID Ends With", readonly=True, copy=False)
    scope_ids = fields.Many2many('credit.authorization.scope', string="May")
    address_ids = fields.Many2many(
        'res.partner', 'credit_authorization_address_rel', string="Delivery Addresses",
        help="Goods may be received there; empty: anywhere.")
    currency_id = fields.Many2one(
        'res.currency', required=True, default=lambda self: self.env.company.root_id.currency_id)
    max_single = fields.Monetary(string="One Document up to", help="0: no cap.", tracking=True)
    max_cumulative = fields.Monetary(string="All Together up to", help="0: no cap.", tracking=True)
    period = fields.Selection(
        [('month', "a calendar month"), ('quarter', "a calendar quarter"),
         ('year', "a calendar year"), ('term', "its whole term")], string="In",
        required=True, default='year')
    excluded = fields.Text(string="Not Allowed", help="Powers that the letter leaves out.")
    may_delegate = fields.Boolean(string="May Pass It On")
    date_from = fields.Date(
        string="From", required=True, tracking=True,
        default=lambda self: self.env.company.root_id._credit_today())
    date_to = fields.Date(string="Until", tracking=True, help="Its last day.")
    notice_days = fields.Integer(string="Remind Before (days)", default=30)
    has_original = fields.Boolean(
        string="Original on File", tracking=True, help="Without it there is only a warning.")
    specimen = fields.Image(string="Specimen Signature", max_width=1024, max_height=512, copy=False)
    file = fields.Binary(string="Letter", attachment=True, copy=False)
    paper_lang = fields.Selection(
        [('both', "English and Chinese"), ('en', "English"), ('zh', "Chinese")], string="Printed In",
        required=True, default='both')
    state = fields.Selection(
        STATES, default='draft', required=True, readonly=True, copy=False, index=True,
        tracking=True)
    verifier_id = fields.Many2one('res.users', string="Verified By", readonly=True, copy=False)
    revoked_on = fields.Date(
        string="Notice Received", readonly=True, copy=False, tracking=True,
        help="From this day on it binds no more; what was dated before stays.")
    revoke_reason = fields.Char(readonly=True, copy=False)
    replaces_id = fields.Many2one(
        'credit.authorization', readonly=True, copy=False, ondelete='restrict',
        index='btree_not_null')
    old_specimen = fields.Image(related='replaces_id.specimen', string="Signature until Now")
    reminded_for = fields.Date(readonly=True, copy=False)
    need = fields.Selection(NEEDS, string="Needed Because", readonly=True, copy=False)
    need_amount = fields.Monetary(
        string="Amount of the Document", currency_field='company_currency_id', readonly=True,
        copy=False)
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency")
    order_id = fields.Many2one(
        'sale.order', readonly=True, copy=False, ondelete='set null', index='btree_not_null')
    contract_id = fields.Many2one(
        'credit.contract', readonly=True, copy=False, ondelete='cascade', index='btree_not_null')
    proof_id = fields.Many2one(
        'credit.delivery.proof', string="Ratifies", readonly=True, copy=False,
        ondelete='restrict', index='btree_not_null',
        help="What an agent without authority did binds once the principal accepts it.")

    stage = fields.Selection(
        [('draft', "Draft"), ('future', "Not Begun"), ('active', "Active"),
         ('expiring', "Ends Soon"), ('expired', "Expired"), ('revoked', "Revoked")],
        string="Now", compute='_compute_stage')
    used = fields.Monetary(
        string="Used in the Period", compute='_compute_used',
        currency_field='company_currency_id')

    _party_idx = models.Index("(partner_id, company_id) WHERE state IN ('verified', 'revoked')")
    _end_idx = models.Index("(date_to) WHERE state = 'verified' AND date_to IS NOT NULL")
    _draft_idx = models.Index("(profile_id, need) WHERE state = 'draft'")
    _not_negative = models.Constraint(
        'CHECK (max_single >= 0 AND max_cumulative >= 0 AND notice_days >= 0)',
        "Amounts and days are not below zero.")
    _in_order = models.Constraint(
        'CHECK (date_to IS NULL OR date_to >= date_from)', "A letter ends after it begins.")
    _whose = models.Constraint(
        "CHECK (direction = 'own' OR profile_id IS NOT NULL)", "Say whose letter it is.")

    # === COMPUTE === #

    @api.depends('direction', 'profile_id', 'company_id')
    def _compute_partner_id(self):
        for letter in self:
            own = letter.direction == 'own'
            letter.partner_id = (letter.company_id if own else letter.profile_id).partner_id

    @api.depends('agent_id', 'agent_user_id')
    def _compute_agent_name(self):
        for letter in self:
            letter.agent_name = (
                letter.agent_id.name or letter.agent_user_id.name or letter.agent_name)

    @api.depends('agent_name')
    def _compute_agent_key(self):
        for letter in self:
            letter.agent_key = name_key(letter.agent_name)

    @api.depends('name', 'agent_name')
    def _compute_display_name(self):
        for letter in self:
            letter.display_name = f"{letter.name} {letter.agent_name or ''}"

    @api.depends('id_tail')
    def _compute_id_number(self):
        for letter in self:
            letter.id_number = f"•••{letter.id_tail}" if letter.id_tail else False

    def _inverse_id_number(self):
        for letter in self:
            number = ''.join((letter.id_number or '').split()).upper()
            if number.startswith('•'):
                continue
            letter.sudo().write({
                'id_hash': number and self._id_hash(number), 'id_tail': number[-4:]})
        self.invalidate_recordset(['id_number'], flush=False)

    @api.model
    def _id_hash(self, number):
        """Return what is kept of an ID number: the few there are could be tried, so it is keyed."""
        secret = self.env['ir.config_parameter'].sudo().get_param('database.secret')
        return hmac.new(secret.encode(), number.encode(), sha256).hexdigest()

    @api.depends('state', 'date_from', 'date_to', 'revoked_on', 'notice_days')
    def _compute_stage(self):
        for letter in self:
            letter.stage = letter._stage()

    def _stage(self):
        today = (self.company_id or self.env.company.root_id)._credit_today()
        if self.state == 'draft':
            return 'draft'
        if self.revoked_on and today >= self.revoked_on:
            return 'revoked'
        if self.date_from > today:
            return 'future'
        if self.date_to and self.date_to < today:
            return 'expired'
        notice = self.date_to and self.date_to - timedelta(days=self.notice_days)
        return 'expiring' if notice and notice <= today else 'active'

    @api.onchange('direction')
    def _onchange_direction(self):
        if self.direction == 'own':
            self.agent_id = False
        else:
            self.agent_user_id = False

    # === CONSTRAINTS === #

    @api.constrains('agent_id', 'profile_id', 'direction', 'company_id')
    def _check_parties(self):
        for letter in self:
            profile, agent_sudo = letter.profile_id, letter.sudo().agent_id
            if profile and profile.sudo().company_id != letter.company_id:
                raise ValidationError(self.env._(
                    "%(customer)s is a customer of another company.",
                    customer=profile.display_name))
            if agent_sudo and agent_sudo.is_company:
                raise ValidationError(self.env._(
                    "%(agent)s is a company. A letter names a person.",
                    agent=agent_sudo.display_name))
            if not name_key(letter.agent_name):
                raise ValidationError(self.env._("Say who the agent is."))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get('profile_id'):
                profile_sudo = self.env['credit.profile'].sudo().browse(vals['profile_id'])
                vals['company_id'] = profile_sudo.company_id.id
        return super().create(vals_list)
