from odoo import fields, models
from odoo.exceptions import UserError

from .credit_profile import FIGURES


class CreditLimitRequest(models.Model):
    """Beside what is asked for stands what would be suggested, as it was known that day."""

    _inherit = 'credit.limit.request'

    has_suggestion = fields.Boolean(readonly=True, copy=False, groups=FIGURES)
    suggested_limit = fields.Monetary(
        string="Suggested", readonly=True, copy=False, groups=FIGURES,
        help="The least of what is known of the customer: what he needs, what he owed at most,"
             " what bureaus say.")
    suggestion = fields.Text(
        string="How It Is Suggested", readonly=True, copy=False, groups=FIGURES)
    exposure_then = fields.Monetary(
        readonly=True, copy=False, groups=FIGURES)
    overdue_then = fields.Monetary(
        readonly=True, copy=False, groups=FIGURES)

    def _note_advice(self):
        """Keep what was known when it was asked for, of a sudo record."""
        found, _methods = self.env['credit.limit.advice']._of(self.profile_id)
        facts = self._facts()
        self.write({
            'has_suggestion': found.amount is not None, 'suggested_limit': found.amount or 0.0,
            'suggestion': self._suggestion_words(found),
            'exposure_then': facts.get('exposure') or 0.0,
            'overdue_then': facts.get('overdue_amount') or 0.0,
        })

    def _suggestion_words(self, found):
        """Return a line a source, those that are missing by name."""
        names = self.env['credit.limit.advice']._names()
        lines = [
            self.env._("%(ground)s: %(amount)s", ground=names[code],
                       amount=self.currency_id.format(float(amount)))
            for code, amount in sorted(found.used.items(), key=lambda pair: pair[1])
        ]
        if found.missing:
            lines.append(self.env._(
                "Not known: %(grounds)s.", grounds=', '.join(names[code] for code in found.missing)))
        if found.is_weak:
            lines.append(self.env._("A weak ground: less than two sources."))
        return '\n'.join(lines)

    def action_suggest(self):
        """Show what is suggested; an amount that nobody typed yet becomes it."""
        self.ensure_one()
        self.check_access('write')
        self._check_draft()
        request_sudo = self.sudo()
        if not self.env.user.has_group('credit_management.credit_management_group_officer'):
            raise UserError(self.env._("Say what the customer needs; credit people suggest a limit."))
        request_sudo._note_advice()
        if not request_sudo.has_suggestion:
            raise UserError(self.env._(
                "Nothing is known yet that a limit could be suggested from: no sales of a year, no"
                " balance, no bureau. Say yourself what is needed."))
        if not self.requested_limit:
            self.action_use_suggestion()
        return True

    def action_use_suggestion(self):
        """Ask for what is suggested."""
        self.ensure_one()
        self.requested_limit = self.suggested_limit
        return True
