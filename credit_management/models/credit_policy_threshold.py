from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from ..rules import RULES
from ..tools.aging_grades import CODES
from ..tools.policies import GRADE_COLUMNS
from ..values import id_of


class CreditPolicyThreshold(models.Model):
    """One figure of a rule in a policy, for one grade or for all. No row, no threshold."""

    _name = 'credit.policy.threshold'
    _description = "Credit Policy Threshold"
    _order = 'rule_id, sequence, id'

    rule_id = fields.Many2one('credit.policy.rule', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='rule_id.company_id', store=True, index=True)
    sequence = fields.Integer()
    name = fields.Char(required=True)
    grade = fields.Selection(
        selection=[('A', "A"), ('B', "B"), ('-', "Ungraded"), ('C', "C"), ('D', "D"), ('E', "E")],
        help="Empty: for all grades.",
    )
    value = fields.Float(required=True, digits=(16, 2))

    _once = models.UniqueIndex(
        "(rule_id, name, COALESCE(grade, ''))", "There is one threshold a grade."
    )
    _not_negative = models.Constraint('CHECK (value >= 0)', "A threshold cannot be negative.")

    # === PARAMETERS === #

    @api.model
    def _parameter(self, code, name):
        """Return what the rule says about its parameter `name`, or None."""
        rule = RULES.get(code)
        return next((item for item in rule.parameters if item.name == name), None) if rule else None

    @api.model
    def _parameter_label(self, code, name):
        parameter = self._parameter(code, name)
        return self.env._(parameter.label) if parameter else name

    # === CONSTRAINTS === #

    @api.constrains('name', 'grade', 'value', 'rule_id')
    def _check_parameter(self):
        for threshold in self:
            code, name = threshold.rule_id.code, threshold.name
            parameter, label = self._parameter(code, name), self._parameter_label(code, name)
            if not parameter:
                raise ValidationError(self.env._(
                    "%(rule)s has no threshold %(name)s. Remove the line.",
                    rule=threshold.rule_id.name, name=threshold.name,
                ))
            if bool(threshold.grade) != parameter.by_grade:
                raise ValidationError(self.env._(
                    "%(label)s is one figure a grade, or one for all, as the rule has it. Correct"
                    " the grade.", label=label,
                ))
            if parameter.unit == 'switch' and threshold.value not in (0, 1):
                raise ValidationError(self.env._(
                    "%(label)s is 1 (on) or 0 (off).", label=label
                ))
            if parameter.unit == 'grade' and threshold.value not in range(1, len(CODES) + 1):
                raise ValidationError(self.env._(
                    "%(label)s is the number of a grade, 1 to 8; without the line it is never.",
                    label=label,
                ))

    # === CRUD: thresholds of a published policy stay === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = self.env['credit.policy.rule'].browse([
            id_of(vals.get('rule_id')) for vals in vals_list])
        lines.policy_id._check_draft()
        for line, vals in zip(lines, vals_list, strict=True):
            vals['sequence'] = self._position(line.code, vals.get('name'), vals.get('grade'))
        return super().create(vals_list)

    def write(self, vals):
        self.rule_id.policy_id._check_draft()
        res = super().write(vals)
        if 'rule_id' in vals:
            self.rule_id.policy_id._check_draft()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_only_of_drafts(self):
        self.rule_id.policy_id._check_draft()

    # === BUSINESS === #

    def _params(self):
        """Return ``{name: value or {grade: value}}``."""
        params = {}
        for threshold in self:
            if threshold.grade:
                params.setdefault(threshold.name, {})[threshold.grade] = threshold.value
            else:
                params[threshold.name] = threshold.value
        return params

    def _commands(self, params):
        """Return what makes the thresholds say `params`, in the form of `_params`."""
        wanted = {
            (name, grade): number for name, value in params.items()
            for grade, number in (
                value.items() if isinstance(value, dict) else [(False, value)])
        }
        there = {(row.name, row.grade): row for row in self}
        return [
            *(Command.delete(row.id) for key, row in there.items() if key not in wanted),
            *(Command.update(there[key].id, {'value': number}) for key, number in wanted.items()
              if key in there and there[key].value != number),
            *(Command.create({'name': name, 'grade': grade, 'value': number})
              for (name, grade), number in wanted.items() if (name, grade) not in there),
        ]

    @api.model
    def _prepare_defaults(self, rule):
        """Return the values of the thresholds that `rule` names, in the order of its table."""
        rows = []
        for parameter in rule.parameters:
            by_grade = parameter.default if parameter.by_grade else {False: parameter.default}
            rows += [
                {'name': parameter.name, 'grade': grade, 'value': value}
                for grade, value in by_grade.items()
            ]
        return rows

    @api.model
    def _position(self, code, name, grade):
        """Return the place of a threshold in the rule's table: by parameter, then by grade."""
        names = [parameter.name for parameter in RULES[code].parameters] if code in RULES else []
        column = GRADE_COLUMNS.index(grade) if grade in GRADE_COLUMNS else 0
        return 10 * names.index(name) + column if name in names else 0
