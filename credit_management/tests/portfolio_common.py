from datetime import date
from unittest.mock import patch

from .aging_common import AgingCommon

#: A portfolio on 30 June 2026: customer, open, due date.
PORTFOLIO = (
    ('A', 100_000, date(2026, 7, 15)), ('A', 50_000, date(2026, 6, 30)),
    ('A', 40_000, date(2026, 6, 29)), ('B', 80_000, date(2026, 5, 31)),
    ('B', 60_000, date(2026, 5, 30)), ('B', 30_000, date(2026, 4, 30)),
    ('C', 20_000, date(2026, 4, 1)), ('C', 20_000, date(2026, 3, 31)),
    ('D', 10_000, date(2025, 6, 30)), ('D', 5_000, date(2025, 6, 29)),
    ('E', 200_000, date(2026, 6, 20)),
)
THEN = date(2026, 6, 30)


class PortfolioCommon(AgingCommon):
    """The portfolio, alone in a company of its own, made of real invoices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env['res.company'].create({'name': "Portfolio Ltd"})
        cls.env['account.chart.template'].try_loading(
            'generic_coa', company=cls.company, install_demo=False)
        people = cls.sales | cls.officer | cls.manager | cls.auditor | cls.env.user
        people.write({'company_ids': [(4, cls.company.id)]})
        (people - cls.env.user).write({'company_id': cls.company.id})
        cls.env = cls.env(context={**cls.env.context, 'allowed_company_ids': cls.company.ids})
        cls.company = cls.company.with_env(cls.env)
        cls.report = cls.env['credit.aging.report']
        cls.customers = {
            name: cls.env['res.partner'].create({'name': f'Customer {name}', 'is_company': True})
            for name in 'ABCDE'
        }
        then = cls._then()
        for name, amount, due in PORTFOLIO:
            due += then - THEN
            issued = min(due, then)
            cls._claim(cls.customers[name], amount, invoice_date_due=due, invoice_date=issued,
                       date=issued)
        cls._claim(cls.customers['B'], 15_000, move_type='out_refund', invoice_date=then, date=then,
                   invoice_date_due=then)

    @classmethod
    def _then(cls):
        """Return the day on which lines are as late as the portfolio says."""
        return THEN

    @classmethod
    def _claim(cls, partner, amount, **values):
        return cls._invoice(amount, partner=partner.with_env(cls.env), **values)

    def keep_month_ends(self):
        """Have the month-ends kept and rebuilt, as the cron does."""
        def commit_progress(cron, processed=0, *, remaining=None, deactivate=False):
            return 1.0

        with patch.object(self.env.registry['ir.cron'], '_commit_progress', commit_progress):
            self.env['credit.receivable.snapshot']._cron_keep()

    def by(self, user):
        """Return the report as `user` sees it."""
        return self.report.with_user(user).with_context(allowed_company_ids=self.company.ids)
