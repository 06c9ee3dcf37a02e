from odoo import fields, models
from odoo.tools import format_amount, format_date


class CreditLetter(models.Model):
    """A letter of kind *statement*: the cover of the customer's statements, one a currency.

    It has no lines of its own. By mail it carries the link; on paper the statements go with it.
    """

    _inherit = 'credit.letter'

    statement_ids = fields.One2many('credit.statement', 'letter_id', readonly=True)
    statement_day = fields.Date(
        readonly=True, copy=False, help="Of a statement: the last day of its figures.")
    statement_run_id = fields.Many2one(
        'credit.statement.run', readonly=True, copy=False, index='btree_not_null',
        ondelete='restrict')
    is_adhoc = fields.Boolean(readonly=True, copy=False)

    _run_profile_unique = models.UniqueIndex(
        "(statement_run_id, profile_id) WHERE statement_run_id IS NOT NULL",
        "This customer has a letter of this run already.")

    # === WRITTEN === #

    def _draft_values(self, draft, day, known):
        values = super()._draft_values(draft, day, known)
        if draft['kind'] == 'statement':
            values['statement_day'] = draft.get('statement_day') or day
            values['is_adhoc'] = draft.get('is_adhoc', True)
        return values

    def _period(self):
        """Return what a draft that is written again stays about."""
        if self.kind != 'statement':
            return {}
        return {'statement_day': self.statement_day, 'is_adhoc': self.is_adhoc}

    def _write_text(self):
        self.filtered(lambda letter: letter.kind == 'statement')._make_statements()
        return super()._write_text()

    def _make_statements(self):
        """Let each letter have the statements of its day, as the books are now; a run made its own."""
        self.statement_ids.filtered(lambda one: one.state == 'draft' and not one.run_id).unlink()
        for (run, day, is_adhoc), own in self.grouped(
            lambda one: (one.statement_run_id, one.statement_day, one.is_adhoc),
        ).items():
            if not run:
                self.env['credit.statement']._make(own.profile_id, day, is_adhoc)
            own._take_statements(run, day, is_adhoc)
        for letter in self:
            letter.amount = sum(letter.statement_ids.line_ids.mapped('open_company'))

    def _take_statements(self, run, day, is_adhoc):
        """Let drafts that no letter carries be those of the letters of one period."""
        waiting = self.env['credit.statement'].search([
            ('profile_id', 'in', self.profile_id.ids), ('letter_id', '=', False),
            ('date_to', '=', day), ('state', '=', 'draft'), ('is_adhoc', '=', is_adhoc),
            ('run_id', '=', run.id)])
        of_profile = waiting.grouped('profile_id')
        for letter in self:
            of_profile.get(letter.profile_id, waiting.browse()).letter_id = letter

    # === MAY IT GO === #

    def _own_refusal(self):
        if self.kind != 'statement':
            return super()._own_refusal()
        if not self.statement_ids:
            return 'nothing_open'
        return 'no_email' if self.channel == 'mail' and not self.email else None

    # === OUT === #

    def write(self, vals):
        res = super().write(vals)
        if vals.get('state') == 'cancelled':
            self.sudo().statement_ids.filtered(lambda one: one.state == 'draft').write(
                {'state': 'cancelled'})
        return res

    def _settle(self):
        super()._settle()
        self.statement_ids._went_out(self)

    def _queue_together(self):
        """Put approved statements into Odoo's mail queue in one go: nothing of them is printed.

        Whoever calls has just approved them, in the same transaction.
        """
        waiting = self.filtered(lambda one: (
            one.kind == 'statement' and one.state == 'approved' and one.channel == 'mail'
            and not one.queued_at))
        mails = self.env['mail.mail'].create([letter._mail_values() for letter in waiting])
        waiting.queued_at = fields.Datetime.now()
        for letter, mail in zip(waiting, mails, strict=True):
            letter.mail_id = mail

    def _print(self):
        """A statement by mail is behind its link; on paper it goes with the letter."""
        by_mail = self.filtered(lambda one: one.kind == 'statement' and one.channel == 'mail')
        paper = self - by_mail
        for letter in paper.filtered(lambda one: one.statement_ids and not one.copy_ids):
            letter.copy_ids = self.env['ir.attachment'].create([
                {**statement._pdf_values(), 'res_model': self._name, 'res_id': letter.id}
                for statement in letter.statement_ids])
        return super(CreditLetter, paper)._print()

    # === WORDS === #

    def _totals(self):
        if self.kind != 'statement':
            return super()._totals()
        return {one.currency_id: one.closing for one in self.statement_ids}

    def _statement_day_text(self):
        return format_date(self.env, self.statement_day or self.date)

    def _lines_table(self):
        if self.kind != 'statement':
            return super()._lines_table()
        return self.env['ir.qweb'].sudo()._render('credit_management.credit_statement_summary', {
            'letter': self, 'day': lambda value: format_date(self.env, value),
            'amount': lambda value, currency: format_amount(self.env, value, currency),
        }, lang=self.env.lang or self.lang)

    def action_open_statements(self):
        self.ensure_one()
        self.check_access('read')
        return self.statement_ids._open_list()

