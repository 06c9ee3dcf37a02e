from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang


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
    more_money_text = fields.Char(compute='_compute_more_texts')
    more_invoices_text = fields.Char(compute='_compute_more_texts')
    bank_count = fields.Integer(
        readonly=True, help="Bank lines that are matched on the screen of the accountant's app."
    )
    is_mixed = fields.Boolean(readonly=True, help="There is more than one currency.")
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
        """What is left over is asked of the plan itself: rates and accounts have their say."""
        for match in self:
            money = [row for row in match.money_ids if row.selected]
            claims = [row for row in match.invoice_ids if row.selected]
            plan = match._plan(
                [(row._values(), row.amount) for row in money],
                [(row._values(), row.amount) for row in claims],
            )
            missing = sum(plan.unpaid[row.res_id] * match._weight(row) for row in claims)
            left = sum(plan.left_over[row._key()] * match._weight(row) for row in money)
            match.used = sum(row.amount * match._weight(row) for row in money)
            match.left_over = left - missing
            match.applied = match.used - match.left_over
            match.too_much = any(plan.unpaid.values())

    def _weight(self, row):
        """Return what one unit of the row's currency is in that of the sums."""
        return row.rate if self.is_mixed else 1.0

    @api.depends('more_money', 'more_invoices')
    def _compute_more_texts(self):
        for match in self:
            match.more_money_text = self.env._(
                "and %(count)s more receipts and credit notes",
                count=formatLang(self.env, match.more_money, digits=0),
            ) if match.more_money else ''
            match.more_invoices_text = self.env._(
                "and %(count)s more", count=formatLang(self.env, match.more_invoices, digits=0)
            ) if match.more_invoices else ''

    # === ONCHANGE === #

    @api.onchange('money_ids')
    def _onchange_money_ids(self):
        """Other money: propose anew what it pays, oldest first."""
        paid = self._paid(
            [(row._values(), row.amount) for row in self.money_ids if row.selected],
            [(row._values(), row.open) for row in self.invoice_ids],
        )
        for row in self.invoice_ids:
            row.amount = paid[row.res_id]
            row.selected = bool(row.amount)

    @api.onchange('invoice_ids')
    def _onchange_invoice_ids(self):
        """An invoice that was only ticked takes what is left over."""
        ticked = [row for row in self.invoice_ids if row.selected and not row.amount]
        if not ticked:
            return
        typed = [row for row in self.invoice_ids if row.selected and row.amount]
        paid = self._paid(
            [(row._values(), row.amount) for row in self.money_ids if row.selected],
            [(row._values(), row.amount) for row in typed]
            + [(row._values(), row.open) for row in ticked],
        )
        for row in ticked:
            row.amount = paid[row.res_id]

    @api.onchange('other_id')
    def _onchange_other_id(self):
        """Put an invoice on the list that is not among the oldest."""
        if not self.other_id:
            return
        shown = set(self.invoice_ids.mapped('res_id'))
        lines = self.other_id._origin.line_ids.ids
        self.invoice_ids = [
            Command.create(self._invoice_values(claim, 0.0)) for claim in self._claims(lines)
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

    @api.model
    def _open_one(self, partners, companies):
        """Open the dialog from a list, where lines of one customer were chosen."""
        customer, root = partners.commercial_partner_id, companies.sudo().root_id
        if len(customer) != 1 or len(root) != 1:
            raise UserError(self.env._(
                "Money is matched customer by customer; these lines are of %(count)s. Choose lines"
                " of one.", count=len(customer),
            ))
        return self._open(customer, root)

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
        paid = self._paid(
            [(row, row['open']) for row in money if not row['check']],
            [(claim, claim['open']) for claim in claims],
        )
        self.write({
            'currency_id': self.currency_id.id if len(currencies) != 1 else min(currencies),
            'is_mixed': len(currencies) > 1,
            'money_ids': [Command.create(self._money_values(row)) for row in money],
            'invoice_ids': [
                Command.create(self._invoice_values(claim, paid[claim['res_id']]))
                for claim in claims
            ],
            'more_money': self._more_money(money), 'more_invoices': self._more_claims(claims),
            'bank_count': len(self._lines_elsewhere()),
        })

    def _money_values(self, row):
        names = (
            'kind', 'res_id', 'date', 'name', 'note', 'check', 'currency_id', 'open', 'rate',
            'account', 'documents',
        )
        chosen = not row['check']
        return {
            **{name: row[name] for name in names}, 'selected': chosen,
            'amount': row['open'] if chosen else 0.0,
        }

    def _invoice_values(self, claim, amount):
        names = (
            'res_id', 'date', 'name', 'currency_id', 'open', 'rate', 'account', 'document'
        )
        return {
            **{name: claim[name] for name in names}, 'selected': bool(amount), 'amount': amount,
        }

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
