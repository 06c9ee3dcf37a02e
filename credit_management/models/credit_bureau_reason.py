from odoo import api, fields, models

from ..tools.bureau_checks import to_decimal

#: Figures of an error that are amounts.
AMOUNTS = {'amount', 'most', 'gap'}


class CreditBureauReport(models.Model):
    """Why a report, or a part of it, was not used: codes, in the words of whoever reads them."""

    _inherit = 'credit.bureau.report'

    reasons_text = fields.Text(compute='_compute_reasons_text', string="Reasons")

    @api.depends_context('lang')
    @api.depends('reasons')
    def _compute_reasons_text(self):
        for report in self:
            report.reasons_text = '\n'.join(
                self._error_message(error) for error in report._stored_errors()
            )

    def _task_why(self):
        """Return what the queue says of it in a glance."""
        self.ensure_one()
        return (self.reasons_text or '').split('\n')[0]

    @api.model
    def _error_message(self, error):
        """Return one error as a sentence: fact, figure, way out."""
        words = {
            'malformed': self._malformed_words, 'hash_mismatch': self._hash_words,
            'identifier_conflict': self._conflict_words, 'balance': self._balance_words,
        }.get(error.code, self._plain_words)
        return words(error)

    def _malformed_words(self, error):
        return self.env._(
            "%(field)s is not in the form of the contract (expected: %(expected)s). Mend the agent"
            " and send it again.",
            field=error.field or self.env._("The report"), expected=error.params['expected'],
        )

    def _hash_words(self, error):
        return self.env._(
            "The content does not have the hash it says (%(field)s). Send it again.",
            field=error.field,
        )

    def _conflict_words(self, error):
        # In sudo mode to name customers whom the agent may not read.
        partners_sudo = self.env['res.partner'].sudo().browse(error.params['partners']).exists()
        return self.env._(
            "Its numbers and its customer do not agree; concerned: %(customers)s. Correct the"
            " numbers on the customers, or decide in the match queue.",
            customers=', '.join(partners_sudo.mapped('display_name')) or '?',
        )

    def _balance_words(self, error):
        return self.env._(
            "Assets differ from liabilities and equity by %(gap)s (%(field)s). Look at the"
            " original accounts.", gap=_figure('gap', error.params['gap']), field=error.field,
        )

    def _plain_words(self, error):
        """Return the sentence of a code whose figures stand in it as they are."""
        texts = {
            'identifier_invalid': self.env._(
                "%(value)s is no valid %(scheme)s: its check digit or form is wrong. Compare it"
                " with the original."),
            'in_the_future': self.env._(
                "It speaks of %(date)s, which lies in the future. Look at the clock of the agent."),
            'before_incorporation': self.env._(
                "%(field)s is %(date)s, before the company was founded (%(founded)s). Ask the"
                " bureau which is right."),
            'negative_assets': self.env._(
                "Total assets are negative: %(amount)s. Look at the original accounts."),
            'out_of_scale': self.env._(
                "The score %(raw)s lies outside its scale (%(min)s to %(max)s); it is kept as not"
                " rated."),
            'limit_implausible': self.env._(
                "A limit of %(amount)s is implausible; at most %(most)s would be expected. Ask the"
                " bureau."),
            'name_differs': self.env._(
                "The report names %(name)s, the customer is %(customer)s. Decide in the match"
                " queue."),
            'consent_missing': self.env._(
                "It is about a natural person without a recorded consent; nothing of it was kept."
                " Record the consent on the customer, then send it again."),
            'residency': self.env._(
                "The raw report must stay in %(country)s. Send the report without it."),
        }
        return texts.get(error.code, error.code) % {
            'field': error.field, **{
                name: _figure(name, value) for name, value in error.params.items()
            },
        }


def _figure(name, value):
    """Return an amount with its thousands apart; other figures as they are."""
    number = to_decimal(value) if name in AMOUNTS else None
    return value if number is None else f'{number:,}'
