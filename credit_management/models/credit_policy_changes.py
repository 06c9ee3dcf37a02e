from itertools import groupby

from odoo import api, fields, models
from odoo.tools import formatLang

from ..tools.policies import SWITCHES, TARGETS, differences


class CreditPolicy(models.Model):
    """What differs between two policies, in words."""

    _inherit = 'credit.policy'

    changes = fields.Json(
        compute='_compute_changes', string="Changes Against the Previous Version"
    )

    @api.depends_context('lang')
    @api.depends(lambda self: [
        'previous_id', *SWITCHES, *TARGETS, 'rule_ids.threshold_ids.value',
        *(f'rule_ids.{name}' for name in self.env['credit.policy.rule']._severity_fields()),
    ])
    def _compute_changes(self):
        for policy in self:
            previous = policy.previous_id
            policy.changes = previous and policy._in_words(previous._values(), policy._values())

    def _changes(self):
        """Return what differs from the previous version as plain rows, None without one."""
        if not self.previous_id:
            return None
        return differences(self.previous_id._values(), self._values())

    @api.model
    def _in_words(self, before, after):
        """Return what differs between two policies' values, for people.

        :return: ``[{"rule", "what", "before", "after"}]``; `rule` is empty for what is no rule's
        """
        same = groupby(differences(before, after), key=lambda row: tuple(
            row[key] for key in ('code', 'item', 'name', 'before', 'after')))
        return [self._change_in_words(list(rows)) for _what, rows in same]

    @api.model
    def _change_in_words(self, rows):
        """Return the line of one change, made alike to the grades of all `rows`."""
        row = rows[0]
        rule, what = self._change_label(row)
        grades = ' '.join({'-': '–'}.get(row['grade'], row['grade']) for row in rows if row['grade'])
        before, after = (self._change_value(row, row[side]) for side in ('before', 'after'))
        return {'rule': rule, 'what': f'{what} {grades}'.rstrip(), 'before': before, 'after': after}

    @api.model
    def _change_label(self, row):
        lines = self.env['credit.policy.rule']
        if row['item'] == 'switch':
            return '', self._fields[row['name']]._description_string(self.env)
        rule = lines._rule_label(row['code'])
        if row['item'] == 'severity':
            return rule, lines._fields['severity_' + row['name']]._description_string(self.env)
        return rule, self.env['credit.policy.threshold']._parameter_label(row['code'], row['name'])

    @api.model
    def _amount_label(self, code, name):
        """Return what one amount of a policy is called, with its rule."""
        row = {'item': 'threshold' if code else 'switch', 'code': code, 'name': name, 'grade': None}
        return ': '.join(filter(None, self._change_label(row)))

    @api.model
    def _is_switch(self, row):
        parameter = self.env['credit.policy.threshold']._parameter(row['code'], row['name'])
        return bool(parameter) and parameter.unit == 'switch'

    @api.model
    def _change_value(self, row, value):
        if row['item'] == 'severity':
            field = self.env['credit.policy.rule']._fields['severity_' + row['name']]
            return dict(field._description_selection(self.env))[value or 'off']
        if value is None:
            return self.env._("none")
        if isinstance(value, bool) or self._is_switch(row):
            return self.env._("yes") if value else self.env._("no")
        if isinstance(value, float):
            digits = 0 if value.is_integer() else 2
            return formatLang(self.env, value, digits=digits)
        return str(value)
