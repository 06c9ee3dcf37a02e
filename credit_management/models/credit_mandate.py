from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.exact import exact
from ..tools.mandates import Collected, Mandate, account, remit_by
from ..values import without_defaults

#: What is agreed with the agency, while it is a draft.
INPUTS = {
    'profile_id', 'agency_id', 'contact_id', 'line_ids', 'given_on', 'until', 'commission', 'least',
    'remit_days', 'is_net', 'note',
}
#: What may change while it runs.
LATER = {'contact_id', 'until', 'note'}
CHATTER = {'message_follower_ids', 'message_ids', 'message_main_attachment_id'}


class CreditMandate(models.Model):
    """Claims that were given to an agency: its commission, what it collected, what it has to remit.

    The claims stay in the books and their money is booked as ever; this is the account with the
    agency. Nobody of ours asks the customer about these claims while it runs.
    """

    _name = 'credit.mandate'
    _inherit = ['mail.thread']
    _description = "Mandate to an Agency"
    _order = 'id DESC'

    name = fields.Char(readonly=True, copy=False, default="New")
    profile_id = fields.Many2one(
        'credit.profile', required=True, index=True, ondelete='restrict')
    partner_id = fields.Many2one(related='profile_id.partner_id', string="Customer")
    company_id = fields.Many2one(
        'res.company', compute='_compute_company_id', store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    agency_id = fields.Many2one(
        'res.partner', required=True, index=True, ondelete='restrict',
        tracking=True)
    contact_id = fields.Many2one(
        'res.partner', string="Who Works on It", ondelete='set null',
        domain="[('commercial_partner_id', '=', agency_id)]")
    line_ids = fields.Many2many(
        'account.move.line', 'credit_mandate_line_rel', 'mandate_id', 'move_line_id',
        string="Claims",
    )
    amount = fields.Monetary(
        string="Given", readonly=True, copy=False, help="Open of the claims when they were given.")
    open_now = fields.Monetary(string="Open in the Books", compute='_compute_open_now')
    given_on = fields.Date(
        required=True, default=lambda self: self.env.company.root_id._credit_today(), tracking=True)
    until = fields.Date(help="The last day of the mandate; empty: until it is returned.")
    commission = fields.Float(digits=(12, 8), tracking=True, help="Of what is collected.")
    least = fields.Monetary(string="At Least", help="Commission once something is collected.")
    remit_days = fields.Integer(
        string="Remits Within (days)", default=10, help="After collecting; a bank day.")
    is_net = fields.Boolean(
        string="Keeps Its Commission", default=True,
        help="It remits what is left; otherwise it remits all and sends a bill.")
    state = fields.Selection(
        [('draft', "To Give"), ('active', "With the Agency"), ('returned', "Returned"),
         ('closed', "Closed")],
        default='draft', required=True, readonly=True, copy=False, index=True, tracking=True,
    )
    returned_on = fields.Date(readonly=True, copy=False)
    return_reason = fields.Char(readonly=True, copy=False)
    note = fields.Text()
    user_id = fields.Many2one('res.users', string="Given By", readonly=True, copy=False)
    money_ids = fields.One2many('credit.mandate.money', 'mandate_id', copy=False)
    next_remit_on = fields.Date(
        readonly=True, copy=False, help="By this day the agency owes us money.")

    collected = fields.Monetary(compute='_compute_account')
    commission_amount = fields.Monetary(string="Commission Earned", compute='_compute_account')
    due = fields.Monetary(string="Agency Owes Us", compute='_compute_account')
    late = fields.Monetary(string="Of It Late", compute='_compute_account')
    owed = fields.Monetary(string="We Owe the Agency", compute='_compute_account')
    left = fields.Monetary(string="Not Collected", compute='_compute_account')

    _until_idx = models.Index("(until) WHERE state = 'active'")
    _remit_idx = models.Index("(next_remit_on) WHERE next_remit_on IS NOT NULL")
    _commission_is_a_part = models.Constraint(
        'CHECK (commission BETWEEN 0 AND 1)', "A commission lies between 0 and 100 %.")
    _not_negative = models.Constraint(
        'CHECK (least >= 0 AND remit_days >= 0)', "Commission and days are not below zero.")

    # === COMPUTE === #

    @api.depends('profile_id')
    def _compute_company_id(self):
        for mandate in self:
            mandate.company_id = mandate.profile_id.company_id

    @api.depends('name', 'agency_id')
    def _compute_display_name(self):
        for mandate in self:
            mandate.display_name = f'{mandate.name} {mandate.sudo().agency_id.display_name or ""}'

    @api.depends('line_ids')
    def _compute_open_now(self):
        for mandate in self:
            mandate.open_now = sum(mandate.sudo().line_ids.mapped('amount_residual'))

    @api.depends('money_ids.amount', 'money_ids.withdrawn_at', 'commission', 'least', 'is_net',
                 'remit_days', 'amount')
    def _compute_account(self):
        companies = self.company_id or self.env.company.root_id
        days = {company: company._credit_today() for company in companies}
        rest = companies.sudo()._credit_rest()
        for mandate in self:
            company = mandate.company_id or companies[:1]
            now = mandate._account(days[company], rest[company.id])
            mandate.collected, mandate.commission_amount = now.collected, now.commission
            mandate.due, mandate.late = now.due, now.late
            mandate.owed, mandate.left = now.owed, now.open

    def _terms(self):
        return Mandate(
            exact(self.amount), self.given_on, exact(self.commission), self.remit_days,
            exact(self.least), self.is_net, self.until or None)

    def _account(self, as_of, rest, all_remitted=False):
        """Return `tools.mandates.Account` at the end of `as_of`.

        :param rest: the company's (weekend, holidays)
        :param all_remitted: whether what was remitted later counts too
        """
        self.ensure_one()
        money = self.money_ids.filtered(lambda one: not one.withdrawn_at)
        return account(
            self._terms(),
            [Collected(one.day, exact(one.amount), one.kind == 'direct')
             for one in money if one.kind in ('collected', 'direct')],
            [(self.given_on if all_remitted else one.day, exact(one.amount))
             for one in money if one.kind == 'remitted'],
            as_of, rest, (self.currency_id or self.env.company.currency_id).decimal_places,
            [(one.day, exact(one.amount)) for one in money if one.kind == 'paid'],
        )

    def _set_next_remit(self):
        """Note the first bank day by which money has to be here and is not."""
        for mandate in self:
            company = mandate.company_id
            terms, rest = mandate._terms(), company.sudo()._credit_rest()[company.id]
            days = sorted({
                remit_by(terms, one.day, *rest) for one in mandate.money_ids
                if one.kind == 'collected' and not one.withdrawn_at
            })
            mandate.next_remit_on = next((
                day for day in days
                if mandate._account(fields.Date.add(day, days=1), rest, all_remitted=True).late
            ), False)

    # === CONSTRAINTS === #

    @api.constrains('line_ids', 'profile_id')
    def _check_claims(self):
        for mandate in self:
            mandate.profile_id._check_claims(mandate.line_ids)

    @api.constrains('given_on', 'until')
    def _check_until(self):
        for mandate in self:
            if mandate.until and mandate.until < mandate.given_on:
                raise ValidationError(self.env._(
                    "A mandate of %(given)s cannot end on %(until)s.", given=mandate.given_on,
                    until=mandate.until))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_inputs({name for name, value in vals.items() if value}, INPUTS)
        barred = set(self._fields) - INPUTS - CHATTER
        mandates = super(CreditMandate, without_defaults(self, barred)).create(vals_list)
        for mandate in mandates.sudo():
            mandate.name = self.env['ir.sequence'].sudo().next_by_code('credit.mandate') or "MA"
        return mandates

    def write(self, vals):
        running = any(mandate.state != 'draft' for mandate in self)
        self._check_inputs(set(vals), LATER if running else INPUTS)
        res = super().write(vals)
        if 'until' in vals and running:
            self.filtered(lambda mandate: mandate.state == 'active')._lines_moved()
        return res

    def _check_inputs(self, names, free):
        if not self.env.su and names - free - CHATTER:
            raise UserError(self.env._(
                "What was agreed with the agency stays once the claims are given; a mandate moves"
                " by its buttons. Return it to agree on something else."))

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        if kept := self.filtered(lambda mandate: mandate.state != 'draft'):
            raise UserError(self.env._(
                "%(mandate)s was given and stays. Return it instead.", mandate=kept[0].display_name))

    # === LIFE === #

    def action_give(self):
        """Give the claims to the agency: from now on it asks the customer, and nobody of ours."""
        self.check_access('write')
        for mandate in self:
            if mandate.state != 'draft':
                raise UserError(self.env._(
                    "%(mandate)s was given already.", mandate=mandate.display_name))
            mandate._check_givable()
            mandate.sudo().write({
                'state': 'active', 'user_id': self.env.uid,
                'amount': sum(mandate.sudo().line_ids.mapped('amount_residual')),
            })
            mandate._log('given')
            mandate._lines_moved()
        return True

    def _check_givable(self):
        lines_sudo = self.sudo().line_ids
        if not lines_sudo.filtered(lambda line: line.amount_residual > 0):
            raise UserError(self.env._("Choose the open claims that the agency is to collect."))
        if taken := self.sudo().search([
            ('state', '=', 'active'), ('line_ids', 'in', lines_sudo.ids), ('id', '!=', self.id),
        ], limit=1):
            raise UserError(self.env._(
                "Some of these claims are with %(agency)s already (%(mandate)s). Return that mandate"
                " first.", agency=taken.agency_id.display_name, mandate=taken.name))

    def action_return(self, note):
        """The agency gives the claims back: we ask the customer again ourselves."""
        note = self.env['credit.asked']._text('note', note or '').strip()
        if not note:
            raise UserError(self.env._("Say why: the reason is kept in the log."))
        self.check_access('write')
        for mandate in self:
            if mandate.state != 'active':
                raise UserError(self.env._(
                    "%(mandate)s is not with an agency.", mandate=mandate.display_name))
            mandate.sudo().write({
                'state': 'returned', 'return_reason': note,
                'returned_on': mandate.company_id._credit_today(),
            })
            mandate._log('returned', note=note)
            mandate._lines_moved()
        return True

    def action_return_dialog(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Return"),
            'res_model': 'credit.mandate.return', 'view_mode': 'form', 'views': [(False, 'form')],
            'target': 'new', 'context': {'default_mandate_id': self.id},
        }

    def action_close(self):
        """Close the account with the agency: nothing is owed on either side."""
        self.check_access('write')
        for mandate in self:
            if mandate.state not in ('active', 'returned'):
                raise UserError(self.env._(
                    "%(mandate)s was never given.", mandate=mandate.display_name))
            if mandate.due or mandate.owed and mandate.is_net:
                raise UserError(self.env._(
                    "The account with %(agency)s is open: it owes us %(due)s, we owe it %(owed)s.",
                    agency=mandate.agency_id.display_name,
                    due=mandate.currency_id.format(mandate.due),
                    owed=mandate.currency_id.format(mandate.owed)))
            mandate.sudo().write({'state': 'closed', 'next_remit_on': False})
            mandate._log('closed')
            mandate._lines_moved()
        return True

    def _lines_moved(self):
        """Tell who follows these claims that somebody else asks about them now; others extend it."""

    def _log(self, action, **more):
        self.env['credit.decision'].sudo()._log('mandate', profile=self.sudo().profile_id, payload={
            'action': action, 'mandate': self.id, 'agency': self.sudo().agency_id.id,
            'amount': self.amount, 'commission': self.commission,
            'lines': self.sudo().line_ids.ids, **more,
        }, res_model=self._name, res_id=self.id)

    # === WHO HAS A LINE === #

    @api.model
    def _with_agency(self, line_ids, today):
        """Return ``{maturity line id: last day of its mandate, or None}`` of lines at an agency."""
        mandates_sudo = self.sudo().search([
            ('state', '=', 'active'), ('line_ids', 'in', list(line_ids)),
            ('given_on', '<=', today), '|', ('until', '=', False), ('until', '>=', today),
        ])
        asked = set(line_ids)
        return {
            line_id: mandate.until or None
            for mandate in mandates_sudo for line_id in mandate.line_ids.ids if line_id in asked
        }
