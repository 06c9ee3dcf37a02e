from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..values import without_defaults

#: What a person decides on a sheet; changing it means computing again.
INPUTS = {
    'company_id', 'date', 'date_from', 'matrix_id', 'comparison_ids', 'knows_unbilled',
    'unbilled_amount',
}
#: Set by the server alone.
SERVER_FIELDS = {
    'state', 'version', 'editor_ids', 'computed_at', 'computed_by_id', 'approved_at',
    'approved_by_id', 'move_id', 'result_id', 'result_ids', 'ledger_amount', 'has_booked', 'booked',
    'booked_reimbursement', 'opening', 'written_off', 'recovered', 'exchange', 'charged',
    'released', 'closing',
}


class CreditProvision(models.Model):
    """An allowance for receivables on a day: computed, approved by another person, and drafted as
    an entry of what is missing on the allowance account. Nothing is posted here.
    """

    _name = 'credit.provision'
    _inherit = ['mail.thread']
    _description = "Provision Sheet"
    _order = 'date desc, id desc'

    company_id = fields.Many2one(
        'res.company', required=True, index=True, domain=[('parent_id', '=', False)],
        default=lambda self: self.env.company.sudo().root_id,
    )
    currency_id = fields.Many2one(related='company_id.currency_id')
    date = fields.Date(
        string="As Of", required=True, index=True, tracking=True,
        default=lambda self: self._default_date(),
    )
    date_from = fields.Date(
        string="Movement Since", compute='_compute_date_from', store=True, readonly=False,
        required=True, precompute=True, help="The first day of the period of the movement table.",
    )
    matrix_id = fields.Many2one(
        'credit.provision.matrix', string="Rates", required=True, tracking=True,
        ondelete='restrict', index=True, default=lambda self: self._default_matrix(),
        domain="[('company_id', 'in', (False, company_id))]",
        help="The allowance by these rates is the one that is booked.",
    )
    comparison_ids = fields.Many2many(
        'credit.provision.matrix', 'credit_provision_comparison_rel', string="Compared With",
        domain="[('company_id', 'in', (False, company_id)), ('id', '!=', matrix_id)]",
        help="Other rates, computed beside it.",
    )
    individual_ids = fields.One2many('credit.provision.individual', 'provision_id')
    cover_ids = fields.One2many('credit.provision.cover', 'provision_id')
    counts_unbilled = fields.Boolean(related='matrix_id.counts_unbilled')
    knows_unbilled = fields.Boolean(
        string="Say What Is Delivered, Not Invoiced",
        help="Odoo knows it for today only. For another day, say it here.",
    )
    unbilled_amount = fields.Monetary(string="Delivered, Not Invoiced")

    state = fields.Selection(
        selection=[
            ('draft', "To Compute"), ('computed', "Computed"), ('approved', "Approved"),
            ('entry', "Entry Drafted"),
        ], default='draft', required=True, readonly=True, copy=False, tracking=True,
    )
    version = fields.Integer(
        string="Computation", readonly=True, copy=False, help="How often it was computed."
    )
    computed_at = fields.Datetime(readonly=True, copy=False)
    computed_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    editor_ids = fields.Many2many(
        'res.users', 'credit_provision_editor_rel', string="Made By", readonly=True, copy=False,
        help="They had a hand in it, so they cannot approve it.",
    )
    approved_at = fields.Datetime(readonly=True, copy=False)
    approved_by_id = fields.Many2one('res.users', readonly=True, copy=False, tracking=True)
    result_ids = fields.One2many(
        'credit.provision.result', 'provision_id', string="Computations", readonly=True,
        copy=False,
    )
    result_id = fields.Many2one(
        'credit.provision.result', readonly=True, copy=False, index='btree_not_null',
        ondelete='set null', help="What counts: by the rates to be booked, as last computed.",
    )

    @api.model
    def _default_date(self):
        """Return the last day of the last month that is over."""
        today = self.env.company.sudo().root_id._credit_today()
        return today - timedelta(days=today.day)

    @api.model
    def _default_matrix(self):
        root_sudo = self.env.company.sudo().root_id
        last = self.search([('company_id', '=', root_sudo.id)], limit=1)
        if last.matrix_id.active:
            return last.matrix_id
        return self.env['credit.provision.matrix'].search(
            [('company_id', 'in', (False, root_sudo.id))], limit=1
        )

    # === COMPUTE === #

    @api.depends('date')
    def _compute_date_from(self):
        for sheet in self:
            sheet.date_from = sheet.date and sheet.date.replace(day=1)

    @api.depends('date', 'company_id')
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = self.env._(
                "Provision %(date)s, %(company)s", date=sheet.date, company=sheet.company_id.name
            )

    # === CONSTRAINTS === #

    @api.constrains('date', 'date_from', 'company_id')
    def _check_dates(self):
        for sheet in self:
            if sheet.date_from > sheet.date:
                raise ValidationError(self.env._(
                    "The movement cannot begin on %(since)s, after the day of the sheet, %(date)s.",
                    since=sheet.date_from, date=sheet.date,
                ))
            today = sheet.company_id.sudo()._credit_today()
            if sheet.date > today:
                raise ValidationError(self.env._(
                    "%(date)s is still to come; what is open then is not known. The latest day is"
                    " %(today)s.", date=sheet.date, today=today,
                ))

    @api.constrains('company_id')
    def _check_root(self):
        for sheet in self:
            if sheet.company_id.parent_id:
                raise ValidationError(self.env._(
                    "%(branch)s is a branch: its receivables are in the sheet of %(root)s.",
                    branch=sheet.company_id.name, root=sheet.company_id.sudo().root_id.name,
                ))

    # === CRUD: what was approved stays === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_server_fields({name for name, value in vals.items() if value})
        sheets = super(
            CreditProvision, without_defaults(self, SERVER_FIELDS)
        ).create(vals_list)
        sheets._note_editor()
        return sheets

    def write(self, vals):
        self._check_server_fields(set(vals))
        if INPUTS & set(vals):
            self._inputs_change()
        return super().write(vals)

    def _check_server_fields(self, names):
        if not self.env.su and names & SERVER_FIELDS:
            raise UserError(self.env._(
                "State and figures of a sheet come from its buttons: Compute, Approve, Draft Entry,"
                " Take Back."
            ))

    @api.ondelete(at_uninstall=False)
    def _unlink_never_computed(self):
        if kept := self.filtered('version'):
            raise UserError(self.env._(
                "%(sheet)s was computed, and what was computed is kept. Leave it as it is, or"
                " compute it again.", sheet=kept[0].display_name,
            ))

    def _inputs_change(self):
        """Let the sheets be computed again; raise where that is over."""
        self.check_access('write')
        if fixed := self.filtered(lambda sheet: sheet.state in ('approved', 'entry')):
            raise UserError(self.env._(
                "%(sheet)s is approved, so it stays as it is. Press Take Back to change it; then it"
                " is computed and approved anew.", sheet=fixed[0].display_name,
            ))
        sheets_sudo = self.sudo().filtered(lambda sheet: sheet.state == 'computed')
        sheets_sudo.write({'state': 'draft'})
        self._note_editor()

    def _note_editor(self):
        for sheet_sudo in self.sudo():
            if self.env.user not in sheet_sudo.editor_ids:
                sheet_sudo.editor_ids += self.env.user

    # === APPROVAL === #

    def action_approve(self):
        """Approve what was computed: a manager who had no hand in it."""
        self.check_access('write')
        for sheet in self:
            sheet._check_may_approve()
            sheet._check_unmoved()
            sheet.sudo().write({
                'state': 'approved', 'approved_at': fields.Datetime.now(),
                'approved_by_id': self.env.uid,
            })
            sheet._log('approved')
        return True

    def _check_may_approve(self):
        if self.state != 'computed':
            raise UserError(self.env._(
                "%(sheet)s is not computed. Press Compute first, then somebody else approves.",
                sheet=self.display_name,
            ))
        if self.env.user in self.sudo().editor_ids:
            raise AccessError(self.env._(
                "You had a hand in %(sheet)s, so another credit manager approves it.",
                sheet=self.display_name,
            ))
        self._check_rates_seen()
        result = self.result_id
        if not result.has_total:
            raise UserError(self.env._(
                "An allowance that is not known cannot be approved. %(remark)s",
                remark=result.remark,
            ))

    def _check_rates_seen(self):
        """Refuse who typed the rates, until somebody else approved a sheet that uses them."""
        matrix_sudo, user = self.matrix_id.sudo(), self.env.user
        if self.company_id.sudo().credit_single_approver or user not in matrix_sudo.editor_ids:
            return
        if not self.sudo().search_count([
            ('result_id.matrix_id', '=', matrix_sudo.id), ('approved_by_id', 'not in', (False, user.id)),
        ], limit=1):
            raise AccessError(self.env._(
                "You typed rates of %(matrix)s, and nobody else has approved a sheet that uses them."
                " Let another credit manager approve this one.", matrix=matrix_sudo.display_name,
            ))

    def action_take_back(self):
        """Let a sheet be changed again, unless its entry is there already."""
        self.check_access('write')
        for sheet in self:
            move_sudo = sheet.sudo().move_id
            if move_sudo.filtered(lambda move: move.state != 'cancel'):
                raise UserError(self.env._(
                    "%(entry)s was made from this sheet. Delete or cancel that draft first; if it is"
                    " posted, make a new sheet, which books what is missing then.",
                    entry=move_sudo.display_name,
                ))
            sheet.sudo().write({
                'state': 'draft', 'approved_at': False, 'approved_by_id': False, 'move_id': False,
            })
            sheet._log('taken_back')
        return True

    def _log(self, action):
        """Log what was decided, with its figures."""
        result = self.result_id
        self.env['credit.decision'].sudo()._log('provision', company=self.company_id, payload={
            'action': action, 'sheet': self.id, 'date': self.date, 'computation': self.version,
            'rates': self.matrix_id.id, 'rates_version': self.matrix_id.version,
            'needed': result.total if result.has_total else None,
            'booked': self.booked if self.has_booked else None,
            'entry': self.sudo().move_id.id or None,
        }, res_model=self._name, res_id=self.id)
