from datetime import date

from odoo import Command

from ..tools.limitation_laws import LAWS
from .common import CreditCommon

#: A file that is there: what is in it is nobody's business here.
FILE = 'UGFwZXI='


class LimitationCommon(CreditCommon):
    """A company under the law of China, whose claims nobody has been told of yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.law = cls.env.ref('credit_management.credit_limitation_law_cn')
        cls.company.credit_limitation_law_id = cls.law
        cls.claims = cls.env['credit.limitation']
        cls.evidence = {one.code: one for one in cls.env['credit.limitation.evidence'].search([])}
        cls.env['credit.limitation.mark'].search([]).unlink()

    @classmethod
    def _claim(cls, due, amount=1000.0, partner=None, **values):
        """Return the maturity line of an invoice due on `due`."""
        move = cls._invoice(amount, partner=partner, post=False, **values)
        move.write({'invoice_date': date(due.year, 1, 1), 'invoice_date_due': due})
        move.action_post()
        return move.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')

    def count(self, profiles=None):
        """Count the claims of `profiles` as the worker does."""
        (profiles or self.profile).flush_recordset()
        self.claims.sudo()._count((profiles or self.profile).sudo(), self.company._credit_today())

    def row(self, line):
        return self.claims.search([('move_line_id', '=', line.id)])

    def safe(self, line):
        self.count(self.env['credit.profile']._of_partners(line.partner_id, self.company))
        return self.row(line).safe_date

    def event(self, kind, day, lines, codes=(), ended_on=False, user=None):
        """Write an event as an officer does, with one paper that shows `codes`."""
        papers = [Command.create({
            'file': FILE, 'file_name': 'paper.pdf', 'ended_on': ended_on,
            'evidence_ids': [Command.set([self.evidence[code].id for code in codes])],
        })] if codes else []
        return self.env['credit.limitation.event'].with_user(user or self.officer).create({
            'profile_id': self.profile.id, 'kind': kind, 'date': day, 'paper_ids': papers,
            'line_ids': [Command.set(lines.ids)],
        })

    def pay(self, line, amount, day, named=False):
        """Receive money on a bank statement and match it with `line`."""
        journal = self.env['account.journal'].search(
            [('type', '=', 'bank'), ('company_id', '=', self.company.id)], limit=1)
        bank = self.env['account.bank.statement.line'].create({
            'journal_id': journal.id, 'date': day, 'amount': amount,
            'partner_id': line.partner_id.id,
            'payment_ref': f"Invoice {line.move_id.name}" if named else "Thank you",
        })
        suspense = bank.move_id.line_ids.filtered(
            lambda item: item.account_id == journal.suspense_account_id)
        suspense.account_id = line.account_id
        suspense.partner_id = line.partner_id
        (suspense | line).reconcile()
        return bank

    def complete(self, kind):
        """Return codes that prove an event of `kind` in the law of China."""
        return tuple(sorted(LAWS['CN'].events[kind].evidence[0]))


def noon(*day):
    """Return the middle of a day, as the clock to freeze."""
    return f'{date(*day)} 12:00:00'
