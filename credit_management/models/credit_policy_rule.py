from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules import RULES, configurable_rules
from ..values import id_of

SEVERITIES = [('off', "Off"), ('warn', "Warn"), ('hold', "Hold"), ('stop', "Stop")]


class CreditPolicyRule(models.Model):
    """One rule in a policy. A rule that a policy does not list is off in it."""

    _name = 'credit.policy.rule'
    _description = "Credit Policy Rule"
    _order = 'policy_id, sequence, code, id'

    policy_id = fields.Many2one('credit.policy', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='policy_id.company_id', store=True, index=True)
    state = fields.Selection(related='policy_id.state')
    code = fields.Char(required=True, readonly=True)
    name = fields.Char(compute='_compute_name', string="Rule")
    sequence = fields.Integer(default=10)
    severity_quotation = fields.Selection(
        SEVERITIES, string="Quotation", default='off', required=True
    )
    severity_order_confirm = fields.Selection(
        SEVERITIES, string="Confirm", default='off', required=True
    )
    severity_delivery = fields.Selection(
        SEVERITIES, string="Delivery", default='off', required=True
    )
    threshold_ids = fields.One2many('credit.policy.threshold', 'rule_id', copy=True)

    _code_unique = models.UniqueIndex(
        '(policy_id, code)', "A policy lists each rule once."
    )

    # === COMPUTE === #

    @api.depends_context('lang')
    @api.depends('code')
    def _compute_name(self):
        for line in self:
            line.name = self._rule_label(line.code)

    @api.model
    def _rule_label(self, code):
        """Return code and name of a rule; one that nobody knows any more has its code."""
        rule = RULES.get(code)
        return f'{code} {self.env._(rule.name)}' if rule else code

    # === CONSTRAINTS === #

    @api.constrains(lambda self: ['code', *self._severity_fields()])
    def _check_checkpoints(self):
        for line in self:
            rule = RULES.get(line.code)
            if not rule or not rule.configurable:
                raise ValidationError(self.env._(
                    "There is no rule %(code)s. Remove the line.", code=line.code
                ))
            for checkpoint, severity in line._severities().items():
                if severity != 'off' and checkpoint not in rule.checkpoints:
                    raise ValidationError(self.env._(
                        "%(rule)s says nothing at %(checkpoint)s. Leave it off there.",
                        rule=line.name,
                        checkpoint=self._fields[f'severity_{checkpoint}']._description_string(self.env),
                    ))

    # === CRUD: rules of a published policy stay === #

    @api.model_create_multi
    def create(self, vals_list):
        policies = self.env['credit.policy'].browse([
            id_of(vals.get('policy_id')) for vals in vals_list])
        policies._check_draft()
        return super().create(vals_list)

    def write(self, vals):
        self.policy_id._check_draft()
        res = super().write(vals)
        # A line of a draft cannot be moved into a policy that is fixed either.
        if 'policy_id' in vals:
            self.policy_id._check_draft()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_only_of_drafts(self):
        self.policy_id._check_draft()

    # === BUSINESS === #

    @api.model
    def _severity_fields(self):
        """Return the names of the severity fields: one a checkpoint, later parts add theirs."""
        return [name for name in self._fields if name.startswith('severity_')]

    @api.model
    def _checkpoints(self):
        return [name.removeprefix('severity_') for name in self._severity_fields()]

    def _severities(self):
        """Return ``{checkpoint: severity}``."""
        self.ensure_one()
        return {name.removeprefix('severity_'): self[name] for name in self._severity_fields()}

    def _settings(self):
        """Return the rule as the pure core takes it."""
        self.ensure_one()
        return {'severity': self._severities(), 'params': self.threshold_ids._params()}

    def _set(self, settings):
        """Make the line say `settings`, in the form of `_settings`, writing what differs."""
        self.ensure_one()
        values = {
            f'severity_{checkpoint}': wanted for checkpoint, severity in self._severities().items()
            if (wanted := settings['severity'].get(checkpoint, 'off')) != severity
        }
        if commands := self.threshold_ids._commands(settings['params']):
            values['threshold_ids'] = commands
        if values:
            self.write(values)

    @api.model
    def _add_defaults(self, policy):
        """List every known rule in a new policy, with the figures that the rule itself names."""
        self.create([
            self._prepare_line(policy, rule, rule.default_severity)
            for rule in configurable_rules()
        ])

    @api.model
    def _add_missing(self, policy):
        """List the rules that came since, switched off."""
        listed = set(policy.rule_ids.mapped('code'))
        missing = [rule for rule in configurable_rules() if rule.code not in listed]
        self.create([self._prepare_line(policy, rule, {}) for rule in missing])

    @api.model
    def _prepare_line(self, policy, rule, severities):
        return {
            'policy_id': policy.id,
            'code': rule.code,
            **{f'severity_{checkpoint}': severity for checkpoint, severity in severities.items()},
            'threshold_ids': [
                (0, 0, vals) for vals in self.env['credit.policy.threshold']._prepare_defaults(rule)
            ],
        }
