from datetime import timedelta

from ..tools.bank_days import days_overdue
from .common import CreditCommon


class DisputeCommon(CreditCommon):
    """An invoice of 400, forty days late, of a customer with a limit of 10,000."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.write({'credit_limit': 10_000.0, 'user_id': cls.officer.id})
        cls.today = cls.company._credit_today()
        cls.bill = cls._invoice(400.0, due=-40)
        cls.line = cls._receivable(cls.bill)
        cls.reason = cls.env.ref('credit_management.credit_dispute_reason_quality')

    @classmethod
    def _receivable(cls, invoice):
        return invoice.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')

    def day(self, days):
        return self.today + timedelta(days=days)

    def days(self, due, today=0):
        """Return how late what was due so many days from today is: since its bank day."""
        rest = self.company._credit_rest()[self.company.id]
        return days_overdue(self.day(due), self.day(today), *rest)

    def dispute(self, amount=100.0, line=None, user=None, **values):
        return self.env['credit.dispute'].with_user(user or self.officer)._raise(
            line or self.line, amount, values.pop('reason', self.reason), **values)

    def promise(self, amount=400.0, days=5, lines=None, user=None, **values):
        profile = self.profile.with_user(user or self.officer)
        return profile.env['credit.promise']._make(
            profile, amount, self.day(days), self.line if lines is None else lines, **values)

    def overdue(self, profile=None):
        """Return (amount, days) that the profile's page shows."""
        profile = profile or self.profile
        profile.invalidate_recordset()
        return profile.overdue_amount, profile.overdue_days

    def pay(self, amount, invoice=None, day=None):
        """Register a payment of part of an invoice."""
        return self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=(invoice or self.bill).ids
        ).create({'amount': amount, 'payment_date': day or self.today})._create_payments()
