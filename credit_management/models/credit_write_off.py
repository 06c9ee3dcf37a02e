from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.exact import exact
from ..tools.write_offs import fits
from ..values import without_defaults

OFFICER = 'credit_management.credit_management_group_officer'
#: What a person says of a request while it is a draft; all else is the server's.
INPUTS = {'profile_id', 'ground_id', 'reason', 'line_ids', 'paper_ids', 'yearly_income'}
#: Of these, what people decide on: who changed it does not decide.
WEIGHTY = {'profile_id', 'ground_id', 'line_ids', 'yearly_income'}
#: Written by Odoo's own chatter.
CHATTER = {'message_follower_ids', 'message_ids', 'message_main_attachment_id'}
#: On the file of every write-off, whatever its ground.
ALWAYS = ('claim_papers', 'collection_log')


class CreditWriteOff(models.Model):
    """A request to write claims off, and the register of what was: still owed, outside the ledger
    (账销案存).

    Asked for with ground and papers, approved by two others, drafted as an entry, booked by whoever
    keeps the books; what comes back later is a recovery.
    """

    _name = 'credit.write.off'
    _inherit = ['mail.thread']
    _description = "Write-off"
    _order = 'id DESC'

    name = fields.Char(readonly=True, copy=False, default="New")
    profile_id = fields.Many2one(
        'credit.profile', required=True, index=True, ondelete='restrict')
    partner_id = fields.Many2one(related='profile_id.partner_id', string="Customer")
    company_id = fields.Many2one(
        'res.company', compute='_compute_company_id', store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    state = fields.Selection(
        selection=[
            ('draft', "To Ask"), ('waiting', "Waiting for Approval"), ('approved', "Approved"),
            ('entry', "Entry Drafted"), ('done', "Written Off"), ('refused', "Refused"),
            ('withdrawn', "Withdrawn"), ('reversed', "Taken Back"),
        ],
        default='draft', required=True, readonly=True, copy=False, index=True, tracking=True,
    )
    ground_id = fields.Many2one(
        'credit.write.off.ground', required=True, ondelete='restrict', index=True, tracking=True,
        domain="[('id', 'in', offered_ground_ids)]",
    )
    offered_ground_ids = fields.Many2many(
        'credit.write.off.ground', compute='_compute_offered_ground_ids')
    reason = fields.Text(help="What was tried, and why nothing more is to be had.")
    yearly_income = fields.Monetary(
        string="Income of the Year", help="Where a ground asks for a part of it. 0: not said.")
    line_ids = fields.One2many('credit.write.off.line', 'write_off_id', string="Claims")
    paper_ids = fields.One2many('credit.write.off.paper', 'write_off_id', string="Papers")
    amount = fields.Monetary(compute='_compute_amount', store=True, tracking=True)
    tax_amount = fields.Monetary(string="Tax in It", compute='_compute_amount', store=True)
    gives_tax_back = fields.Boolean(related='ground_id.gives_tax_back')

    missing_ids = fields.Many2many(
        'credit.write.off.evidence', compute='_compute_missing')
    missing_tax_ids = fields.Many2many(
        'credit.write.off.evidence', string="Missing for Tax", compute='_compute_missing')
    doubt = fields.Char(compute='_compute_doubt')

    requester_id = fields.Many2one('res.users', string="Asked By", readonly=True, copy=False)
    editor_id = fields.Many2one(
        'res.users', string="Changed By", readonly=True, copy=False,
        help="Who changed its claims or its ground last.")
    requested_at = fields.Datetime(string="Asked On", readonly=True, copy=False)
    user_id = fields.Many2one('res.users', string="Whose Turn", readonly=True, copy=False)
    decide_by = fields.Datetime(readonly=True, copy=False)
    note = fields.Char(string="Remark", readonly=True, copy=False)

    _open_idx = models.Index("(id) WHERE state IN ('waiting', 'approved', 'entry')")
    _register_idx = models.Index("(profile_id) WHERE state = 'done'")

    # === COMPUTE === #

    @api.depends('profile_id')
    def _compute_company_id(self):
        for request in self:
            request.company_id = request.profile_id.company_id

    @api.depends('profile_id')
    def _compute_offered_ground_ids(self):
        for request in self:
            company = request.company_id or self.env.company.root_id
            request.offered_ground_ids = self.env['credit.write.off.ground'].search([
                ('pack', '=', company._credit_pack()), ('company_id', 'in', (False, company.id))])

    @api.depends('line_ids.amount', 'line_ids.tax_amount')
    def _compute_amount(self):
        for request in self:
            request.amount = sum(request.line_ids.mapped('amount'))
            request.tax_amount = sum(request.line_ids.mapped('tax_amount'))

    @api.depends('name', 'profile_id')
    def _compute_display_name(self):
        for request in self:
            request.display_name = f'{request.name} {request.sudo().partner_id.display_name or ""}'

    def _present(self):
        """Return the codes of evidence that is here."""
        self.ensure_one()
        papers = set(self.paper_ids.evidence_id.mapped('code'))
        return papers | ({'reason'} if (self.reason or '').strip() else set())

    @api.depends('ground_id', 'paper_ids.evidence_id', 'reason')
    def _compute_missing(self):
        kinds = self.env['credit.write.off.evidence'].search([('code', '!=', False)])
        for request in self:
            present, ground = request._present(), request.ground_id and request.ground_id._ground()
            missing = ground.missing(present) if ground else ALWAYS
            for_tax = ground.missing_for_tax(present) if ground else None
            request.missing_ids = kinds.filtered(lambda kind, codes=missing: kind.code in codes)
            request.missing_tax_ids = kinds.filtered(
                lambda kind, codes=set(for_tax or ()) - set(missing): kind.code in codes)

    @api.depends('ground_id', 'line_ids.amount', 'line_ids.move_line_id', 'yearly_income')
    @api.depends_context('lang')
    def _compute_doubt(self):
        for request in self:
            misfits = request._fits()
            if False in misfits.values():
                line = next(line for line, fit in misfits.items() if fit is False)
                request.doubt = self.env._(
                    "%(document)s does not meet the ground “%(ground)s”: it is not late long enough,"
                    " or more than its cap.", document=line.sudo().move_id.display_name,
                    ground=request.ground_id.name)
            elif None in misfits.values():
                request.doubt = self.env._(
                    "Whether the claims are within the cap of “%(ground)s” cannot be said without"
                    " the income of the year.", ground=request.ground_id.name)
            else:
                request.doubt = False

    def _fits(self):
        """Return ``{line: True, False, or None: cannot be said}`` of the ground's age and caps."""
        self.ensure_one()
        if not self.ground_id:
            return {}
        ground, today = self.ground_id._ground(), self.company_id._credit_today()
        to_cap = self.ground_id.cap_currency_id or self.currency_id
        # The cap is in its own currency, income in the company's: both go into that of the cap.
        income = self.currency_id._convert(
            self.yearly_income, to_cap, self.company_id, today) if self.yearly_income else None
        return {
            line: fits(
                ground, exact(self.currency_id._convert(
                    line.amount, to_cap, self.company_id, today)),
                line.sudo().date_due, today, income)
            for line in self.line_ids
        }

    # === CRUD === #

    @api.model
    def _check_officer(self):
        if not self.env.su and not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._(
                "This is for people who work on credit. Ask a credit officer."))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_inputs({name for name, value in vals.items() if value})
        barred = set(self._fields) - INPUTS - CHATTER
        requests = super(CreditWriteOff, without_defaults(self, barred)).create(vals_list)
        for request in requests.sudo():
            request.name = self.env['ir.sequence'].sudo().next_by_code('credit.write.off') or "WO"
        return requests

    def write(self, vals):
        self._check_inputs(set(vals))
        # Papers are added later too: each says itself what may still change.
        if not self.env.su and set(vals) & INPUTS - {'paper_ids'}:
            self._check_draft()
        res = super().write(vals)
        if not self.env.su and set(vals) & WEIGHTY:
            self._note_editor()
        return res

    def _note_editor(self):
        """Note who changed what others decide on: he does not decide on it."""
        self.sudo().editor_id = self.env.uid

    def _check_inputs(self, names):
        if not self.env.su and names - INPUTS - CHATTER:
            raise UserError(self.env._(
                "A write-off moves by its buttons: Ask, Approve, Refuse, Withdraw, Draft Entry."))

    def _check_draft(self):
        if fixed := self.filtered(lambda request: request.state != 'draft'):
            raise UserError(self.env._(
                "%(request)s was put before people who decide, so it stays as it is. Withdraw it to"
                " make another one.", request=fixed[0].display_name))

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        self._check_draft()

    # === ASK === #

    @api.model
    def _ask(self, profile, move_lines=None):
        """Open a new request about lines of a customer, or all that is late."""
        self._check_officer()
        lines = move_lines or self.env['account.move.line'].browse(
            profile._interest_line_ids(profile.company_id._credit_today()))
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Write Off"),
            'res_model': self._name, 'view_mode': 'form', 'views': [(False, 'form')],
            'context': {
                'default_profile_id': profile.id,
                'default_line_ids': [Command.create({'move_line_id': line.id}) for line in lines],
            },
        }

    def action_propose_tax(self):
        """Put beside each claim what of it is tax of its invoice."""
        self.check_access('write')
        self._check_draft()
        for line in self.line_ids:
            line.tax_amount = line._tax_share()

    def action_submit(self):
        """Put the request before two others."""
        self.check_access('write')
        for request in self:
            request._check_draft()
            request._check_complete()
            request._check_approvers()
            request.sudo().write({
                'state': 'waiting', 'requester_id': self.env.uid,
                'requested_at': fields.Datetime.now(),
                'decide_by': request.company_id._credit_decide_by(),
            })
            request.sudo()._next_turn()
            request._log('asked')
        return True

    def _check_complete(self):
        if not self.line_ids:
            raise UserError(self.env._("Choose the claims that are to be written off."))
        self.line_ids._check_open()
        if not (self.reason or '').strip():
            raise UserError(self.env._(
                "Say what was tried and why nothing more is to be had: it is kept in the log."))
        if self.missing_ids:
            raise UserError(self.env._(
                "Papers are missing: %(papers)s. Add them; without evidence nobody approves.",
                papers=', '.join(self.missing_ids.mapped('name'))))
        if False in self._fits().values():
            raise UserError(self.doubt)
        if self.tax_amount and not self.gives_tax_back:
            raise UserError(self.env._(
                "“%(ground)s” gives no tax back. Set the tax of the claims to 0, or choose another"
                " ground.", ground=self.ground_id.name))

    def _log(self, action, **more):
        """Log what was decided, with its figures."""
        self.env['credit.decision'].sudo()._log('write_off', profile=self.sudo().profile_id, payload={
            'action': action, 'request': self.id, 'amount': self.amount, 'tax': self.tax_amount,
            'ground': self.ground_id.code, 'lines': self.sudo().line_ids.move_line_id.ids,
            'reason': self.reason or None, **more,
        }, res_model=self._name, res_id=self.id)
