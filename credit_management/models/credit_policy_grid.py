from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules import configurable_rules
from ..tools.policies import GRADE_COLUMNS, SWITCHES, TARGETS
from ..tools.policy_json import read_rules


class CreditPolicy(models.Model):
    """All rules of a policy in one table: where each is asked, and its thresholds by grade."""

    _inherit = 'credit.policy'

    grid = fields.Json(
        compute='_compute_grid', inverse='_inverse_grid', string="Rules",
        help="What is written is the table as it was read, with other severities and figures.",
    )

    @api.depends_context('lang')
    @api.depends(lambda self: [
        'rule_ids.threshold_ids.value', 'rule_ids.threshold_ids.grade',
        *(f'rule_ids.{name}' for name in self.env['credit.policy.rule']._severity_fields()),
    ])
    def _compute_grid(self):
        head = self._grid_head()
        for policy in self:
            lines = {line.code: line for line in policy.rule_ids}
            is_new = not policy._origin and not lines
            policy.grid = {
                **head, 'rules': [
                    policy._grid_rule(rule, lines.get(rule.code), is_new)
                    for rule in configurable_rules()
                ],
            }

    @api.model
    def _grid_head(self):
        """Return the columns of the table: ``{"checkpoints", "severities", "grades"}``."""
        lines = self.env['credit.policy.rule']
        severities = lines._fields[lines._severity_fields()[0]]._description_selection(self.env)
        return {
            'checkpoints': [
                [name, lines._fields[f'severity_{name}']._description_string(self.env)]
                for name in lines._checkpoints()
            ],
            'severities': [list(pair) for pair in severities],
            'grades': list(GRADE_COLUMNS),
        }

    def _grid_rule(self, rule, line, is_new):
        """Return one rule of the table; a rule that the policy does not list is off in it.

        :return: ``{"code", "name", "checkpoints", "crumbs", "severity": {checkpoint: severity},
            "thresholds": [{"name", "label", "unit", "by_grade", "values": {grade or "": number}}]}``
        """
        if line:
            severity, params = line._severities(), line.threshold_ids._params()
        else:
            severity = dict.fromkeys(self.env['credit.policy.rule']._checkpoints(), 'off')
            severity |= rule.default_severity if is_new else {}
            params = {parameter.name: parameter.default for parameter in rule.parameters}
        return {
            'code': rule.code, 'name': self.env._(rule.name), 'crumbs': rule.ignores_crumbs,
            'checkpoints': list(rule.checkpoints), 'severity': severity,
            'thresholds': [
                self._grid_threshold(parameter, params.get(parameter.name))
                for parameter in rule.parameters
            ],
        }

    def _grid_threshold(self, parameter, value):
        values = value if isinstance(value, dict) else {} if value is None else {'': value}
        return {
            'name': parameter.name, 'label': self.env._(parameter.label), 'unit': parameter.unit,
            'by_grade': parameter.by_grade, 'values': values,
        }

    def _inverse_grid(self):
        for policy in self:
            policy._check_draft()
            rules, problems = read_rules(policy._grid_document(policy.grid), policy._rules())
            if problems:
                raise UserError('\n'.join(map(policy._problem_text, problems)))
            policy._set_rules(rules)

    @api.model
    def _rules(self):
        """Return ``{code: Rule}`` of all rules that a policy may list."""
        return {rule.code: rule for rule in configurable_rules()}

    @api.model
    def _grid_document(self, grid):
        """Return the table in the form of a file's rules, whatever was sent in its place."""
        try:
            return {
                rule['code']: {
                    'severity': rule['severity'],
                    'params': {
                        row['name']: row['values'] if row['by_grade'] else row['values']['']
                        for row in rule['thresholds'] if row['by_grade'] or row['values']
                    },
                } for rule in grid['rules']
            }
        except (KeyError, TypeError):
            raise UserError(self.env._(
                "This is not the table of a policy. Read it anew, change figures and severities,"
                " and write it back."
            )) from None

    # === WRITING VALUES === #

    def _set_values(self, values):
        """Make a draft say `values`, in the form of `_values`."""
        self.ensure_one()
        self._check_draft()
        self.write({name: values[name] for name in (*SWITCHES, *TARGETS) if name in values})
        self._set_rules(values['rules'])

    def _set_rules(self, rules):
        """Write rules in the form of `_values` into a draft: only what differs; others stay."""
        self.ensure_one()
        lines = {line.code: line for line in self.rule_ids}
        missing = [code for code in rules if code not in lines]
        for line in self.env['credit.policy.rule'].create([
            {'policy_id': self.id, 'code': code} for code in missing
        ]):
            lines[line.code] = line
        for code, settings in rules.items():
            lines[code]._set(settings)
