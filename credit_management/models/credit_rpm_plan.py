from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..tools import rpm_plans

#: In the context while a plan writes its own steps: an object no caller can send.
_TOGETHER = object()


class CreditRpmPlan(models.Model):
    """A company's plan of steps for its receivables, from dispatch to the lawyer.

    Shipped as data of each company, which it edits; a plan without a first day does nothing.
    """

    _name = 'credit.rpm.plan'
    _description = "Monitoring Plan"
    _order = 'company_id, sequence, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='cascade',
        default=lambda self: self.env.company.root_id, domain=[('parent_id', '=', False)])
    start = fields.Date(
        string="Begins On", copy=False, help="Empty: nothing is done. What came due before is not"
        " made up for; a line that was late then gets one step by a person.")
    sends_itself = fields.Boolean(
        string="Sends by Itself", copy=False,
        help="Mail goes out without being looked at. Otherwise it waits as drafts.")
    statement_day = fields.Integer(
        default=rpm_plans.STATEMENT_DAY, help="Day of the month on which statements are made.")
    step_ids = fields.One2many('credit.rpm.plan.step', 'plan_id', string="Steps", copy=True)
    item_count = fields.Integer(compute='_compute_item_count', string="Open Items")

    _code_unique = models.UniqueIndex(
        '(company_id, code)', "The company has a plan of this code already.")

    def _compute_item_count(self):
        counts = dict(self.env['credit.rpm.item']._read_group(
            [('plan_id', 'in', self.ids), ('state', '=', 'open')], ['plan_id'], ['__count']))
        for plan in self:
            plan.item_count = counts.get(plan, 0)

    # === CHECKS === #

    @api.constrains('company_id')
    def _check_root(self):
        for plan in self:
            if plan.company_id.parent_id:
                raise ValidationError(self.env._(
                    "%(company)s is a branch and goes by the plans of %(root)s. Choose that one.",
                    company=plan.company_id.name, root=plan.company_id.sudo().root_id.name))

    def _check_steps(self):
        """Raise unless the plan can be gone."""
        for plan in self:
            try:
                rpm_plans.check(plan._plain())
            except rpm_plans.InvalidPlan as error:
                raise ValidationError(plan._words(error)) from None

    def _words(self, error):
        """Return what is wrong with the plan, for people."""
        step = self.step_ids.filtered(lambda one: one.code == error.step)[:1]
        names = {'step': step.display_name or error.step, 'value': error.value}
        texts = {
            'empty': self.env._("%(plan)s has no steps; add one.", plan=self.name),
            'statement_day': self.env._(
                "Statements are made on a day from 1 to 28, not %(value)s.", **names),
            'before': self.env._(
                "%(step)s lies before its anchor; only what hangs on the due date may.", **names),
            'machine': self.env._(
                "%(step)s is automatic; no machine does it by that channel. Choose e-mail.",
                **names),
            'closed_by': self.env._(
                "%(step)s is closed by something that is not among its evidence. Add it there.",
                **names),
            'proof': self.env._(
                "%(step)s is a demand; it needs a proof of service or a report of a visit.",
                **names),
            'early': self.env._(
                "%(step)s is formal; it must come after the due date.", **names),
            'patience': self.env._(
                "%(step)s: patience is 0 days or more, not %(value)s.", **names),
            'order': self.env._(
                "%(step)s comes earlier than the step before it: pressure only rises. Change its"
                " days or its place.", **names),
            'duplicate': self.env._("%(step)s is there twice.", **names),
        }
        return texts.get(error.code) or str(error)

    # === CRUD === #

    def _together(self):
        return self.with_context(credit_rpm_together=_TOGETHER)

    def _after_steps(self):
        """Check and announce what was changed, unless the plan is still being written."""
        if self.env.context.get('credit_rpm_together') is not _TOGETHER:
            self._after_change(moved=True)

    def _after_change(self, moved=False):
        plans = self.exists().with_context(credit_rpm_together=None)
        plans._check_steps()
        self.env.registry.clear_cache()
        plans._look_again()
        if moved:
            plans._note_moved()
        for plan in plans:
            self.env['credit.decision'].sudo()._log(
                'setting', company=plan.company_id,
                payload={'what': 'monitoring plan', 'plan': plan.id, 'after': plan._logged()})

    def _logged(self):
        """Return the plan as plain values, for the log."""
        plain = self._plain()
        return {
            'name': self.name, 'code': plain.code, 'start': plain.start, 'active': self.active,
            'sends_itself': plain.sends_itself, 'statement_day': plain.statement_day,
            'steps': [[
                step.code, step.anchor, step.offset, step.role, step.channel, list(step.effects),
                step.is_demand, step.is_automatic,
            ] for step in plain.steps],
        }

    @api.model_create_multi
    def create(self, vals_list):
        plans = super(CreditRpmPlan, self._together()).create(vals_list).with_env(self.env)
        plans._after_change()
        return plans

    def write(self, vals):
        if 'company_id' in vals and any(plan.company_id.id != vals['company_id'] for plan in self):
            raise UserError(self.env._("A plan stays with its company. Copy it there instead."))
        res = super(CreditRpmPlan, self._together()).write(vals)
        self._after_change(moved='step_ids' in vals)
        return res

    def unlink(self):
        res = super(CreditRpmPlan, self._together()).unlink()
        self.env.registry.clear_cache()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_unused(self):
        if self.env['credit.rpm.item'].sudo().search_count([('plan_id', 'in', self.ids)], limit=1):
            raise UserError(self.env._(
                "Items go, or went, by this plan: archive it instead of deleting it."))

    def copy_data(self, default=None):
        return [
            {'code': f'{plan.code}-{self.env["credit.rpm.plan"].search_count([]) + 1}', **values}
            for plan, values in zip(self, super().copy_data(default), strict=True)
        ]

    def _look_again(self):
        """Let every open item be looked at that goes by these plans, or by none yet."""
        items = self.env['credit.rpm.item']
        for company, plans in self.grouped('company_id').items():
            items._look_soon(SQL(
                "company_id = %s AND state = 'open' AND (plan_id IS NULL OR plan_id = ANY(%s))",
                company.id, plans.ids,
            ), company._credit_today())

    def _note_moved(self):
        """Nobody missed what the plan asks for only since today."""
        items = self.env['credit.rpm.item'].sudo()
        items.flush_model()
        for company, plans in self.grouped('company_id').items():
            self.env.cr.execute(SQL(
                "UPDATE credit_rpm_item SET moved_on = %s"
                " WHERE state = 'open' AND looked_on IS NOT NULL AND plan_id = ANY(%s)",
                company._credit_today(), plans.ids))
        items.invalidate_model(['moved_on'])

    # === PLAIN VALUES === #

    def _plain(self):
        """Return the plan as `tools.rpm_plans.Plan`, its steps in their order."""
        self.ensure_one()
        return rpm_plans.Plan(
            self.code, tuple(step._plain() for step in self.step_ids.sorted('sequence')),
            self.start or None, self.sends_itself, self.statement_day,
        )

    @api.model
    @tools.ormcache('plan_id', 'grade')
    def _scaled(self, plan_id, grade):
        """Return the plan as customers of `grade` go it."""
        return rpm_plans.scaled(self.sudo().browse(plan_id)._plain(), grade or None)

    @api.model
    @tools.ormcache('plan_id')
    def _step_ids(self, plan_id):
        """Return ``{code: id}`` of the plan's steps."""
        return {step.code: step.id for step in self.sudo().browse(plan_id).step_ids}

    @api.model
    @tools.ormcache('root_id')
    def _begun(self, root_id):
        """Return the ids of a company's plans that have a first day, today or later."""
        return frozenset(self.sudo().search([
            ('company_id', '=', root_id), ('start', '!=', False)]).ids)

    # === SHIPPED === #

    @api.model
    def _ship(self, companies=None):
        """Give the shipped plans to root companies that have none."""
        names = {
            'light': self.env._("Light"), 'standard': self.env._("Standard"),
            'full': self.env._("Full"),
        }
        roots = companies or self.env['res.company'].sudo().with_context(
            active_test=False).search([('parent_id', '=', False)])
        have = self.sudo().with_context(active_test=False).search(
            [('company_id', 'in', roots.ids)]).company_id
        step = self.env['credit.rpm.plan.step'].sudo()
        plans = self.sudo().create([{
            'name': names[plan.code], 'code': plan.code, 'company_id': root.id,
            'sequence': 10 * number, 'statement_day': plan.statement_day,
            'step_ids': [(0, 0, {**step._values_of(one), 'sequence': 10 * place})
                         for place, one in enumerate(plan.steps, 1)],
        } for root in roots - have for number, plan in enumerate(rpm_plans.PLANS.values(), 1)])
        for root, own in plans.grouped('company_id').items():
            codes = own.grouped('code')
            root.write({
                'credit_rpm_plan_id': codes[rpm_plans.DEFAULT].id,
                'credit_rpm_full_plan_id': codes['full'].id,
            })
