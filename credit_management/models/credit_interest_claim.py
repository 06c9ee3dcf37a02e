from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date

#: What a person says of a sheet; all else is counted.
INPUTS = {'until', 'paid_too'}


class CreditInterestClaim(models.Model):
    """A sheet of interest: what late lines of a customer bear until a day, and how that comes about.

    One currency a sheet. Nothing is booked: who wants to claim it presses *Draft Invoice*. What an
    invoice claimed already is not counted a second time.
    """

    _name = 'credit.interest.claim'
    _inherit = ['mail.thread']
    _description = "Sheet of Late Interest"
    _order = 'until DESC, id DESC'

    profile_id = fields.Many2one(
        'credit.profile', required=True, readonly=True, index=True,
        ondelete='cascade',
    )
    partner_id = fields.Many2one(related='profile_id.partner_id', string="Customer")
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    currency_id = fields.Many2one('res.currency', required=True, readonly=True)
    until = fields.Date(required=True, help="The last day that is counted.")
    paid_too = fields.Boolean(
        string="Lines Paid Late Too", help="Their interest is owed, although they are paid by now.")
    user_id = fields.Many2one('res.users', string="Made By", readonly=True)
    state = fields.Selection(
        [('draft', "Counted"), ('invoiced', "Invoiced")], default='draft', required=True,
        readonly=True, copy=False, tracking=True,
    )
    line_ids = fields.One2many('credit.interest.claim.line', 'claim_id', readonly=True)
    period_ids = fields.One2many('credit.interest.claim.period', 'claim_id', readonly=True)
    amount = fields.Monetary(
        string="Interest", compute='_compute_amount', store=True,
        help="The sum of what is known, each line rounded as an invoice has it.",
    )
    lump_amount = fields.Monetary(
        string="Lump Sums", compute='_compute_amount', store=True,
        help="Those in the currency of the sheet; others are only named.",
    )
    total = fields.Monetary(compute='_compute_amount', store=True)
    unknown_count = fields.Integer(compute='_compute_amount', store=True)
    missing = fields.Char(compute='_compute_missing')
    move_id = fields.Many2one(
        'account.move', string="Invoice", readonly=True, copy=False, index='btree_not_null',
        ondelete='set null',
    )
    move_state = fields.Selection(related='move_id.state', string="State of the Invoice")

    @api.depends('line_ids.amount', 'line_ids.lump_sum', 'line_ids.is_known')
    def _compute_amount(self):
        for claim in self:
            own = claim.line_ids.filtered(
                lambda line, currency=claim.currency_id: line.lump_currency_id == currency)
            claim.amount = sum(claim.line_ids.mapped('amount'))
            claim.lump_amount = sum(own.mapped('lump_sum'))
            claim.total = claim.amount + claim.lump_amount
            claim.unknown_count = len(claim.line_ids.filtered(lambda line: not line.is_known))

    @api.depends('line_ids.is_known')
    @api.depends_context('lang')
    def _compute_missing(self):
        for claim in self:
            line = claim.line_ids.filtered(lambda line: not line.is_known)[:1]
            claim.missing = bool(line) and self.env['credit.interest']._unknown_words(
                (line.unknown_rate, format_date(self.env, line.unknown_day)))

    @api.depends('profile_id', 'until')
    def _compute_display_name(self):
        for claim in self:
            claim.display_name = self.env._(
                "Interest of %(customer)s until %(day)s", day=format_date(self.env, claim.until),
                customer=claim.sudo().partner_id.display_name)

    # === MADE === #

    @api.model
    def _make(self, profile, until=None, paid_too=False):
        """Make a sheet for each currency in which the customer is late.

        :raise UserError: where no line bears interest
        """
        profile.check_access('read')
        self._check_officer()
        until = until or profile.company_id._credit_today()
        found = self._counted(profile, until, paid_too)
        by_currency = {}
        for one in found:
            by_currency.setdefault(one.currency_id, []).append(one)
        if not by_currency:
            raise UserError(self.env._(
                "No line of %(customer)s bears interest until %(day)s by its terms: %(terms)s. Or"
                " all of it is invoiced already.", customer=profile.display_name,
                day=format_date(self.env, until), terms=profile.interest_by))
        return self.sudo().create([{
            'profile_id': profile.id, 'company_id': profile.company_id.id, 'currency_id': currency,
            'until': until, 'paid_too': paid_too, 'user_id': self.env.uid,
            'line_ids': self._line_values(lines, profile),
        } for currency, lines in by_currency.items()]).sudo(self.env.su)

    def _check_officer(self):
        if not self.env.su:
            self.env['credit.write.off']._check_officer()

    @api.model
    def _counted(self, profile, until, paid_too):
        """Return the `LineInterest`s that have something to claim, or are not known."""
        line_ids = profile._interest_line_ids(until, paid_too)
        claimed = self._claimed(line_ids)
        found = self.env['credit.interest']._of_lines(line_ids, until, claimed).values()
        return [one for one in found if one.charge and one.charge.periods]

    @api.model
    def _claimed(self, line_ids, states=('draft', 'posted')):
        """Return ``{line id: [(first, last day)]}`` that invoices in one of `states` claim."""
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """SELECT line.move_line_id, period.first, period.last
                 FROM credit_interest_claim_line line
                 JOIN credit_interest_claim_period period ON period.line_id = line.id
                 JOIN credit_interest_claim claim ON claim.id = line.claim_id
                 JOIN account_move invoice ON invoice.id = claim.move_id
                WHERE line.move_line_id = ANY(%s) AND invoice.state = ANY(%s)
                  AND NOT EXISTS (SELECT 1 FROM account_move back
                                   WHERE back.reversed_entry_id = invoice.id
                                     AND back.state = 'posted')""", list(line_ids), list(states),
        ))
        found = {}
        for line_id, *stretch in self.env.cr.fetchall():
            found.setdefault(line_id, []).append(tuple(stretch))
        return found

    def _line_values(self, counted, profile):
        name = profile.with_context(lang=profile.sudo().partner_id.lang)._interest_terms_words()
        return [
            Command.create(self.env['credit.interest.claim.line']._values_of(one, name))
            for one in counted
        ]

    def action_compute(self):
        """Count anew, after the day was changed or the ledger moved."""
        self.check_access('write')
        for claim in self:
            claim._check_draft()
            counted = claim._counted_here()
            claim.sudo().line_ids.unlink()
            claim.sudo().write({'line_ids': claim._line_values(counted, claim.profile_id)})
        return True

    def _counted_here(self):
        """Return what `_counted` gives in the currency of the sheet."""
        return [
            one for one in self._counted(self.profile_id, self.until, self.paid_too)
            if one.currency_id == self.currency_id.id
        ]

    # === CRUD === #

    def write(self, vals):
        if not self.env.su:
            if set(vals) - INPUTS - {'message_follower_ids', 'message_ids'}:
                raise UserError(self.env._(
                    "What a sheet of interest says is counted. Change its day, and press Count"
                    " Again."))
            for claim in self:
                claim._check_draft()
        res = super().write(vals)
        if INPUTS & set(vals) and not self.env.su:
            self.action_compute()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_not_invoiced(self):
        for claim in self:
            claim._check_draft()

    def _check_draft(self):
        if self._is_claimed():
            raise UserError(self.env._(
                "%(sheet)s is invoiced by %(invoice)s and stays as it is. Cancel that invoice first.",
                sheet=self.display_name, invoice=self.sudo().move_id.display_name))

    def _is_claimed(self):
        self.ensure_one()
        move_sudo = self.sudo().move_id
        return bool(move_sudo) and move_sudo.state != 'cancel'

    # === ACTIONS === #

    def _action_open(self):
        action = {
            'type': 'ir.actions.act_window', 'name': self.env._("Late Interest"),
            'res_model': self._name, 'view_mode': 'list,form', 'domain': [('id', 'in', self.ids)],
        }
        if len(self) == 1:
            action.update(res_id=self.id, view_mode='form', views=[(False, 'form')])
        return action
