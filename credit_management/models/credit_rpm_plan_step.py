from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..tools import rpm_plans

#: What makes a step what it is; a change of any is looked at as a whole plan.
ROLES = [
    ('sales_assistant', "Sales assistant"), ('sales', "Salesperson"),
    ('after_sales', "After-sales"), ('receivables', "Receivables"),
    ('credit_officer', "Credit officer"), ('credit_manager', "Credit manager"),
    ('sales_director', "Sales director"), ('cfo', "CFO"), ('legal', "Legal"),
]
CHANNELS = [
    ('check', "Check"), ('review', "Review"), ('phone', "Phone"), ('visit', "Visit"),
    ('letter', "Letter"), ('email', "E-mail"), ('sms', "SMS"),
]
ANCHORS = [
    ('dispatch', "Dispatch"), ('arrival', "Arrival"), ('invoice', "Invoice"),
    ('statement', "Statement"), ('due', "Due date"),
]
#: Fields of a plan's step that are taken as they are.
_PLAIN = (
    'code', 'anchor', 'offset', 'role', 'channel', 'is_demand', 'is_formal', 'is_automatic',
    'watched_only', 'goods_only', 'patience',
)
#: Relation -> (the pure step's field, kind of term).
_TERMS = {
    'evidence_ids': ('evidence', 'evidence'), 'first_evidence_ids': ('first_evidence', 'evidence'),
    'closed_by_ids': ('closed_by', 'evidence'), 'effect_ids': ('effects', 'effect'),
}


class CreditRpmPlanStep(models.Model):
    """One step of a plan: what hangs on which anchor, who does it how, and what shows it."""

    _name = 'credit.rpm.plan.step'
    _description = "Monitoring Plan Step"
    _order = 'plan_id, sequence, id'

    plan_id = fields.Many2one('credit.rpm.plan', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='plan_id.company_id', store=True, index=True)
    sequence = fields.Integer(default=100)
    code = fields.Char(required=True, help="R0 to R17, or a code of your own.")
    title = fields.Char(string="Own Words", help="Empty: the usual words of the code.")
    name = fields.Char(compute='_compute_name')
    anchor = fields.Selection(ANCHORS, required=True, default='due')
    offset = fields.Integer(
        string="Days", help="Calendar days from the anchor. Days after the due date are scaled by"
        " the customer's grade.")
    role = fields.Selection(ROLES, required=True, default='receivables')
    channel = fields.Selection(CHANNELS, required=True, default='phone')
    template = fields.Char(help="Which text is sent.")
    evidence_ids = fields.Many2many(
        'credit.rpm.term', 'credit_rpm_step_evidence_rel', 'step_id', 'term_id',
        domain=[('kind', '=', 'evidence')],
        help="Any one of these shows that it was done.")
    first_evidence_ids = fields.Many2many(
        'credit.rpm.term', 'credit_rpm_step_first_evidence_rel', 'step_id', 'term_id',
        string="Evidence at a First Sale", domain=[('kind', '=', 'evidence')],
        help="Empty: the same.")
    closed_by_ids = fields.Many2many(
        'credit.rpm.term', 'credit_rpm_step_closed_by_rel', 'step_id', 'term_id',
        domain=[('kind', '=', 'evidence')],
        help="Evidence that makes the step unnecessary before anybody asks.")
    effect_ids = fields.Many2many(
        'credit.rpm.term', 'credit_rpm_step_effect_rel', 'step_id', 'term_id',
        string="Effects", domain=[('kind', '=', 'effect')])
    is_demand = fields.Boolean(
        string="Demand", help="Asks for payment in a way that interrupts the limitation period, if"
        " it is proved.")
    is_formal = fields.Boolean(string="Formal", help="Where a broken promise leads next.")
    is_automatic = fields.Boolean(
        string="Automatic", help="A machine does it; it stays on its day, weekend or not.")
    watched_only = fields.Boolean(
        help="Only for first sales, large amounts and weak grades.")
    goods_only = fields.Boolean(help="Not for services.")
    patience = fields.Integer(help="Days after its own day on which it is not late yet.")

    _code_unique = models.UniqueIndex('(plan_id, code)', "This step is there twice in the plan.")

    @api.model
    def _labels(self):
        """Return the usual words of each code."""
        return {
            'R0': self.env._("Open the file"), 'R1': self.env._("Arrival"),
            'R2': self.env._("Quality"), 'R3': self.env._("Invoice acknowledged"),
            'R4': self.env._("Statement"), 'R5': self.env._("Reminder before due"),
            'R6': self.env._("Second reminder before due"), 'R7': self.env._("Due day"),
            'R8': self.env._("First day late"), 'R9': self.env._("Second notice"),
            'R10': self.env._("Find the cause"), 'R11': self.env._("First formal demand"),
            'R12': self.env._("Serious notice"), 'R13': self.env._("Second formal demand"),
            'R14': self.env._("Case review"), 'R15': self.env._("Ultimatum"),
            'R16': self.env._("Third-party collection"), 'R17': self.env._("Legal action"),
            'TO': self.env._("Take-over"),
        }

    @api.depends('code', 'title')
    @api.depends_context('lang')
    def _compute_name(self):
        labels = self._labels()
        for step in self:
            step.name = step.title or labels.get(step.code) or step.code

    @api.depends('code', 'name')
    def _compute_display_name(self):
        for step in self:
            step.display_name = f'{step.code} {step.name}' if step.name != step.code else step.code

    # === CRUD: a plan is checked as a whole === #

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.plan_id._after_steps()
        return steps

    def write(self, vals):
        if 'plan_id' in vals and any(step.plan_id.id != vals['plan_id'] for step in self):
            raise UserError(self.env._("A step stays with its plan. Add one to the other plan."))
        res = super().write(vals)
        self.plan_id._after_steps()
        return res

    def unlink(self):
        plans = self.plan_id
        res = super().unlink()
        plans._after_steps()
        return res

    # === PLAIN VALUES === #

    def _effects(self):
        """Return the codes of what follows of a step; a later demand holds what an earlier one does."""
        codes = self.effect_ids.mapped('code')
        earlier = self.plan_id.step_ids.filtered(
            lambda one: one.anchor == 'due' and one.offset < self.offset)
        if self.is_demand and 'hold_new_orders' in earlier.effect_ids.mapped('code'):
            codes = list(dict.fromkeys([*codes, 'hold_new_orders']))
        return codes

    def _plain(self):
        """Return the step as `tools.rpm_plans.Step`."""
        self.ensure_one()
        return rpm_plans.Step(
            **{name: self[name] for name in _PLAIN}, template=self.template or None,
            **{key: tuple(self[name].mapped('code')) for name, (key, _kind) in _TERMS.items()},
        )

    @api.model
    def _values_of(self, step):
        """Return the values of a pure `step`, as it is shipped."""
        return {
            **{name: getattr(step, name) for name in _PLAIN}, 'template': step.template,
            **{name: [Command.set(self.env['credit.rpm.term']._of(kind, getattr(step, key)).ids)]
               for name, (key, kind) in _TERMS.items()},
        }
