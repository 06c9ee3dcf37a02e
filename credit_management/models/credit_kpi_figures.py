import heapq

from odoo import api, models
from odoo.tools import SQL

from ..receivables.vintages import GROUPS
from ..tools.exact import rounded

#: Name of a group -> the model of its keys.
MODELS = {
    'company': 'res.company', 'team': 'crm.team', 'salesperson': 'res.users',
    'partner': 'res.partner', 'country': 'res.country',
}


class CreditKpi(models.AbstractModel):
    """The same figures for every team, salesperson or customer at once."""

    _inherit = 'credit.kpi'

    @api.model
    @api.readonly
    def figures(self, as_of=None, company_id=None, group_by='company', months=12, limit=None):
        """Return the figures of each group that owes something or was sold something.

        The number of queries is the same whatever the number of groups.

        :param group_by: ``company``, ``team``, ``salesperson``, ``partner``, ``country``
        :param int limit: so many groups, who owe most first; default all
        :return: ``{"as_of", "company_id", "currency", "months", "group_by", "groups", "rows"}``;
            `groups`: how many there are; rows by what is owed, the largest first:
            ``{"key", "name", "ar", "overdue", "unallocated", "sales",
            "countback", "days_floor", "period", "aging", "best_possible", "delinquent",
            "overdue_ratio", "days_to_pay", "beyond_terms"}``; key None: of nobody
        """
        root_sudo, day = self._asked(as_of, company_id)
        count = self._months(months)
        asked = self.env['credit.asked']
        asked._choice('group_by', group_by, GROUPS)
        if limit is not None:
            asked._whole('limit', limit, 0)
        found = self._positions(root_sudo, day, count, group_by)
        positions = {key: found[key] for key in self._owing_most(found, limit)}
        speeds = self._speeds(root_sudo, day, count, group_by)
        names = self._names(group_by, [key for key in positions if key])
        rows = [
            {'key': key or None, 'name': names.get(key), **self._row(root_sudo, position, count),
             **self._speed_columns(speeds.get(key, {}))}
            for key, position in positions.items()
        ]
        if group_by == 'company':
            for row in rows:
                row.update(key=root_sudo.id, name=root_sudo.name)
        return {
            'as_of': day.isoformat(), 'company_id': root_sudo.id,
            'currency': root_sudo.currency_id.name, 'months': count, 'group_by': group_by,
            'groups': len(found),
            'rows': sorted(rows, key=lambda row: (-row['ar'], row['name'] or '')),
        }

    @api.model
    def _owing_most(self, positions, limit):
        """Return the keys of so many positions; a float is exact enough to choose them."""
        if limit is None:
            return list(positions)
        return heapq.nlargest(limit, positions, key=lambda key: sum(
            float(cell.open + cell.unallocated) for cell in positions[key].cells.values()))

    @api.model
    def _row(self, root_sudo, position, count):
        counted = position.dso('countback', count)
        return {
            'ar': self._money(root_sudo, position.ar),
            'overdue': self._money(root_sudo, position.sum('overdue')),
            'unallocated': self._money(root_sudo, position.sum('unallocated')),
            'sales': self._money(root_sudo, position.sales(count)),
            'countback': rounded(counted.value, 1), 'days_floor': counted.days_floor,
            'period': rounded(position.dso('period', count).value, 1),
            'aging': rounded(position.dso('aging', count).value, 1),
            'best_possible': rounded(position.best_possible(count), 1),
            'delinquent': rounded(position.average_days_delinquent(count), 1),
            'overdue_ratio': self._overdue(root_sudo, position)['value'],
        }

    @api.model
    def _speed_columns(self, speed):
        return {'days_to_pay': speed.get('value'), 'beyond_terms': speed.get('beyond_terms')}

    @api.model
    def _names(self, group_by, keys):
        """Return ``{key: name}``; of customers by SQL, there are many of them."""
        if group_by == 'partner':
            return dict(self.env['credit.receivable']._rows(
                SQL("SELECT id, complete_name FROM res_partner WHERE id = ANY(%s)", keys)))
        records_sudo = self.env[MODELS[group_by]].sudo().browse(keys)
        return {record.id: record.display_name for record in records_sudo}
