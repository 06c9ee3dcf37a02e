from odoo import api, fields, models
from odoo.exceptions import UserError

#: Kinds of money that are offered, with the words for them.
KINDS = [
    ('bank', "Bank line"),
    ('arrival', "Bank line of a booked payment"),
    ('payment', "Payment"),
    ('receipt', "Receipt"),
    ('credit_note', "Credit note"),
]


class CreditMatchRow(models.AbstractModel):
    """What both sides of the dialog have in common."""

    _name = 'credit.match.row'
    _description = "Row of the Match Dialog"

    match_id = fields.Many2one('credit.match', required=True, index=True, ondelete='cascade')
    res_id = fields.Integer(required=True)
    date = fields.Date()
    name = fields.Char()
    currency_id = fields.Many2one('res.currency', required=True)
    rate = fields.Float(digits=0, help="Company currency for one unit, as it is on the ledger.")
    account = fields.Integer(help="The receivable account, if it is known.")
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

    def _values(self):
        """Return the row as the plan takes it."""
        self.ensure_one()
        return {
            'res_id': self.res_id, 'date': self.date, 'open': self.open, 'rate': self.rate,
            'currency_id': self.currency_id.id, 'account': self.account or None,
        }


class CreditMatchMoney(models.TransientModel):
    _name = 'credit.match.money'
    _inherit = 'credit.match.row'
    _description = "Money to Match"

    kind = fields.Selection(KINDS, required=True)
    documents = fields.Json(help="Invoices that it was paid for.")
    note = fields.Char()
    what = fields.Char(compute='_compute_what')
    check = fields.Boolean(help="Somebody should look before this is matched.")

    @api.depends('name', 'note')
    def _compute_what(self):
        for row in self:
            row.what = ' — '.join(filter(None, [row.name, row.note]))

    def _key(self):
        self.ensure_one()
        return f'{self.kind}:{self.res_id}'

    def _values(self):
        return {**super()._values(), 'key': self._key(), 'documents': self.documents or []}

    @api.onchange('selected')
    def _onchange_selected(self):
        """Money that is ticked is used as a whole."""
        self.amount = self.open if self.selected else 0.0


class CreditMatchInvoice(models.TransientModel):
    _name = 'credit.match.invoice'
    _inherit = 'credit.match.row'
    _description = "Invoice to Match"

    document = fields.Integer(help="The entry that the line is of.")

    def _values(self):
        return {**super()._values(), 'document': self.document}


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
