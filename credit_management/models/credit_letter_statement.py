from odoo import api, fields, models
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

    @api.model
    def _selection_refusal(self):
        return [*super()._selection_refusal(),
                ('statement_before', self.env._("Statement before it waits"))]

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
        if not self.env.context.get('credit_statements_counted'):
            self.filtered(lambda letter: letter.kind == 'statement')._make_statements()
        return super()._write_text()

    def _make_statements(self):
        """Let each letter have the statements of its day, as the books are now; a run made its own."""
        old = self.statement_ids.filtered(lambda one: one.state == 'draft' and not one.run_id)
        # What a later one that is approved begins with stays as it is.
        old.filtered(lambda one: not one._following(drafts=False)).unlink()
        for (run, day, is_adhoc), own in self.grouped(
            lambda one: (one.statement_run_id, one.statement_day, one.is_adhoc),
        ).items():
            if not run:
                self.env['credit.statement']._make(own.profile_id, day, is_adhoc)
            own._take_statements(run, day, is_adhoc)
        self._add_up()

    def _add_up(self):
        for letter in self:
            letter.amount = sum(letter.statement_ids.line_ids.mapped('open_company'))

    def _say_again(self):
        """Write the text anew: the statements were counted again."""
        self.invalidate_recordset(['statement_ids'])
        self._add_up()
        self.with_context(credit_statements_counted=True)._write_text()

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
        if self.statement_ids._waits_for_another():
            return 'statement_before'
        return 'no_email' if self.channel == 'mail' and not self.email else None

    # === OUT === #

    def write(self, vals):
        res = super().write(vals)
        if vals.get('state') in ('approved', 'cancelled'):
            self.sudo().statement_ids._letter_became(vals['state'])
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



class CreditContactRules(models.AbstractModel):
    _inherit = 'credit.contact.rules'

    @api.model
    def _sentence(self, letter):
        if letter.refusal == 'statement_before':
            return self.env._(
                "The statement before it is still a draft, and this one begins where that ends."
                " Approve that one first, or do not send it.")
        return super()._sentence(letter)
