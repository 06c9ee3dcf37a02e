from odoo import api, models

from ..exposure.scope import Scope
from ..receivables import tie, unbilled
from ..receivables.buckets import Buckets
from ..receivables.grouping import GROUPS, SHARED, by_group


class CreditAgingReport(models.Model):
    """The aging as plain JSON, for other programs and for screens."""

    _inherit = 'credit.aging.report'

    @api.model
    @api.readonly
    def get_aging(self, as_of=None, company_id=None, basis='due', group_by='partner', buckets=None,
                  ledger=True, in_currency=None):
        """Return what was open on a day by group and age, in company currency.

        :param as_of: ISO date; default the company's today
        :param int company_id: any company; a root answers with its branches, a branch as its root
        :param basis: ``due``, or ``posting`` (accounting date)
        :param group_by: a key of `receivables.grouping.GROUPS`
        :param list buckets: the last day of each band, in place of the company's own
        :param bool ledger: also sum up the general ledger, else `gl_balance` is None
        :param bool in_currency: also give the amounts of a group in the currency of its documents,
            if they have one in common; default when grouped by currency
        :return: the answer of `docs/api.md`
        """
        self.check_access('read')
        receivable = self.env['credit.receivable']
        root_sudo = receivable._root_asked(company_id)
        day = receivable._day_asked(as_of, root_sudo)
        bands = root_sudo._credit_buckets(basis, buckets)
        asked = receivable._question(root_sudo, day)
        self._check_group(group_by)
        own = group_by == 'currency' if in_currency is None else bool(in_currency)
        rows = receivable._rows(by_group(asked, group_by, bands, own))
        balances = receivable._rows(tie.ledger(asked)) if ledger else []
        return {
            **self._answer(root_sudo, day, bands, group_by, rows, exact=group_by not in SHARED),
            'gl_balance': root_sudo.currency_id.round(
                sum(balance for _account, balance in balances)
            ) if ledger else None,
        }

    @api.model
    def _check_group(self, group_by):
        self.env['credit.asked']._choice('group_by', group_by, GROUPS)

    @api.model
    @api.readonly
    def get_unbilled(self, company_id=None, group_by='partner', buckets=None):
        """Return what is delivered and on no invoice now, by group and days since delivery.

        It is no part of the ledger, and there is no past of it. Parameters and answer are those of
        `get_aging`; a band counts days from 0 on.
        """
        self.check_access('read')
        receivable = self.env['credit.receivable']
        root_sudo = receivable._root_asked(company_id)
        day = root_sudo._credit_today()
        bands = root_sudo._credit_buckets('posting', buckets)
        asked = receivable._question(root_sudo, day)
        scope = self._unbilled_scope(asked)
        self.env['credit.asked']._choice('group_by', group_by, unbilled.GROUPS)
        rows = receivable._rows(unbilled.by_group(
            scope, root_sudo._credit_zone().key, day, group_by, bands
        )) if scope else []
        return self._answer(root_sudo, day, bands, group_by, rows)

    @api.model
    def _unbilled_scope(self, asked):
        """Return the `Scope` of the orders with something unbilled, or None without any."""
        order_ids = [i for (i,) in self.env['credit.receivable']._rows(
            unbilled.order_ids(asked.company_ids)
        )]
        branches = self.env['credit.exposure']._branches()
        return Scope.orders(branches, order_ids, as_confirmed=False) if order_ids else None

    # === ANSWER === #

    @api.model
    def _answer(self, root_sudo, day, bands, group_by, rows, exact=False):
        """Return the common part of an answer; rows are those of `by_group`.

        :param bool exact: the rows are sums of booked amounts: rounding many takes longer than
            adding them up, and changes nothing
        """
        currency, names = root_sudo.currency_id, self._names(group_by, rows)
        sums = [[value or 0.0 for value in row[2]] for row in rows]
        totals = [sum(column) for column in zip(*sums, strict=True)]
        rounded = None if exact else currency.round
        units = self._units(rows)
        return {
            'as_of': day.isoformat(), 'company_id': root_sudo.id, 'currency': currency.name,
            'basis': bands.basis, 'group_by': group_by, 'buckets': self._bands(bands),
            'rows': [
                {'key': row[0] or None, 'name': row[1] or names.get(row[0]),
                 **self._amounts(own, rounded),
                 **(self._own_amounts(units, *row[3:]) if len(row) > 3 else {})}
                for row, own in zip(rows, sums, strict=True)
            ],
            'totals': self._amounts(totals or [0.0] * (2 + len(bands.rows())), currency.round),
        }

    @api.model
    def _bands(self, bands: Buckets):
        names = dict(self._bucket_names(bands))
        return [
            {'code': code, 'name': names[code], 'from': first, 'to': last}
            for code, first, last in bands.rows()
        ]

    @api.model
    def _amounts(self, sums, rounded=None):
        unallocated, total, *amounts = map(rounded, sums) if rounded else sums
        return {'amounts': amounts, 'unallocated': unallocated, 'total': total}

    @api.model
    def _units(self, rows):
        """Return ``{currency id: record}`` of the currencies that rows bring."""
        units = self.env['res.currency'].browse({row[3] for row in rows if row[3:] and row[3]})
        return {unit.id: unit for unit in units}

    @api.model
    def _own_amounts(self, units, unit_id, sums):
        """Return `in_currency` of a row, None without a currency in common."""
        if not unit_id:
            return {'in_currency': None}
        unit = units[unit_id]
        return {'in_currency': {
            'currency': unit.name,
            **self._amounts([value or 0.0 for value in sums], unit.round),
        }}

    @api.model
    def _names(self, group_by, rows):
        """Return ``{key: name}`` of groups that do not bring their names: there are few of them."""
        if group_by == 'aging_grade':
            return dict(self.env['credit.aging.grade']._selection_grade())
        keys = [row[0] for row in rows if row[0] and not row[1]]
        records_sudo = self.env[GROUPS[group_by].model].sudo().browse(keys)
        return {record.id: record.display_name for record in records_sudo}
