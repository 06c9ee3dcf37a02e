from collections import Counter
from datetime import date, timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..report.months import day_name
from ..rules import configurable_rules
from ..tools.backtest_verdict import CHECKPOINT, SLIDERS
from ..tools.breaches import severity_at
from ..tools.policies import GRADE_COLUMNS

#: Paid later than so many days after the due date, an order was worth holding.
LATE = 30
#: Back-tests that the page offers.
LISTED = 12


class CreditBacktest(models.Model):
    """What the screen *Back-test* shows: figures of one run, at any position of its sliders.

    Everything is answered from the kept lines; a slider asks for no new run.
    """

    _inherit = 'credit.backtest'

    @api.model
    @api.readonly
    def get_page(self, backtest_id=None, over=0.0, late=0, company_id=None):
        """Return a run and what can be chosen.

        :param int backtest_id: default the newest
        :param float over: per cent of the limit that are tolerated beyond the version's tolerance
        :param int late: days that are tolerated beyond the version's
        :return: ``{"company_id", "company", "currency_id", "policies": [{"id", "name"}], "runs":
            [{"id", "name", "state"}], "run": None or the answer of `_told`}``
        """
        self.check_access('read')
        self._check_sliders(over, late)
        root_sudo = self.env['credit.receivable']._root_asked(company_id)
        runs = self.search([('company_id', '=', root_sudo.id)], limit=LISTED)
        run = runs[:1]
        if backtest_id:
            run = self.browse(backtest_id).exists()
            run.check_access('read')
        policies = self.env['credit.policy'].search(
            [('company_id', 'in', [False, root_sudo.id])], order='name, version desc')
        return {
            'company_id': root_sudo.id, 'company': root_sudo.name,
            'currency_id': root_sudo.currency_id.id,
            'policies': [{'id': policy.id, 'name': policy.display_name} for policy in policies],
            'runs': [{'id': one.id, 'name': one.display_name, 'state': one.state} for one in runs],
            'run': run._told(over, late) if run else None,
        }

    @api.model
    def _check_sliders(self, over, late):
        if any(isinstance(value, bool) or not isinstance(value, (int, float)) or value != value
               for value in (over, late)):
            raise UserError(self.env._("Tolerances are numbers: per cent of the limit, and days."))

    # === FIGURES === #

    def _told(self, over, late):
        """Return the figures of a run as plain JSON; see `docs/operating/backtest.md`."""
        figures = self._figures()
        held = self._held_figures(over, late)
        return {
            'id': self.id, 'name': self.display_name, 'state': self.state, 'error': self.error or '',
            'policy_id': self.policy_id.id, 'other_policy_id': self.other_policy_id.id,
            'other': self.other_policy_id.sudo().display_name if self.other_policy_id else '',
            'is_for_all': self.is_for_all, 'limits_from': self.limits_from,
            'date_from': self.date_from.isoformat(), 'date_to': self.date_to.isoformat(),
            'progress': self._progress(figures), 'customers': self.customer_count,
            'orders': figures['orders'], 'amount': figures['amount'],
            'exact_share': _share(figures['exact'], figures['orders']),
            'held_share': _share(held['held'], figures['orders']),
            'late_share': _share(held['late'], held['billed']), 'late_from': LATE, **held,
            'not_checked': self._not_checked(figures['not_checked']),
            'weeks': self._weeks(figures['weeks'], over, late),
            'teams': self._teams(figures['teams'], over, late),
            'rules': self._rules(over, late), 'sliders': self._sliders(), 'over': over, 'late_by': late,
        }

    def _figures(self):
        """Return the sums of all parts: orders of every kind, held or not."""
        sums = {'orders': 0, 'exact': 0, 'amount': 0.0, 'customers': 0,
                **{name: Counter() for name in ('weeks', 'teams', 'not_checked')}}
        for part in self.part_ids:
            for name, value in part.figures.items():
                if isinstance(value, dict):
                    sums[name].update(value)
                else:
                    sums[name] += value
            sums['customers'] += part.customer_count
        return sums

    def _progress(self, figures):
        if self.state == 'done':
            return 100
        return int(100 * figures['customers'] / self.customer_count) if self.customer_count else 0

    def _held_figures(self, over, late):
        [row] = self._select(SQL(
            """SELECT COUNT(*) FILTER (WHERE %(held)s) AS held,
                      COALESCE(SUM(amount) FILTER (WHERE %(held)s), 0) AS held_amount,
                      COUNT(*) FILTER (WHERE %(held)s AND is_billed) AS billed,
                      COUNT(*) FILTER (WHERE %(held)s AND late_days > %(late)s) AS late,
                      COUNT(*) FILTER (WHERE %(held)s AND lost_amount > 0) AS lost,
                      COALESCE(SUM(lost_amount) FILTER (WHERE %(held)s), 0) AS lost_amount,
                      COUNT(*) FILTER (WHERE %(held)s AND is_unmatched) AS unmatched,
                      COUNT(*) FILTER (WHERE %(held)s AND NOT is_other_held) AS added,
                      COUNT(*) FILTER (WHERE NOT %(held)s AND is_other_held) AS removed""",
            held=_held(over, late), late=LATE,
        ), SQL(""))
        return row

    def _select(self, what, rest):
        """Return the rows of `what` of this run's lines; the right to read it was checked."""
        self.env['credit.backtest.line'].flush_model()
        return self.env.execute_query_dict(SQL(
            "%s FROM credit_backtest_line WHERE backtest_id = %s %s", what, self.id, rest
        ))

    def _weeks(self, orders, over, late):
        held = {
            row['week'].isoformat(): row for row in self._select(
                _sums_by("week"), SQL("AND %s GROUP BY week", _held(over, late)))
        }
        return [{
            'key': week, 'name': day_name(self.env, week),
            'orders': orders.get(week, 0), **_sums(held.get(week)),
        } for week in _every_week({*orders, *held})]

    def _teams(self, orders, over, late):
        held = {row['team_id'] or 0: row for row in self._select(
            _sums_by("team_id"), SQL("AND %s GROUP BY team_id", _held(over, late)))}
        ids = {*map(int, orders), *held} - {0}
        names = {team.id: team.name for team in self.env['crm.team'].sudo().browse(ids).exists()}
        rows = [{
            'key': key, 'name': names.get(key, ''), 'orders': orders.get(str(key), 0),
            **_sums(held.get(key)),
        } for key in sorted({*map(int, orders), *held})]
        return sorted(rows, key=lambda row: -row['held'])

    def _rules(self, over, late):
        """Return what each rule holds; an order that two of them hold counts at both."""
        rows = []
        for rule in configurable_rules():
            [sums] = self._select(SQL("SELECT COUNT(*) AS held, COALESCE(SUM(amount), 0) AS amount"),
                                  SQL("AND %s", _by_rule(rule.code, over, late)))
            if sums['held']:
                rows.append({'key': rule.code, 'name': self._rule_name(rule), **sums})
        return sorted(rows, key=lambda row: -row['held'])

    def _rule_name(self, rule):
        return self.env['credit.policy.rule']._rule_label(rule.code)

    def _not_checked(self, counts):
        rules = {rule.code: rule for rule in configurable_rules()}
        return [
            {'code': code, 'name': self._rule_name(rules[code]), 'orders': count}
            for code, count in sorted(counts.items()) if code in rules
        ]

    def _sliders(self):
        """Return ``{"over", "late"}``: the version's own thresholds as text, None: does not hold."""
        values = self.policy_id.sudo()._values() if self.policy_id else None
        told = {}
        for name, code in (('over', 'H01'), ('late', 'H02')):
            settings = values and values['rules'].get(code)
            active = not values or settings and severity_at(settings, CHECKPOINT) in (
                'hold', 'stop')
            told[name] = {
                'is_active': bool(active),
                'own': _spelled(settings['params'].get(SLIDERS[code])) if settings else '',
            }
        return told

    # === LISTS === #

    @api.readonly
    def action_lines(self, over=0.0, late=0, kind=None, key=None):
        """Return the action that lists what stands behind a figure.

        :param str kind: None (held), ``week``, ``team``, ``rule`` (with `key`), ``late``, ``lost``,
            ``unmatched``, ``added``, ``removed``
        """
        self.ensure_one()
        self.check_access('read')
        self._check_sliders(over, late)
        held = Domain('is_rest_held', '=', True) | Domain('over_by', '>', over) | Domain(
            'late_by', '>', late)
        domains = {
            None: held, 'week': held & Domain('week', '=', key),
            'team': held & Domain('team_id', '=', key or False),
            'rule': self._rule_domain(key, over, late),
            'late': held & Domain('late_days', '>', LATE),
            'lost': held & Domain('lost_amount', '>', 0),
            'unmatched': held & Domain('is_unmatched', '=', True),
            'added': held & Domain('is_other_held', '=', False),
            'removed': ~held & Domain('is_other_held', '=', True),
        }
        if kind not in domains:
            raise UserError(self.env._("A back-test has no list %(kind)s.", kind=kind))
        action = self.env['ir.actions.act_window']._for_xml_id(
            'credit_management.credit_backtest_line_action')
        return {**action, 'domain': list(
            Domain('backtest_id', '=', self.id) & domains[kind])}

    @staticmethod
    def _rule_domain(code, over, late):
        if code in SLIDERS:
            return Domain('over_by', '>', over) if code == 'H01' else Domain('late_by', '>', late)
        return Domain('rest_codes', 'like', code or '')


def _held(over, late):
    """Return the condition of a line that it is held with both tolerances moved by so much."""
    return SQL("(is_rest_held OR over_by > %s OR late_by > %s)", over, late)


def _by_rule(code, over, late):
    if code == 'H01':
        return SQL("over_by > %s", over)
    if code == 'H02':
        return SQL("late_by > %s", late)
    return SQL("rest_codes LIKE %s", f'%{code}%')


def _sums_by(column):
    return SQL("SELECT %s, COUNT(*) AS held, SUM(amount) AS amount", SQL.identifier(column))


def _sums(row):
    return {'held': row['held'] if row else 0, 'amount': row['amount'] if row else 0.0}


def _every_week(mondays):
    """Return the Mondays (ISO texts) from the first to the last of those given."""
    if not mondays:
        return []
    first, last = (date.fromisoformat(edge(mondays)) for edge in (min, max))
    return [
        (first + timedelta(weeks=week)).isoformat()
        for week in range((last - first).days // 7 + 1)
    ]


def _share(part, whole):
    return round(100.0 * part / whole, 1) if whole else None


def _spelled(threshold):
    """Return a threshold as it stands in the table of grades, once where all agree."""
    if isinstance(threshold, dict):
        values = [_spelled(threshold.get(grade)) or '·' for grade in GRADE_COLUMNS]
        return values[0] if len({*values}) == 1 else ' '.join(values)
    return '' if threshold is None else f'{threshold:g}'
