from dateutil.relativedelta import relativedelta
from odoo import api, models

from ..tools.exact import exact, percent, rounded
from ..tools.targets import against, share
from .credit_kpi_page import WINDOW

#: Month-ends of the picture: a year, and the one that it is compared with.
MONTHS = 13


class CreditDiagnosis(models.AbstractModel):
    """How the company stands against what its policy is to bring about, what drives it, what is
    typical of its kind, and where to act.
    """

    _name = 'credit.diagnosis'
    _description = "Diagnosis"

    @api.model
    @api.readonly
    def get_page(self, company_id=None):
        """Return figures of the last closed month against their targets, their year and causes.

        :return: ``{"company_id", "company", "currency_id", "as_of", "has_sales", "policy",
            "figures": [{"code", "value", "unit", "target", "state", "gap", "before"}], "trend",
            "levers", "cash_per_day", "typical", "beliefs"}``; `before`: a year ago; `state`: met,
            missed, none (no target) or unknown
        """
        kpi = self.env['credit.kpi']
        root_sudo, day = kpi._asked(None, company_id)
        position, now, trend = kpi._position_and_trend(root_sudo, day, MONTHS, WINDOW)
        policy_sudo = self.env['credit.policy'].sudo()._of_company(root_sudo)
        bad_debt = kpi._bad_debt(root_sudo, position, WINDOW)
        return {
            'company_id': root_sudo.id, 'company': root_sudo.name,
            'currency_id': root_sudo.currency_id.id, 'as_of': day.isoformat(),
            'has_sales': position.sales(WINDOW) > 0, 'policy': self._policy(policy_sudo),
            'figures': self._figures(root_sudo, position, trend, policy_sudo, bad_debt),
            'trend': trend, 'cash_per_day': rounded(kpi._cash_per_day(position), 6),
            'levers': kpi._levers(
                root_sudo, position, WINDOW, None, kpi._unbilled(root_sudo, now.day)),
            'typical': self._typical(policy_sudo.preset_id),
            'beliefs': self._beliefs(root_sudo, bad_debt['written_off']),
        }

    @api.model
    def _policy(self, policy_sudo):
        return policy_sudo and {
            'id': policy_sudo.id, 'name': policy_sudo.display_name,
            'kind': policy_sudo.preset_id.name or None,
        } or None

    # === AGAINST TARGETS === #

    @api.model
    def _figures(self, root_sudo, position, trend, policy_sudo, bad_debt):
        kpi, first = self.env['credit.kpi'], trend['points'][0]
        rows = [
            ('dso', 'days', rounded(position.dso('countback', WINDOW).value, 1), trend['target'],
             first['countback']),
            ('overdue', 'percent', kpi._overdue(root_sudo, position)['value'],
             policy_sudo.target_overdue, first['overdue_ratio']),
            ('bad_debt', 'percent', bad_debt['value'], policy_sudo.target_bad_debt,
             self._bad_debt_before(root_sudo, position.day, first['sales'])),
        ]
        return [self._figure(*row) for row in rows]

    @api.model
    def _figure(self, code, unit, value, target, before):
        state, gap = against(value, target)
        return {'code': code, 'unit': unit, 'value': value, 'target': target or None,
                'state': state, 'gap': gap, 'before': before}

    @api.model
    def _bad_debt_before(self, root_sudo, day, sales):
        """Return the bad debt ratio a year before `day`, by the `sales` of the year to then."""
        then = day - relativedelta(years=1, day=31)
        written_off = self.env['credit.kpi']._written_off(root_sudo, then, WINDOW)
        if written_off is None or not sales or sales <= 0:
            return None
        return percent(exact(written_off) / exact(sales))

    # === THREE BELIEFS === #

    @api.model
    def _beliefs(self, root_sudo, written_off):
        """Return what the figures answer to three beliefs about credit management.

        :return: ``[{"code", "value", "unit", "count", "against"}]``; `before_dispatch`: what was
            prevented before goods left, in per cent of that and of what was written off;
            `sales_carried`: sales approved in twelve months per exposure now; `shared`: DSO that
            sales and finance answer for together, and how many teams read it by themselves
        """
        overview = self.env['credit.overview']._asked(root_sudo)
        control = overview._tile_control(root_sudo.with_env(overview.env))
        prevented = control['prevented']
        return [
            {'code': 'before_dispatch', 'unit': 'percent', 'count': prevented['count'],
             'value': rounded(share(prevented['amount'], written_off), 1),
             'amount': prevented['amount'], 'against': written_off},
            {'code': 'sales_carried', 'unit': 'times', 'count': None,
             'value': rounded(control['per_exposure'], 2),
             'amount': control['approved'], 'against': control['exposure']},
            {'code': 'shared', 'unit': 'days', 'count': None, 'value': control['dso'],
             'amount': None, 'against': None},
        ]
