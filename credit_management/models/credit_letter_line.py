from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditLetterLine(models.Model):
    """A document in a letter as it stood when the letter was written."""

    _name = 'credit.letter.line'
    _description = "Line of a Credit Letter"
    _order = 'letter_id, date_due, id'

    letter_id = fields.Many2one(
        'credit.letter', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(
        related='letter_id.company_id', store=True, precompute=True, index=True)
    move_line_id = fields.Many2one(
        'account.move.line', string="Maturity Line", readonly=True, index='btree_not_null',
        ondelete='set null')
    name = fields.Char(string="Document", required=True, readonly=True)
    reference = fields.Char(string="Your Reference", readonly=True)
    date = fields.Date(readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    days = fields.Integer(string="Days Late", readonly=True)
    currency_id = fields.Many2one('res.currency', required=True, readonly=True)
    amount = fields.Monetary(readonly=True)
    open_amount = fields.Monetary(
        string="Open", readonly=True, help="Negative: a credit or a payment on account.")
    disputed = fields.Monetary(readonly=True, help="Not asked for in this letter.")
    asked = fields.Monetary(string="Asked For", readonly=True)
    interest = fields.Monetary(help="Up to the day of the letter.")
    has_interest = fields.Boolean(readonly=True)

    def write(self, vals):
        if not self.env.su:
            letters = self.letter_id
            letters.check_access('write')
            letters._check_draft({'line_ids'})
            if set(vals) - {'interest'}:
                raise UserError(self.env._(
                    "Only the interest is typed in; what is open comes from the ledger."))
            vals = {**vals, 'has_interest': True}
        return super().write(vals)

    @api.model
    def _values(self, line, day, fact, interest=None):
        """Return values of a snapshot of `line` (account.move.line).

        :param dict fact: of `credit.rpm.item._line_facts`; disputed in company currency
        :param interest: up to `day`, in company currency; None: unknown
        """
        move, open_amount = line.move_id, line.amount_residual_currency
        rate = open_amount / line.amount_residual if line.amount_residual else 1.0
        disputed = line.currency_id.round(min(
            (fact.get('disputed') or 0.0) * rate, max(open_amount, 0.0)))
        due = line.date_maturity or line.date
        return {
            'move_line_id': line.id, 'name': line.move_name or move.name or '/',
            'reference': move.ref or False, 'date': move.invoice_date or line.date,
            'date_due': due, 'days': max((day - due).days, 0) if open_amount > 0 else 0,
            'currency_id': line.currency_id.id, 'amount': line.amount_currency,
            'open_amount': open_amount, 'disputed': disputed, 'asked': open_amount - disputed,
            'interest': (interest or 0.0) * rate, 'has_interest': interest is not None,
        }
