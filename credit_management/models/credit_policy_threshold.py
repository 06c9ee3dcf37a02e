from odoo import api, fields, models
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
    label = fields.Char(compute='_compute_label', string="Threshold")
    unit = fields.Char(compute='_compute_label')
    grade = fields.Selection(
        selection=[('A', "A"), ('B', "B"), ('-', "Ungraded"), ('C', "C"), ('D', "D"), ('E', "E")],
        help="Empty: for all grades.",
    )
    value = fields.Float(required=True, digits=(16, 2))

    _once = models.UniqueIndex(
        "(rule_id, name, COALESCE(grade, ''))", "There is one threshold a grade."
    )
    _not_negative = models.Constraint('CHECK (value >= 0)', "A threshold cannot be negative.")

    # === COMPUTE === #

    @api.depends_context('lang')
    @api.depends('name', 'rule_id.code')
    def _compute_label(self):
        units = {
            'days': self.env._("days"),
            'percent': '%',
            'amount': self.env._("amount"),
            'switch': self.env._("1 is on"),
            'grade': self.env._("aging grade"),
        }
        for threshold in self:
            parameter = self._parameter(threshold.rule_id.code, threshold.name)
            threshold.label = self._parameter_label(threshold.rule_id.code, threshold.name)
            threshold.unit = units.get(parameter.unit) if parameter else ''

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
            parameter = self._parameter(threshold.rule_id.code, threshold.name)
            if not parameter:
                raise ValidationError(self.env._(
                    "%(rule)s has no threshold %(name)s. Remove the line.",
                    rule=threshold.rule_id.name, name=threshold.name,
                ))
            if bool(threshold.grade) != parameter.by_grade:
                raise ValidationError(self.env._(
                    "%(label)s is one figure a grade, or one for all, as the rule has it. Correct"
                    " the grade.", label=threshold.label,
                ))
            if parameter.unit == 'switch' and threshold.value not in (0, 1):
                raise ValidationError(self.env._(
                    "%(label)s is 1 (on) or 0 (off).", label=threshold.label
                ))
            if parameter.unit == 'grade' and threshold.value not in range(1, len(CODES) + 1):
                raise ValidationError(self.env._(
                    "%(label)s is the number of a grade, 1 to 8; without the line it is never.",
                    label=threshold.label,
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
        return super().write(vals)

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

    def _short(self):
        """Return the figures of one parameter in one line: *A 30 · B 20*, or *15* for all."""
        if len(self) in (1, len(GRADE_COLUMNS)) and len(set(self.mapped('value'))) == 1:
            return f'{self[0].value:g}'
        columns = {'-': '–', False: ''}
        return ' · '.join(
            f'{columns.get(row.grade, row.grade)} {row.value:g}'.strip() for row in self
        )

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
