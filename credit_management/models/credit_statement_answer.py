import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import statements as pure
from ..tools.papers import kind, refusal

#: How a picture of Odoo's signature begins, and how large one may be, in characters.
PNG, LARGEST = b'\x89PNG\r\n\x1a\n', 2_000_000
#: Of what a customer may bring with an objection.
PICTURES = ('pdf', 'png', 'jpg')


class CreditDispute(models.Model):
    _inherit = 'credit.dispute'

    statement_id = fields.Many2one(
        'credit.statement', readonly=True, copy=False, index='btree_not_null',
        ondelete='set null', help="The statement on which the customer said it.")
    statement_line_id = fields.Many2one(
        'credit.statement.line', readonly=True, copy=False, index='btree_not_null',
        ondelete='set null')


class CreditPromise(models.Model):
    _inherit = 'credit.promise'

    @api.model
    def _selection_source(self):
        return [*super()._selection_source(), ('portal', self.env._("Customer, online"))]

    @api.model
    def _selection_channel(self):
        return [*super()._selection_channel(), ('portal', self.env._("Online"))]


class CreditStatement(models.Model):
    """What the customer says online: it is right, this is not, I pay on that day."""

    _inherit = 'credit.statement'

    # === CONFIRMED === #

    def _confirm(self, ticket, name, signature, address, agent):
        """Sign the statement by the ticket of a one-time code; the ticket ends with it.

        :param str signature: PNG, base64
        :return: whether it is signed now by this call; a replay changes nothing
        """
        self._lock()
        code = self._code_of(ticket)
        if not code or not _is_picture(signature) or not self._may_answer():
            return False
        found = pure.answer(self.closing, [self.difference] if self.difference else [])
        code.used_at = fields.Datetime.now()
        self.write({
            'state': found.state, 'confirmed': float(found.confirmed),
            'answered_on': self.company_id._credit_today(), 'signer_name': name.strip()[:128]
            or code.signer_name, 'signer_title': code.signer_title, 'code_email': code.email,
            'signed_at': code.used_at, 'signer_address': address, 'signer_agent': (agent or '')[:256],
            'signature': signature, 'document_hash': self._hash(),
        })
        self._answered()
        return True

    def _answered(self):
        """Tell whoever waits for the answer: the officer, the clock of limitation, monitoring."""
        states = dict(self._fields['state']._description_selection(self.env))
        self.message_post(body=self.env._(
            "%(state)s by %(name)s: %(amount)s of %(closing)s.", state=states[self.state],
            name=self.signer_name or self.partner_id.name,
            amount=self.currency_id.format(self.confirmed),
            closing=self.currency_id.format(self.closing)))
        self.env['credit.limitation'].sudo()._mark(self.profile_id)
        self.env['credit.rpm.item'].sudo()._look_soon(
            SQL("profile_id = %s", self.profile_id.id), self.company_id._credit_today())

    # === NOT RIGHT === #

    def _differ(self, line, amount, reason, note, proof=None):
        """Raise the dispute of a part of one line that the customer does not owe.

        :param amount: in the currency of the statement
        :param proof: (name, content) of a file that shows it
        :return: the dispute
        :raises UserError: it is not open, or less of it
        """
        self._lock()
        if not self._may_answer() or line.statement_id != self:
            raise UserError(self.env._("This statement has been answered already."))
        left = line.open_amount - line.disputed
        if not 0 < amount <= left + self.currency_id.rounding / 2:
            raise UserError(self.env._(
                "%(document)s: enter an amount up to %(left)s.", document=line.name,
                left=self.currency_id.format(max(left, 0.0))))
        maturity = line.move_line_id
        if line.id in self.dispute_ids.statement_line_id.ids or not maturity:
            raise UserError(self.env._(
                "%(document)s: this has been noted already.", document=line.name))
        disputes = self.env['credit.dispute']
        part = maturity.company_currency_id.round(amount * line.open_company / line.open_amount)
        part = min(part, disputes._undisputed_of(maturity))
        if part <= 0:
            raise UserError(self.env._(
                "%(document)s is settled already. Thank you.", document=line.name))
        dispute = disputes._raise(maturity, part, reason, (note or '')[:2000], is_officer=False)
        dispute.write({'statement_id': self.id, 'statement_line_id': line.id})
        if proof:
            self._keep_proof(dispute, *proof)
        self.write({'state': 'differs', 'difference': self.difference + amount,
                    'answered_on': self.company_id._credit_today()})
        return dispute

    def _keep_proof(self, dispute, name, content):
        """Keep what the customer brought with his objection: a PDF or a picture, for us alone."""
        name = name.replace('\\', '/').rpartition('/')[2][-128:]
        why = refusal(name, content)
        if not why and kind(content) not in PICTURES:
            why = 'type'
        if why:
            raise UserError(self.env['ir.attachment']._paper_words(name, why))
        self.env['ir.attachment'].create({
            'name': name, 'raw': content, 'res_model': dispute._name, 'res_id': dispute.id,
            'public': False})

    # === I PAY ON … === #

    def _open_now(self):
        """Return the maturity lines of this statement on which something is still open."""
        return self.line_ids.move_line_id.filtered(
            lambda line: line.amount_residual_currency > 0 and line.parent_state == 'posted')

    def _promise(self, amount, day):
        """Take the customer's promise to pay `amount`, in the statement's currency, by `day`.

        :raises UserError: nobody could keep it
        """
        lines = self._open_now().sorted(lambda line: (line.date_maturity or line.date, line.id))
        due = lines.filtered(lambda line: (line.date_maturity or line.date) <= day) or lines
        whole, company = (sum(due.mapped(name)) for name in (
            'amount_residual_currency', 'amount_residual'))
        if not 0 < amount <= whole + self.currency_id.rounding / 2:
            raise UserError(self.env._(
                "Enter an amount up to %(left)s.", left=self.currency_id.format(whole)))
        return self.env['credit.promise']._make(
            self.profile_id, self.company_id.currency_id.round(amount * company / whole), day,
            lines=due, instead=True, source='portal', channel='portal', is_written=True,
            user_id=False, note=self.name)


def _is_picture(signature):
    """Tell whether a text is a PNG in base64: nothing else is kept of what a browser sends."""
    if not isinstance(signature, str) or len(signature) > LARGEST:
        return False
    try:
        return base64.b64decode(signature, validate=True).startswith(PNG)
    except (ValueError, binascii.Error):
        return False
