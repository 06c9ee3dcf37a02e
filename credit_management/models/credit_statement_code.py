import hmac as compare
import secrets
from datetime import timedelta

from odoo import fields, models
from odoo.tools import hmac

from .credit_statement import GONE

#: How long a code is good, how often it may be typed, how many are sent.
LIFE = timedelta(minutes=15)
TRIES = 5
AN_HOUR, A_DAY = 3, 8
#: A link that had ended opens for so many days when it is asked for.
LINK_AGAIN_DAYS = 14


class CreditStatementCode(models.Model):
    """A one-time code sent to the customer's address on file, so that a link alone signs nothing.

    Kept without the code itself: to which address it went, when, whether it was used.
    """

    _name = 'credit.statement.code'
    _description = "One-Time Code of a Statement"
    _order = 'id desc'
    _rec_name = 'email'

    statement_id = fields.Many2one(
        'credit.statement', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='statement_id.company_id', store=True, index=True)
    email = fields.Char(readonly=True)
    digest = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    ticket = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    sent_at = fields.Datetime(readonly=True)
    until = fields.Datetime(readonly=True)
    tries = fields.Integer(readonly=True)
    used_at = fields.Datetime(readonly=True)
    signer_name = fields.Char(readonly=True)
    signer_title = fields.Char(readonly=True)


class CreditStatement(models.Model):
    """Codes asked for, typed, and turned into the right to sign once."""

    _inherit = 'credit.statement'

    code_ids = fields.One2many('credit.statement.code', 'statement_id', readonly=True)
    link_sent_at = fields.Datetime(readonly=True, copy=False)

    def _lock(self):
        """Let nobody else answer this statement until this transaction ends."""
        self.ensure_one()
        self.env.cr.execute("SELECT FROM credit_statement WHERE id = %s FOR UPDATE", [self.id])
        self.invalidate_recordset()

    def _send_code(self, name, title):
        """Mail a code to the address on file for `name` to sign.

        :return: None, or why not: `answered`, `name`, `no_email`, `too_many`
        """
        self._lock()
        name, title, email = name.strip()[:128], title.strip()[:128], self._known_email()
        if not self._may_answer():
            return 'answered'
        if not name or not title:
            return 'name'
        if not email:
            return 'no_email'
        if self._had_too_many():
            return 'too_many'
        # One code is good at a time.
        self.code_ids.filtered(lambda one: not one.used_at).until = fields.Datetime.now()
        code, now = f'{secrets.randbelow(10 ** 6):06}', fields.Datetime.now()
        self.env['credit.statement.code'].create({
            'statement_id': self.id, 'email': email, 'digest': self._digest('code', code),
            'sent_at': now, 'until': now + LIFE, 'signer_name': name, 'signer_title': title,
        })
        self.with_context(credit_code=code)._mail(
            'credit_management.mail_template_statement_code')
        return None

    def _had_too_many(self):
        now = fields.Datetime.now()
        sent = self.code_ids.mapped('sent_at')
        return (sum(at > now - timedelta(hours=1) for at in sent) >= AN_HOUR
                or sum(at > now - timedelta(days=1) for at in sent) >= A_DAY)

    def _digest(self, what, text):
        return hmac(self.env(su=True), f'credit.statement.{what}', (self.id, text))

    def _living_code(self):
        """Return the code that may be typed now, or none."""
        return self.code_ids.filtered(
            lambda one: not one.used_at and not one.ticket
            and one.until > fields.Datetime.now() and one.tries < TRIES)[:1]

    def _check_code(self, text):
        """Return the ticket that a right code gives, or None; a wrong one counts as a try."""
        self._lock()
        code = self._living_code()
        if not code or not self._may_answer():
            return None
        code.tries += 1
        if not compare.compare_digest(code.digest, self._digest('code', text.strip())):
            return None
        ticket = secrets.token_urlsafe(24)
        code.ticket = self._digest('ticket', ticket)
        return ticket

    def _code_of(self, ticket):
        """Return the code whose `ticket` this is, while it may be used, or none."""
        digest = self._digest('ticket', ticket or '')
        return self.code_ids.filtered(
            lambda one: one.ticket and not one.used_at and one.until > fields.Datetime.now()
            and compare.compare_digest(one.ticket, digest))[:1]

    def _send_link(self):
        """Mail the customer's link anew to his address on file: once an hour, of what went out.

        The link that he has keeps its secret; it only opens again.
        """
        self._lock()
        now = fields.Datetime.now()
        if self.state not in GONE or not self._known_email() or (
            self.link_sent_at and self.link_sent_at > now - timedelta(hours=1)
        ):
            return
        self.write({
            'link_sent_at': now,
            'access_until': self.company_id._credit_today() + timedelta(days=LINK_AGAIN_DAYS)
            if not self._is_link_alive() else self.access_until,
        })
        self._mail('credit_management.mail_template_statement_link')
