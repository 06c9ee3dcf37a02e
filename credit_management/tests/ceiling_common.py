from datetime import date

from odoo import Command
from odoo.tests import freeze_time

from .aging_common import AgingCommon

#: Far from all demo data; the last day of a month, so that its closing is known.
DAY = '2031-06-30'
YEAR = 2031


class CeilingCommon(AgingCommon):
    """A ledger of round figures: on 31 May 4,100,000 are open; June sells 3,390,000 with tax and
    brings in 2,950,000. The plan of 2031 says the same, so its ceiling on 30 June is 4,746,000.
    """

    @classmethod
    def setUpClass(cls):
        frozen = freeze_time(f'{DAY} 08:00:00')
        frozen.start()
        cls.addClassCleanup(frozen.stop)
        super().setUpClass()
        cls.env.cr.execute('DELETE FROM credit_ceiling_plan_line')
        for table in ('alert', 'watch', 'plan'):
            cls.env.cr.execute(f'DELETE FROM credit_ceiling_{table}')  # noqa: S608
        cls.env.invalidate_all()
        cls.company.credit_ceiling_user_ids = False
        cls.plans = cls.env['credit.ceiling.plan']
        cls.others = cls.env['res.partner'].create({'name': "All the Others"})
        cls.set_open(4_100_000.0, date(2031, 5, 31))

    @classmethod
    def set_open(cls, amount, day):
        """Let `amount` be open at the end of `day`, whatever the demo data brought."""
        asked = cls.env['credit.receivable']._question(cls.company, day)
        now = cls.env['credit.ceiling']._owed(asked).total
        cls.entry(amount - float(now), day)

    @classmethod
    def entry(cls, amount, day, partner=None):
        """Book `amount` on a customer's account; below zero it is money that came in."""
        partner = partner or cls.others
        account = partner.property_account_receivable_id
        cls.env['account.move'].create({
            'move_type': 'entry', 'date': day, 'journal_id': cls.bank.id, 'line_ids': [
                Command.create({
                    'account_id': account_id, 'partner_id': partner.id, 'balance': signed,
                    'date_maturity': day,
                }) for account_id, signed in (
                    (account.id, amount), (cls.bank.default_account_id.id, -amount))
            ],
        }).action_post()

    @classmethod
    def june(cls):
        """Book June: what it sells and what comes in."""
        cls.entry(3_390_000.0, date(2031, 6, 10))
        cls.entry(-2_950_000.0, date(2031, 6, 20))

    @classmethod
    def plan(cls, months=None, user=None, year=YEAR, **values):
        """Make a draft by `user`; months: ``{month: (sales, collections)}``, default of the oracle."""
        months = {
            **dict.fromkeys(range(1, 13), (3000000.0, 2950000.0)),
            5: (3_100_000.0, 2_950_000.0),
        } if months is None else months
        values = {
            'company_id': cls.company.id, 'year': year, 'target_dso': 42, 'tax_basis': 'excluded',
            'tax_rate': 13, 'has_funds': True, 'funds': 3_000_000.0, 'variable_cost_ratio': 60,
            'line_ids': [
                Command.create({'month': date(year, month, 1), 'sales': sales,
                                'collections': collections})
                for month, (sales, collections) in months.items()
            ], **values,
        }
        return cls.plans.with_user(user or cls.manager).create(values)

    @classmethod
    def approved(cls, *args, **values):
        plan = cls.plan(*args, **values)
        plan.with_user(cls.manager_2).action_approve()
        return plan

    def ceiling(self, as_of=DAY, user=None):
        return self.env['credit.ceiling'].with_user(user or self.officer).get_ceiling(
            as_of, self.company.id)
