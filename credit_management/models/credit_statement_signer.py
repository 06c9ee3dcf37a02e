from odoo import fields, models

SEALS = [
    ('company', "Company seal (公章)"), ('finance', "Finance seal (财务专用章)"),
    ('contract', "Contract seal (合同章)"), ('none', "No seal"),
]


class CreditStatement(models.Model):
    """Who signed a statement, on which paper and with which seal, and whether he might."""

    _inherit = 'credit.statement'

    seal = fields.Selection(SEALS, readonly=True, copy=False, help="On the signed paper.")
    paper = fields.Binary(
        string="Signed Paper", attachment=True, readonly=True, copy=False)
    paper_name = fields.Char(readonly=True, copy=False)
    authorization_id = fields.Many2one(
        'credit.authorization', string="Letter of Authority", readonly=True, copy=False,
        index='btree_not_null', ondelete='restrict')
    signer_check = fields.Selection(
        [('ok', "Authorised"), ('warn', "Authorised by a copy"), ('fail', "Not authorised")],
        string="Signer", readonly=True, copy=False)
    signer_why = fields.Char(string="Why", readonly=True, copy=False)

    def _sign_on_paper(self, values, line=None, reason=None):
        """Sign the statement by a paper that came back; what differs is disputed.

        :param dict values: `signer_name`, `signer_title`, `seal`, `answered_on`, `confirmed`,
            `paper`, `paper_name`
        :param line: the line that the customer does not agree to, for the reason `reason`
        """
        self.ensure_one()
        difference = self.currency_id.round(
            self.closing - self.difference - values['confirmed'])
        if difference:
            self._differ(line, difference, reason, self.env._("On the signed paper."))
        self.write({
            **values, 'state': 'differs' if self.difference else 'confirmed',
            'signed_at': fields.Datetime.now(), 'document_hash': self._hash(),
        })
        self._answered()

    def _answered(self):
        """Note whether the signer might sign before anybody hears of the answer."""
        self._check_signer()
        return super()._answered()

    def _check_signer(self):
        letters, root = self.env['credit.authorization'], self.company_id
        amount = self.currency_id._convert(
            abs(self.confirmed), root.currency_id, root, self.answered_on)
        answer = letters._may(
            'statement', root, self.partner_id, self.signer_name or '', amount, self.answered_on)
        letter = letters.browse(answer.source if answer.result != 'fail' else ())
        values = {
            'signer_check': answer.result, 'authorization_id': letter.id,
            'signer_why': letters._reasons_text(answer, root),
        }
        if answer.result != 'fail' and not self.signer_right:
            values['signer_right'] = letter.display_name if letter else self.env._(
                "Representative by law")
        self.write(values)

    def action_sign_paper_dialog(self):
        """Open the dialog in which the signed paper is entered."""
        self.ensure_one()
        self.check_access('write')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Signed Paper"),
            'res_model': 'credit.statement.paper', 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new',
            'context': {'default_statement_id': self.id},
        }
