from datetime import date

from odoo import api, fields, models

from ..tools.bureau_ages import age_state
from ..tools.bureau_checks import to_decimal

#: Sections that are one object; the others are lists.
OBJECTS = {'payment', 'counters', 'filings', 'group'}


class CreditBureauReport(models.Model):
    """The report as a person reads it: section by section, each as old as it is."""

    _inherit = 'credit.bureau.report'

    reading = fields.Json(compute='_compute_reading')

    @api.depends('content')
    @api.depends_context('lang')
    def _compute_reading(self):
        for report in self:
            report.reading = report._reading(report._data()) if report.content else False

    def _reading(self, data):
        """Return [{"code", "title", "age", "columns", "rows"}], of the sections that came."""
        sections = [('identity', self._read_identity(data['subject']))]
        readers = {
            'events': self._read_events, 'payment': self._read_payment,
            'counters': self._read_counters, 'statements': self._read_statements,
            'changes': self._read_changes, 'owners': self._read_owners,
            'filings': self._read_pairs, 'group': self._read_pairs,
        }
        sections += [
            (name, readers[name](data[name] or ({} if name in OBJECTS else [])))
            for name in readers if name in data
        ]
        titles = self._section_titles()
        return [
            {'code': name, 'title': titles[name], 'age': self._section_age(name, data),
             'columns': columns, 'rows': rows}
            for name, (columns, rows) in sections
        ]

    def _section_titles(self):
        return {
            'identity': self.env._("Company"),
            'events': self.env._("Events"),
            'payment': self.env._("Payment behaviour"),
            'counters': self.env._("Totals"),
            'statements': self.env._("Accounts"),
            'changes': self.env._("Changes"),
            'owners': self.env._("Owners"),
            'filings': self.env._("Filings"),
            'group': self.env._("Group"),
        }

    def _section_age(self, name, data):
        """Return how old a section is, by its own measure."""
        bureau, as_of = self.bureau_id, self.as_of
        days = {'identity': bureau.identity_days, 'events': bureau.event_days}.get(
            name, bureau.score_days
        )
        if name == 'events':
            profile = self.partner_id and self.env['credit.profile']._of_partners(
                self.partner_id, self.company_id
            )
            days = bureau.event_days_good if profile and profile.grade in ('A', 'B') else days
        if name == 'statements':
            days = bureau.statement_days
            ends = [row['period_end'] for row in data.get('statements') or []]
            as_of = date.fromisoformat(max(ends)) if ends else None
        return age_state(as_of, days, self.company_id._credit_today())

    # === SECTIONS: (columns, rows) === #

    def _read_identity(self, subject):
        address = subject.get('address') or {}
        former = [row.get('name') for row in subject.get('previous_names') or []]
        place = [*(address.get('lines') or []), address.get('postcode'), address.get('city'),
                 address.get('country')]
        employees = subject.get('employees') or {}
        statuses = dict(self._fields['subject_status']._description_selection(self.env))
        return [], _told([
            (self.env._("Name"), subject['legal_name']),
            (self.env._("Former names"), _joined(former)),
            (self.env._("Trade names"), _joined(subject.get('trade_names'))),
            (self.env._("Status"),
             subject.get('status_raw') or statuses.get(subject.get('status'))),
            (self.env._("Legal form"), subject.get('legal_form')),
            (self.env._("Founded"), subject.get('incorporation_date')),
            (self.env._("Ceased"), subject.get('cessation_date')),
            (self.env._("Address"), _joined(place)),
            (self.env._("Registered capital"), _money(subject.get('registered_capital'))),
            (self.env._("Paid-in capital"), _money(subject.get('paid_in_capital'))),
            (self.env._("Activity"), _joined(
                row.get('text') or row.get('code') for row in subject.get('activity') or [])),
            (self.env._("Employees"), employees.get('value') or employees.get('range')),
            *((dict(self.env['credit.partner.identifier']._selection_scheme())[row['scheme']],
               row['value']) for row in subject.get('identifiers') or []),
        ])

    def _read_events(self, rows):
        labels = dict(self.env['credit.bureau.event']._selection_kind())
        columns = [self.env._("Event"), self.env._("From"), self.env._("To"),
                   self.env._("Amount"), self.env._("Authority")]
        return columns, [
            [labels[row['kind']], row.get('opened_on') or '', row.get('closed_on') or '',
             _money(row) or '', _joined([row.get('authority'), row.get('case_no')]) or '']
            for row in rows
        ]

    def _read_payment(self, payment):
        collections = payment.get('collections') or {}
        buckets = payment.get('buckets') or {}
        return [], _told([
            (self.env._("Days beyond terms"), payment.get('dbt_days')),
            (self.env._("The same, its industry"), payment.get('industry_dbt_days')),
            (self.env._("PAYDEX"), payment.get('paydex')),
            (self.env._("PAYDEX three months ago"), payment.get('paydex_3m')),
            (self.env._("Trend"), payment.get('trend')),
            (self.env._("Experiences"), payment.get('experiences')),
            (self.env._("Paid on time"), payment.get('on_time')),
            (self.env._("Paid late"), payment.get('late')),
            (self.env._("Past due"), _money(payment.get('past_due'))),
            (self.env._("Highest credit"), _money(payment.get('high_credit'))),
            (self.env._("Collections"), _joined([collections.get('count'), _money(collections)])),
            (self.env._("30 / 60 / 90 / more days"), _joined(
                (buckets.get(name) for name in ('d30', 'd60', 'd90', 'd91p')), ' / ')),
        ])

    def _read_counters(self, counters):
        labels = dict(self.env['credit.bureau.event']._selection_kind())
        columns = [self.env._("What"), self.env._("Count"), self.env._("Amount"),
                   self.env._("Window")]
        return columns, [
            [labels.get(kind, kind), _shown(row.get('count')), _money(row) or '',
             row.get('window') or '']
            for kind, row in counters.items()
        ]

    def _read_statements(self, rows):
        columns = [self.env._("Period"), self.env._("Revenue"), self.env._("Net profit"),
                   self.env._("Total assets"), self.env._("Equity"), self.env._("Currency")]
        figures = ('revenue', 'net_profit', 'total_assets', 'equity')
        return columns, [
            [_joined([row['period_end'], row.get('months') and f"{row['months']} m"]),
             *(_number(row.get(name)) for name in figures), row.get('currency') or '']
            for row in sorted(rows, key=lambda row: row['period_end'], reverse=True)
        ]

    def _read_changes(self, rows):
        columns = [self.env._("Date"), self.env._("What"), self.env._("Before"),
                   self.env._("After")]
        return columns, [
            [row.get('date') or '', row.get('kind') or '', row.get('before') or '',
             row.get('after') or ''] for row in rows
        ]

    def _read_owners(self, rows):
        columns = [self.env._("Name"), self.env._("Shareholding"), self.env._("From"), self.env._("To")]
        return columns, [
            [row.get('name') or '', f"{row['pct']} %" if row.get('pct') else '',
             row.get('from') or '', row.get('to') or ''] for row in rows
        ]

    def _read_pairs(self, values):
        labels = {
            'accounts_due': self.env._("Accounts due"),
            'accounts_overdue': self.env._("Accounts overdue"),
            'confirmation_due': self.env._("Confirmation due"),
            'confirmation_overdue': self.env._("Confirmation overdue"),
            'parent_ref': self.env._("Parent"), 'ultimate_ref': self.env._("Ultimate parent"),
            'hq_ref': self.env._("Head office"),
        }
        return [], _told((labels.get(name, name), value) for name, value in values.items())


def _told(pairs):
    """Return the pairs of which something is known, as rows."""
    return [[name, _shown(value)] for name, value in pairs if value not in (None, '', [])]


def _shown(value):
    if isinstance(value, bool):
        return '✓' if value else '✗'
    return '' if value is None else str(value)


def _joined(parts, between=', '):
    return between.join(str(part) for part in parts or () if part not in (None, ''))


def _number(text):
    number = to_decimal(text)
    return '' if number is None else f'{number:,}'


def _money(money):
    if not money or money.get('amount') is None:
        return None
    return f"{_number(money['amount'])} {money.get('currency') or ''}".strip()
