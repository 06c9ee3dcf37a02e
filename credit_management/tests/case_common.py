from datetime import timedelta

from odoo.tests import tagged

from .common import CreditCommon


@tagged('post_install', '-at_install')
class CaseCommon(CreditCommon):
    """A company with rules for opening cases, and customers who are late."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cases = cls.env['credit.case']
        cls.today = cls.company._credit_today()
        cls.profile.user_id = cls.officer
        # What the demo data brought is in nobody's way.
        cls.cases.sudo().search([('state', '=', 'open')])._close('hand')

    @classmethod
    def _rules(cls):
        cls.env['credit.case.rule'].search([('company_id', '=', cls.company.id)]).unlink()
        cls.env['credit.case.rule'].with_user(cls.manager).action_propose()

    @classmethod
    def _line(cls, move):
        return move.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')

    @classmethod
    def _case(cls, *moves, profile=None):
        """Open a case by hand, as an officer does."""
        lines = cls.env['account.move.line'].concat(*(cls._line(move) for move in moves))
        return cls.cases.with_user(cls.officer)._open(profile or cls.profile, lines, 'hand').sudo(False)

    def _night(self, company=None):
        for _part in self.cases.sudo()._night(company or self.company):
            pass
        self.env.invalidate_all()

    def _of(self, profile):
        return self.cases.search([('profile_id', 'in', profile.ids)])

    def _last(self, case):
        """Return what was logged last."""
        return self.env['credit.case.action'].search(
            [('case_id', '=', case.id)], order='id desc', limit=1)

    def on(self, days):
        return self.today + timedelta(days=days)
