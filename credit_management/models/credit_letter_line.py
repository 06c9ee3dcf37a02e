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
    promised = fields.Monetary(
        readonly=True, help="Promised for a day to come: not asked for in this letter.")
    asked = fields.Monetary(string="Asked For", readonly=True)
    interest = fields.Monetary(help="Up to the day of the letter.")
    has_interest = fields.Boolean(readonly=True)

    def write(self, vals):
        if not self.env.su:
            letters = self.letter_id
            letters.check_access('write')
            letters._check_draft({'line_ids'})
            letters.sudo().is_edited = True
            if set(vals) - {'interest'}:
                raise UserError(self.env._(
                    "Only the interest is typed in; what is open comes from the ledger."))
            vals = {**vals, 'has_interest': True}
        return super().write(vals)

    @api.model
    def _not_asked(self, line, day, fact, kind):
        """Return (disputed, promised) of what is open of `line`, in company currency.

        A promise that runs lowers what reminders and demands ask for; statements and limitation
        letters are about the whole, and these about what is disputed too: it runs out meanwhile.
        """
        left = max(line.amount_residual, 0.0)
        disputed = 0.0 if kind == 'limitation' else min(fact.get('disputed') or 0.0, left)
        runs = not fact.get('promised_until') or fact['promised_until'] >= day
        promised = fact.get('promised') or 0.0 if runs and kind in ('reminder', 'demand') else 0.0
        return disputed, min(promised, left - disputed)

    @api.model
    def _values(self, line, day, fact, kind, interest=None):
        """Return values of a snapshot of `line` (account.move.line) in a letter of `kind`.

        :param dict fact: of `credit.rpm.item._line_facts`, in company currency
        :param interest: up to `day`, in company currency; None: unknown
        """
        move, open_amount = line.move_id, line.amount_residual_currency
        rate = open_amount / line.amount_residual if line.amount_residual else 1.0
        disputed, promised = (
            line.currency_id.round(part * rate)
            for part in self._not_asked(line, day, fact, kind))
        due = line.date_maturity or line.date
        return {
            'move_line_id': line.id, 'name': line.move_name or move.name or '/',
            'reference': move.ref or False, 'date': move.invoice_date or line.date,
            'date_due': due, 'days': max((day - due).days, 0) if open_amount > 0 else 0,
            'currency_id': line.currency_id.id, 'amount': line.amount_currency,
            'open_amount': open_amount, 'disputed': disputed, 'promised': promised,
            'asked': open_amount - disputed - promised,
            'interest': (interest or 0.0) * rate, 'has_interest': interest is not None,
        }

    def _has_changed(self, day, facts):
        """Tell whether less is open, or to be asked, of this line than its letter says.

        :param dict facts: of `credit.rpm.item._line_facts`
        """
        if self.open_amount <= 0:
            return False
        line, fact = self.move_line_id, facts.get(self.move_line_id.id) or {}
        is_named = self.letter_id.kind == 'limitation'
        if not line or self.asked > 0 and fact.get('is_away') and not is_named:
            return True
        now = self._values(line, day, fact, self.letter_id.kind)
        return any(self.currency_id.compare_amounts(now[name], self[name]) < 0
                   for name in ('open_amount', 'asked'))
