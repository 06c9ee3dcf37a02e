from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .credit_ceiling_plan import DIMENSIONS


class CreditCeilingPlanLine(models.Model):
    """What is planned for a month, of the company or of one of its teams, people or countries."""

    _name = 'credit.ceiling.plan.line'
    _description = "Month of a Receivables Plan"
    _order = 'month, value_key, id'
    _rec_name = 'month'

    plan_id = fields.Many2one('credit.ceiling.plan', required=True, ondelete='cascade')
    company_id = fields.Many2one(related='plan_id.company_id', store=True)
    currency_id = fields.Many2one(related='plan_id.currency_id')
    dimension = fields.Selection(related='plan_id.dimension')
    state = fields.Selection(related='plan_id.state')
    month = fields.Date(required=True, help="Any day of the month; kept as its first.")
    team_id = fields.Many2one('crm.team', string="Sales Team", ondelete='restrict')
    user_id = fields.Many2one('res.users', string="Salesperson", ondelete='restrict')
    country_id = fields.Many2one('res.country', ondelete='restrict')
    value_key = fields.Integer(
        compute='_compute_value_key', store=True, precompute=True, aggregator=None,
        help="Number of the team, salesperson or country; 0: the company as a whole.",
    )
    sales = fields.Monetary(
        string="Planned Credit Sales", required=True, help="With or without tax as the plan says."
    )
    collections = fields.Monetary(
        string="Planned Collections", required=True, help="Money that comes in, tax included."
    )

    _month_unique = models.UniqueIndex('(plan_id, month, value_key)')

    @api.depends('team_id', 'user_id', 'country_id')
    def _compute_value_key(self):
        for line in self:
            line.value_key = line.team_id.id or line.user_id.id or line.country_id.id or 0

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._start_of_month(vals)
        self._check_duplicates(vals_list)
        lines = super().create(vals_list)
        lines.plan_id._check_draft()
        lines._check_figures()
        lines.plan_id._sign_as_author()
        return lines

    def write(self, vals):
        plans = self.plan_id
        plans._check_draft()
        vals = dict(vals)
        self._start_of_month(vals)
        self._check_moved(vals)
        res = super().write(vals)
        self.plan_id._check_draft()
        self._check_figures()
        (plans | self.plan_id)._sign_as_author()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_of_drafts(self):
        # A plan that goes takes its months along; that one was asked already.
        self.plan_id._check_draft()
        self.plan_id._sign_as_author()

    def _start_of_month(self, vals):
        day = fields.Date.to_date(vals.get('month') or None)
        if day:
            vals['month'] = day.replace(day=1)

    # === CHECKS: each says which month and figure, and the way out === #

    def _check_figures(self):
        for line in self:
            line._check_month()
            line._check_value()
            for name, amount in (('sales', line.sales), ('collections', line.collections)):
                if amount < 0:
                    raise ValidationError(self.env._(
                        "%(field)s of %(month)s are %(amount)s. A plan has 0 or more: leave credit"
                        " notes and refunds out of it.",
                        field=self._fields[name]._description_string(self.env),
                        month=line._named(), amount=line.currency_id.format(amount),
                    ))

    def _check_month(self):
        if self.month.year != self.plan_id.year:
            raise ValidationError(self.env._(
                "%(month)s is not in the plan of %(year)s. Give a month of that year, or put it"
                " into the plan of %(other)s.",
                month=self.plan_id._month_name(self.month.year, self.month.month),
                year=self.plan_id.year, other=self.month.year,
            ))

    def _check_value(self):
        """The plan's dimension has a value, and no other has one."""
        wanted = DIMENSIONS[self.dimension]
        for name in filter(None, DIMENSIONS.values()):
            label = self._fields[name]._description_string(self.env)
            planned_by = dict(
                self.plan_id._fields['dimension']._description_selection(self.env)
            )[self.dimension]
            if name == wanted and not self[name]:
                raise ValidationError(self.env._(
                    "%(month)s has no %(field)s, but the plan is by: %(dimension)s. Fill it in.",
                    month=self.plan_id._month_name(self.month.year, self.month.month), field=label,
                    dimension=planned_by,
                ))
            if name != wanted and self[name]:
                raise ValidationError(self.env._(
                    "%(month)s is for %(value)s, but the plan is by: %(dimension)s. Leave"
                    " %(field)s empty, or change what the plan is by.",
                    month=self.plan_id._month_name(self.month.year, self.month.month),
                    value=self[name].display_name, dimension=planned_by, field=label,
                ))

    def _check_duplicates(self, vals_list):
        """Refuse a month that is planned already, in the database or in `vals_list` itself."""
        asked = {}
        for vals in vals_list:
            plan_id = vals.get('plan_id') or self.env.context.get('default_plan_id')
            value = next(filter(None, map(vals.get, filter(None, DIMENSIONS.values()))), 0)
            key = (plan_id, vals.get('month'), value)
            if key in asked:
                self._refuse_twice(*key, asked[key], vals.get('sales'))
            asked[key] = vals.get('sales')
        known = self.search_fetch(
            [('plan_id', 'in', [key[0] for key in asked])],
            ['plan_id', 'month', 'value_key', 'sales'],
        )
        for line in known:
            key = (line.plan_id.id, line.month, line.value_key)
            if key in asked:
                self._refuse_twice(*key, line.sales, asked[key])

    def _check_moved(self, vals):
        """Refuse to move lines onto a month that is planned already."""
        moved = set(vals) & {'plan_id', 'month', *filter(None, DIMENSIONS.values())}
        if not moved:
            return
        names = ('plan_id', 'month', 'sales', *filter(None, DIMENSIONS.values()))
        seen = set()
        for line in self:
            after = {name: vals.get(name, line[name]) for name in names}
            value = next((
                after[name] if isinstance(after[name], int) else after[name].id
                for name in filter(None, DIMENSIONS.values()) if after[name]
            ), 0)
            plan = after['plan_id']
            key = (plan if isinstance(plan, int) else plan.id, after['month'], value)
            other = self.search([
                ('plan_id', '=', key[0]), ('month', '=', key[1]), ('value_key', '=', value),
                ('id', 'not in', self.ids),
            ], limit=1)
            if other or key in seen:
                self._refuse_twice(*key, other.sales, after['sales'])
            seen.add(key)

    def _refuse_twice(self, plan_id, month, value, first, second):
        plan = self.env['credit.ceiling.plan'].browse(plan_id)
        field = DIMENSIONS[plan.dimension]
        name = plan._month_name(month.year, month.month)
        if field and value:
            name += f' · {self.env[self._fields[field].comodel_name].browse(value).display_name}'
        raise ValidationError(self.env._(
            "%(month)s is planned twice: %(first)s and %(second)s. Keep one of the two; to change"
            " what is there, edit it or import it with its External ID.",
            month=name, first=plan.currency_id.format(first or 0.0),
            second=plan.currency_id.format(second or 0.0),
        ))

    def _named(self):
        """Return the month, and whose it is, in words."""
        self.ensure_one()
        name = self.plan_id._month_name(self.month.year, self.month.month)
        field = DIMENSIONS[self.dimension]
        return f'{name} · {self[field].display_name}' if field and self[field] else name

    # === IMPORT, READ === #

    @api.model
    def get_import_templates(self):
        plan = self.env['credit.ceiling.plan'].browse(
            self.env.context.get('default_plan_id')
        ).exists()
        return [{
            'label': self.env._("Template with the months of the plan"),
            'template': plan._template_url(),
        }] if plan else []

    def _values(self):
        """Return ``[(month, value key, sales, collections)]``."""
        return [(line.month, line.value_key, line.sales, line.collections) for line in self]
