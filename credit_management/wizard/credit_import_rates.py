from odoo import api, models

from ..models.credit_sheet import shown
from ..report.xlsx import Column
from .credit_import import Parsed, Template
from .credit_import_limits import _day

MANAGER = 'credit_management.credit_management_group_manager'


class CreditImport(models.TransientModel):
    """Values of reference rates, as central banks publish them."""

    _inherit = 'credit.import'

    @api.model
    def _templates(self):
        return {**super()._templates(), 'rates': Template(
            self.env._("Reference rates"), MANAGER, self.env._(
                "One row a value: the code of the rate, the first day, the rate a year in per cent"
                " (3.1 is 3.1 %). A rate whose code is new is made."),
        )}

    @api.model
    def _columns_rates(self):
        return [
            Column('code', self.env._("Code"), width=14),
            Column('date', self.env._("From"), 'date', width=13),
            Column('rate', self.env._("Per Cent a Year"), 'number', width=14),
            Column('source', self.env._("Source"), width=40),
        ]

    @api.model
    def _required_rates(self):
        return 'code', 'date', 'rate'

    def _filled_rates(self):
        for rate in self.env['credit.interest.rate'].search(
            [('date', '!=', False)], order='reference_id, date'):
            yield [rate.reference_id.code, rate.date, round(rate.rate * 100, 6), rate.source or None]

    def _parsed_rates(self, rows):
        references = {one.code: one for one in self.env['credit.interest.reference'].search(
            [('code', '!=', False)])}
        known = {
            (rate.reference_id.code, rate.date): rate
            for rate in self.env['credit.interest.rate'].search([('date', '!=', False)])
        }
        seen = {}
        return [self._parsed_rate(row, references, known, seen) for row in rows]

    def _parsed_rate(self, row, references, known, seen):
        code = str(row.values.get('code') or '').strip()
        day, number = _day(row.values.get('date')), row.values.get('rate')
        fault = self._rate_fault(row, code, day, number)
        first = None if fault else seen.setdefault((code, day), row.number)
        if not fault and first != row.number:
            fault = self.env._(
                "This day is in row %(first)s already. Leave one of the two.", first=first)
        if fault:
            return Parsed(row.number, code, message=fault)
        rate, before = round(float(number) / 100, 8), known.get((code, day))
        source = str(row.values.get('source') or '').strip()
        if before and before.rate == rate and (not source or source == (before.source or '')):
            return Parsed(row.number, code)
        words = self.env._(
            "%(day)s: %(before)s → %(after)s %%", day=str(day), after=f'{100 * rate:g}',
            before=f'{100 * before.rate:g}' if before else self.env._("none"))
        return Parsed(row.number, code, words, {
            'code': code, 'date': day, 'rate': rate, 'source': source,
            'rate_id': before.id if before else None,
        })

    def _rate_fault(self, row, code, day, number):
        """Return what is wrong with a row, or None."""
        if not code:
            return self.env._("Say which reference rate it is: its code, like ECB.")
        if not day:
            return self.env._(
                "%(text)s is no date. Write it like 2027-03-31.", text=shown(row.values.get('date')))
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            return self.env._(
                "%(text)s is no rate. Write a number in per cent, like 3.1.", text=shown(number))
        if not -20 <= number <= 100:
            return self.env._(
                "%(text)s per cent is no rate that anybody published. Count the digits.",
                text=shown(number))
        return None

    def _take_rates(self, values):
        """Write one value with the rights of whoever reads the list in."""
        values, references = dict(values), self.env['credit.interest.reference']
        code, rate_id = values.pop('code'), values.pop('rate_id')
        reference = references.search([('code', '=', code)]) or references.create(
            {'code': code, 'name': code})
        if rate_id:
            if not values['source']:
                values.pop('source')
            self.env['credit.interest.rate'].browse(rate_id).write(values)
        else:
            self.env['credit.interest.rate'].create({**values, 'reference_id': reference.id})
        if not reference.known_until or reference.known_until < values['date']:
            reference.known_until = values['date']

