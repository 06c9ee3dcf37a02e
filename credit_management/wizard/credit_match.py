from odoo import Command, api, fields, models
from odoo.exceptions import UserError

#: Kinds of money that are offered, with the words for them.
KINDS = [
    ('bank', "Bank line"),
    ('arrival', "Bank line of a booked payment"),
    ('payment', "Payment"),
    ('receipt', "Receipt"),
    ('credit_note', "Credit note"),
]


class CreditMatch(models.TransientModel):
    """A customer's money that is here, beside his open invoices: what pays what.

    Everything is read and written with the rights of whoever matches; nothing in here is sudo but
    the look at holds, which says what they would say and no more.
    """

    _name = 'credit.match'
    _description = "Match Money with Invoices"

    partner_id = fields.Many2one('res.partner', string="Customer", required=True)
    company_id = fields.Many2one('res.company', required=True)
    currency_id = fields.Many2one('res.currency', required=True)
    money_ids = fields.One2many('credit.match.money', 'match_id')
    invoice_ids = fields.One2many('credit.match.invoice', 'match_id')
    other_id = fields.Many2one(
        'account.move', string="Another Invoice",
        help="An invoice that is not in the list: the oldest are shown.",
    )
    more_money = fields.Integer(readonly=True)
    more_invoices = fields.Integer(readonly=True)
    bank_count = fields.Integer(
        readonly=True, help="Bank lines that are matched on the screen of the accountant's app."
    )
    is_mixed = fields.Boolean(readonly=True, help="There is more than one currency.")
    has_notes = fields.Boolean(readonly=True)
    used = fields.Monetary(compute='_compute_sums', string="Money Used")
    applied = fields.Monetary(compute='_compute_sums')
    left_over = fields.Monetary(compute='_compute_sums')
    too_much = fields.Boolean(compute='_compute_sums')
    state = fields.Selection(
        [('ask', "Ask"), ('done', "Done"), ('undone', "Undone")], default='ask', required=True
    )
    done = fields.Json(help="What was posted, so that it can be undone.")
    result_ids = fields.One2many('credit.match.result', 'match_id', readonly=True)

    # === COMPUTE === #

    @api.depends('money_ids.amount', 'money_ids.selected', 'invoice_ids.amount',
                 'invoice_ids.selected')
    def _compute_sums(self):
        for match in self:
            match.used = match._sum(match.money_ids)
            match.applied = match._sum(match.invoice_ids)
            match.left_over = match.used - match.applied
            match.too_much = match.currency_id.compare_amounts(match.applied, match.used) > 0

    def _sum(self, rows):
        """Return the selected amounts of `rows` in the currency of the dialog."""
        company = self.company_id.sudo()
        today = company._credit_today()
        return sum(
            row.currency_id._convert(row.amount, self.currency_id, company, today)
            for row in rows if row.selected and row.amount
        )

    # === ONCHANGE === #

    @api.onchange('money_ids')
    def _onchange_money_ids(self):
        """Other money: propose anew what it pays, oldest first."""
        paid = self._proposal({row.res_id: row.open for row in self.invoice_ids})
        for row in self.invoice_ids:
            row.amount = paid.get(row.res_id, 0.0)
            row.selected = bool(row.amount)

    @api.onchange('invoice_ids')
    def _onchange_invoice_ids(self):
        """An invoice that was only ticked takes what is left over."""
        for row in self.invoice_ids.filtered(lambda row: row.selected and not row.amount):
            rest = max(self._sum(self.money_ids) - self._sum(self.invoice_ids), 0.0)
            reach = self.currency_id._convert(
                rest, row.currency_id, self.company_id.sudo(), self.company_id._credit_today()
            )
            row.amount = min(row.open, reach)

    @api.onchange('other_id')
    def _onchange_other_id(self):
        """Put an invoice on the list that is not among the oldest."""
        if not self.other_id:
            return
        shown = set(self.invoice_ids.mapped('res_id'))
        lines = self.other_id._origin.line_ids.ids
        self.invoice_ids = [
            Command.create(self._invoice_values(claim)) for claim in self._claims(lines)
            if claim['res_id'] not in shown
        ]
        self.other_id = False

    # === OPENING === #

    @api.model
    def _may_match(self):
        """Tell whether the reader may reconcile, by Odoo's own rights."""
        return all(
            self.env[model].has_access(operation) for model, operation in (
                ('credit.match', 'create'), ('account.partial.reconcile', 'create'),
                ('account.move', 'write'), ('account.move.line', 'write'),
            )
        )

    @api.model
    def _open(self, partner, company):
        """Return the action that shows the dialog of a customer, filled and proposed."""
        root = company.sudo().root_id
        match = self.create({
            'partner_id': partner.commercial_partner_id.id, 'company_id': root.id,
            'currency_id': root.currency_id.id,
        })
        match._fill()
        if match.bank_count and not match.money_ids:
            return match.action_open_bank_screen()
        return match._dialog(
            self.env._("Match money of %(customer)s", customer=match.partner_id.name)
        )

    def _dialog(self, title):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': title, 'res_model': self._name,
            'res_id': self.id, 'view_mode': 'form', 'views': [(False, 'form')], 'target': 'new',
            'context': {'dialog_size': 'extra-large'},
        }

    def _fill(self):
        """Write the rows of both sides, with what is proposed."""
        self.ensure_one()
        money, claims = self._money(), self._claims()
        currencies = {row['currency_id'] for row in [*money, *claims]}
        self.write({
            'currency_id': self.currency_id.id if len(currencies) != 1 else min(currencies),
            'is_mixed': len(currencies) > 1, 'has_notes': any(row['note'] for row in money),
            'money_ids': [Command.create(self._money_values(row)) for row in money],
            'more_money': self._more_money(money), 'more_invoices': self._more_claims(claims),
            'bank_count': len(self._lines_elsewhere()),
        })
        paid = self._proposal({claim['res_id']: claim['open'] for claim in claims})
        self.invoice_ids = [
            Command.create(self._invoice_values(claim, paid.get(claim['res_id'], 0.0)))
            for claim in claims
        ]

    def _money_values(self, row):
        names = ('kind', 'res_id', 'date', 'name', 'note', 'check', 'currency_id', 'open')
        chosen = not row['check']
        return {
            **{name: row[name] for name in names}, 'selected': chosen,
            'amount': row['open'] if chosen else 0.0,
        }

    def _invoice_values(self, claim, amount=0.0):
        names = ('res_id', 'date', 'name', 'currency_id', 'open')
        return {
            **{name: claim[name] for name in names}, 'selected': bool(amount), 'amount': amount,
        }

    def _proposal(self, owed):
        """Return ``{invoice line id: amount}`` that the selected money pays, oldest first.

        :param owed: ``{invoice line id: what is open}``
        """
        chosen = {row._key(): row.amount for row in self.money_ids if row.selected}
        plan, _rows, _owed = self._plan(chosen, owed)
        paid = {}
        for pair in plan.pairs:
            paid[pair.claim] = paid.get(pair.claim, 0.0) + pair.amount
        return paid

    # === ACTIONS === #

    def action_apply(self):
        """Post what was chosen, and say what came of it."""
        self.ensure_one()
        money = {row._key(): row.amount for row in self.money_ids if row.selected}
        claims = {row.res_id: row.amount for row in self.invoice_ids if row.selected}
        if not money:
            raise UserError(self.env._("No money is selected. Select what arrived, then apply."))
        self.done = self._post(money, claims)
        self.state = 'done'
        self._tell_result()
        return self._dialog(self.env._("Matched"))

    def action_undo(self):
        """Take back what this dialog posted; orders that went on meanwhile stay as they are."""
        self.ensure_one()
        self._take_back(self.done or {})
        self.write({'state': 'undone', 'done': False, 'result_ids': [Command.clear()]})
        return self._dialog(self.env._("Undone"))


class CreditMatchRow(models.AbstractModel):
    """What both sides of the dialog have in common."""

    _name = 'credit.match.row'
    _description = "Row of the Match Dialog"

    match_id = fields.Many2one('credit.match', required=True, index=True, ondelete='cascade')
    res_id = fields.Integer(required=True)
    date = fields.Date()
    name = fields.Char()
    currency_id = fields.Many2one('res.currency', required=True)
    open = fields.Monetary()
    selected = fields.Boolean()
    amount = fields.Monetary()

    @api.onchange('selected')
    def _onchange_selected(self):
        if not self.selected:
            self.amount = 0.0

    @api.onchange('amount')
    def _onchange_amount(self):
        if self.amount:
            self.selected = True

    @api.constrains('amount')
    def _check_amount(self):
        for row in self:
            if row.amount < 0 or row.currency_id.compare_amounts(row.amount, row.open) > 0:
                raise UserError(self.env._(
                    "%(name)s: %(amount)s does not lie between 0 and the %(open)s that are open."
                    " Type less.", name=row.name, amount=row.currency_id.format(row.amount),
                    open=row.currency_id.format(row.open),
                ))


class CreditMatchMoney(models.TransientModel):
    _name = 'credit.match.money'
    _inherit = 'credit.match.row'
    _description = "Money to Match"

    kind = fields.Selection(KINDS, required=True)
    note = fields.Char()
    check = fields.Boolean(help="Somebody should look before this is matched.")

    def _key(self):
        self.ensure_one()
        return f'{self.kind}:{self.res_id}'

    @api.onchange('selected')
    def _onchange_selected(self):
        """Money that is ticked is used as a whole."""
        self.amount = self.open if self.selected else 0.0


class CreditMatchInvoice(models.TransientModel):
    _name = 'credit.match.invoice'
    _inherit = 'credit.match.row'
    _description = "Invoice to Match"


class CreditMatchResult(models.TransientModel):
    """One line of what came of it, and the document that it is about."""

    _name = 'credit.match.result'
    _description = "What Came of Matching"

    match_id = fields.Many2one('credit.match', required=True, index=True, ondelete='cascade')
    text = fields.Char()
    res_model = fields.Char()
    res_id = fields.Many2oneReference(model_field='res_model')

    def action_open(self):
        """Open the document; whoever may not read it is told so there."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': self.res_model, 'res_id': self.res_id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }
