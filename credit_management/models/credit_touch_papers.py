from odoo import api, fields, models
from odoo.exceptions import UserError

#: What a customer may ask for in a contact.
PAPERS = ('invoice', 'proof', 'order', 'statement')
#: More files than that are no mail.
MOST_FILES = 20


class CreditLetter(models.Model):
    """Papers that a customer asked for in a contact: copies go with a letter that asks for nothing."""

    _inherit = 'credit.letter'

    papers = fields.Char(readonly=True, help="Codes of what was asked for.")
    touch_id = fields.Many2one(
        'credit.touch', readonly=True, copy=False, index='btree_not_null', ondelete='set null')

    @api.model
    def _papers_of(self, line):
        """Return ``{code: records}`` of the papers that there are of a maturity line."""
        move = line.move_id
        orders = move.invoice_line_ids.sale_line_ids.order_id
        return {
            'invoice': move.filtered(lambda one: one.is_sale_document()),
            'proof': self._proofs_of(move), 'order': orders,
        }

    @api.model
    def _make_papers(self, profile, codes, lines, **values):
        """Write the draft of a letter with copies: `codes` of `PAPERS`, about `lines`."""
        files = self._paper_records(codes, lines)
        draft = self._make(
            profile, 'papers', lines=None if 'statement' in codes else lines,
            papers=','.join(codes), **values)
        letter_sudo = draft.sudo()
        letter_sudo.copy_ids = self.env['ir.attachment'].sudo().create([
            letter_sudo._paper_values(code, record) for code, record in files])
        letter_sudo._write_text()
        return draft

    def _paper_records(self, codes, lines):
        """Return ``[(code, record)]``, each once."""
        found = {}
        for line in lines.sudo():
            for code, records in self._papers_of(line).items():
                if code in codes:
                    found.update(((code, record), None) for record in records)
        if len(found) > MOST_FILES:
            raise UserError(self.env._(
                "%(count)s papers are too many for a mail: at most %(most)s. Tick fewer lines.",
                count=len(found), most=MOST_FILES))
        if not found and 'statement' not in codes:
            raise UserError(self.env._(
                "There are no such papers of what is ticked. Tick other lines or papers, or note"
                " what is wanted."))
        return list(found)

    def _paper_values(self, code, record):
        if code == 'invoice':
            return self._copy_values(record)
        if code == 'proof':
            return self._proof_values(record)
        content, _kind = self.env['ir.actions.report'].with_context(
            lang=self.lang)._render_qweb_pdf('sale.action_report_saleorder', record.ids)
        return {
            'name': f'{(record.name or "order").replace("/", "-")}.pdf', 'raw': content,
            'mimetype': 'application/pdf', 'res_model': self._name, 'res_id': self.id,
        }

    # === WORDS OF THE TEXT === #

    def _papers_text(self):
        """Return the names of what goes with the letter."""
        return ', '.join(self.copy_ids.mapped('name'))

    def _has_statement(self):
        """Tell whether the letter has all that is open."""
        return 'statement' in (self.papers or '').split(',')


class CreditTouch(models.Model):
    """Who wants papers gets them: a draft with their copies waits to be sent."""

    _inherit = 'credit.touch'

    def _call_extras(self):
        words = {
            'invoice': self.env._("Invoices"), 'proof': self.env._("Proofs of delivery"),
            'order': self.env._("Order confirmations"),
            'statement': self.env._("Statement of all that is open"),
        }
        return {
            **super()._call_extras(), 'papers_offered': [
                {'code': code, 'word': words[code]} for code in PAPERS],
            'may_approve': self.env['credit.letter'].sudo(False).has_access('write'),
        }

    def _papers_there(self, lines):
        """Return ``{line id: {code: ids}}`` of the papers that there are of maturity lines."""
        return {line.id: {
            code: records.ids
            for code, records in self.env['credit.letter'].sudo()._papers_of(line).items()
        } for line in lines.sudo()}

    def _check_said(self, checked):
        super()._check_said(checked)
        codes = checked.get('papers') or []
        if not isinstance(codes, list):
            codes = [codes]
        for code in codes:
            self.env['credit.asked']._choice('papers', code, PAPERS)
        checked['papers'] = [code for code in PAPERS if code in codes]

    def _follow_papers(self, values):
        """Write the draft with the copies; what is only noted waits for its next contact."""
        super()._follow_papers(values)
        if not values.get('papers'):
            return
        letters = self.env['credit.letter'].sudo()
        profile = self.sudo().profile_id
        is_signer = letters.sudo(False).has_access('write')
        letters._make_papers(
            profile, values['papers'], self._follow_lines(values), touch_id=self.id,
            signer_id=self.env.uid if is_signer else profile.user_id.id)

    def action_open_papers(self):
        """Open the draft of the papers that were asked for in this contact."""
        self.ensure_one()
        self._check_may_work()
        letter = self.env['credit.letter'].search([('touch_id', '=', self.id)], limit=1)
        if not letter:
            raise UserError(self.env._("No draft of papers came of this contact."))
        return letter._open_form()

    def _unfollow(self):
        """Drafts of papers go; what was sent stays."""
        super()._unfollow()
        self.env['credit.letter'].sudo().search(
            [('touch_id', '=', self.id), ('state', '=', 'draft')])._supersede()
