from fractions import Fraction

from odoo import api, models
from odoo.tools import SQL

from ..receivables import late
from ..tools.exact import exact, ratio, rounded
from ..tools.quadrant import CORNERS, corner, large_amount
from .credit_aging_report import AS_OF, BASIS

#: So many customers have a bubble of their own; the others are pooled by corner.
MOST_BUBBLES = 300
#: Customers with claims of which nothing is late.
CURRENT = 'current'
#: Lines that lie further out divide nobody.
MOST_DAYS, MOST_AMOUNT = 36_500, 1e15
#: What the figures of a customer are called.
COLUMNS = ('key', 'name', 'profile_id', 'grade', 'claims', 'amount', 'weighted', 'oldest')


def smallest_units(currency):
    """Return how many of its smallest unit are one of `currency`."""
    return 10 ** currency.decimal_places


class CreditAgingReport(models.Model):
    """Customers by how much is late and for how long."""

    _inherit = 'credit.aging.report'

    @api.model
    @api.readonly
    def get_quadrant(self, domain=None, as_of=None, basis='due', late_days=None, large=None):
        """Return customers in the four corners of overdue amount and days, in company currency.

        :param domain: of this model: which lines count; those of the company one works in do
        :param as_of: ISO date; default the company's today
        :param basis: days since the due date (``due``), or since the accounting date
        :param late_days: where the line of days lies, in place of the kept one
        :param large: where that of amounts lies, in place of the kept one
        :return: the answer of `docs/api.md`; the customers of the largest overdue amounts have a
            row of their own, the others are pooled by corner
        """
        root_sudo, day, customers = self._customers(domain, as_of, basis)
        lines = self._quadrant_lines(root_sudo, customers, late_days, large)
        answer = self._quadrant_answer(root_sudo, day, customers, lines)
        return self._quadrant_words({'basis': basis, **answer})

    @api.model
    @api.readonly
    def get_quadrant_customers(self, corner, domain=None, as_of=None, basis='due', late_days=None,
                               large=None, is_pooled=False):
        """Return the ids of the customers in a `corner`, or of those who are ``current``.

        The other parameters are those of `get_quadrant`; `is_pooled`: without those who have a row.
        """
        root_sudo, _day, customers = self._customers(domain, as_of, basis)
        if corner == CURRENT:
            return [row['key'] for row in customers if not row['amount'] and row['key']]
        self.env['credit.asked']._choice('corner', corner, CORNERS)
        lines = self._quadrant_lines(root_sudo, customers, late_days, large)
        overdue = self._placed(root_sudo, customers, lines)[MOST_BUBBLES if is_pooled else 0:]
        return [row['key'] for row in overdue if row['corner'] == corner and row['key']]

    @api.model
    def _corner_names(self):
        return {
            'critical': self.env._("Critical"), 'watch': self.env._("Watch"),
            'routine': self.env._("Routine"), 'clean_up': self.env._("Clean-up"),
        }

    # === CUSTOMERS === #

    @api.model
    def _customers(self, domain, as_of, basis):
        """Return (root, day, a dict a customer with claims), by this user's rights.

        Amounts are whole numbers of the currency's smallest unit (`smallest_units`).
        """
        self.check_access('read')
        receivable = self.env['credit.receivable']
        root_sudo = receivable._root_asked()
        day = receivable._day_asked(as_of, root_sudo)
        root_sudo._credit_buckets(basis)
        report = self.with_context(**{AS_OF: day.isoformat(), BASIS: basis})
        query = self.env['credit.asked']._query(report, domain, ('company_id', '=', root_sudo.id))
        lines = query.select(*(
            SQL.identifier(query.table, name) for name in ('partner_id', 'days', 'open_amount')))
        units = smallest_units(root_sudo.currency_id)
        rows = receivable._rows(late.by_customer(lines, root_sudo.id, units))
        return root_sudo, day, [dict(zip(COLUMNS, row, strict=True)) for row in rows]

    @api.model
    def _quadrant_lines(self, root_sudo, customers, late_days=None, large=None, is_mine=True):
        """Return where the lines lie, whose they are, and where they would lie by themselves."""
        number = self.env['credit.asked']._number
        if late_days:
            number('late_days', late_days, 0, MOST_DAYS)
        if large is not None:
            number('large', large, 0, MOST_AMOUNT)
        own_days, own_amount, whose = self.env['credit.quadrant']._lines(root_sudo, is_mine)
        usual = large_amount(row['amount'] for row in customers if row['amount'])
        usual = None if usual is None else float(usual / smallest_units(root_sudo.currency_id))
        amount = own_amount if large is None else large
        return {
            'days': late_days or own_days, 'amount': (usual or 0.0) if amount is None else amount,
            'is_usual': amount is None, 'usual_amount': usual, 'whose': whose,
            'may_keep': self.env['credit.quadrant']._may_keep(),
        }

    @api.model
    def _placed(self, root_sudo, customers, lines):
        """Return the customers who are late, with their `days` and `corner`; the largest first."""
        units = smallest_units(root_sudo.currency_id)
        days, amount = exact(lines['days']), exact(lines['amount']) * units
        overdue = [row for row in customers if row['amount']]
        for row in overdue:
            row['days'] = Fraction(row['weighted'], row['amount'])
            row['corner'] = corner(row['days'], row['amount'], amount, days)
        return overdue

    @api.model
    def _add_exposure(self, root_sudo, day, rows):
        """Add the exposure of today to those who have a profile: there is no past of it."""
        profile_ids = [row['profile_id'] for row in rows if row['profile_id']]
        totals = {}
        if profile_ids and day == root_sudo._credit_today():
            profile_rows = self.env['credit.check'].sudo()._rows(self.env.cr, profile_ids)
            totals = self.env['credit.exposure']._totals(profile_rows)
        for row in rows:
            found = totals.get(row['profile_id'])
            row['exposure'] = None if found is None else sum(found.values())

    # === ANSWER === #

    @api.model
    def _quadrant_answer(self, root_sudo, day, customers, lines, most=None):
        """Return the answer without words; `most`: so many have a row of their own."""
        overdue, most = self._placed(root_sudo, customers, lines), most or MOST_BUBBLES
        shown, pooled = overdue[:most], overdue[most:]
        self._add_exposure(root_sudo, day, shown)
        units = smallest_units(root_sudo.currency_id)
        current = [row for row in customers if not row['amount']]
        return {
            'as_of': day.isoformat(), 'company_id': root_sudo.id,
            'currency': root_sudo.currency_id.name, 'currency_id': root_sudo.currency_id.id,
            'lines': lines,
            'corners': [{
                'code': code, 'number': number, **self._pool(overdue, code, units),
                'pooled': self._pool(pooled, code, units),
            } for code, (number, _steps) in CORNERS.items()],
            'customers': [self._bubble(row, root_sudo.currency_id) for row in shown],
            'current': {'count': len(current),
                        'amount': sum(row['claims'] for row in current) / units},
        }

    @api.model
    def _quadrant_words(self, answer):
        """Return `answer` with names and policies of the corners, in the reader's language."""
        root_sudo = self.env['res.company'].sudo().browse(answer['company_id'])
        names, policies = self._corner_names(), self.env['credit.quadrant']._policies(root_sudo)
        nobody = self.env._("Without a customer")
        return {
            **answer,
            'corners': [{**row, 'name': names[row['code']], 'policy': policies[row['code']]}
                        for row in answer['corners']],
            'customers': [{**row, 'name': row['name'] or nobody} for row in answer['customers']],
        }

    @api.model
    def _bubble(self, row, currency):
        units, exposure = smallest_units(currency), row['exposure']
        return {
            'key': row['key'], 'name': row['name'], 'profile_id': row['profile_id'],
            'grade': row['grade'], 'corner': row['corner'], 'days': rounded(row['days']),
            'oldest': row['oldest'], 'amount': row['amount'] / units,
            'claims': row['claims'] / units,
            'exposure': None if exposure is None else currency.round(exposure),
        }

    @api.model
    def _pool(self, rows, code, units):
        """Return how many of `rows` are in a corner, what they owe and how late they are."""
        own = [row for row in rows if row['corner'] == code]
        amount = sum(row['amount'] for row in own)
        return {
            'count': len(own), 'amount': amount / units,
            'days': rounded(ratio(sum(row['weighted'] for row in own), amount)),
        }
