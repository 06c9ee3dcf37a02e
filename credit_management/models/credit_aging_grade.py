from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ..tools.aging import InvalidBuckets
from ..tools.aging_grades import CODES, GRADES, AgingGrade, table

#: Who collects; the value is what `tools.aging_grades` calls them.
OWNERS = [
    ('sales', "Sales"),
    ('receivables', "Receivables"),
    ('credit', "Credit officer"),
    ('credit_manager', "Credit manager"),
    ('legal', "Legal"),
    ('cfo', "CFO"),
]
#: What the log keeps of a grade.
_LOGGED = (
    'code', 'name', 'last_day', 'owner_role', 'escalation_role', 'provision_rate',
    'provision_step_day', 'provision_step_rate',
)


class CreditAgingGrade(models.Model):
    """One of the grades G1 to G8 of what is late: its days, its treatment, who collects.

    A root company has the shared table, or one of its own. Only the last day of a grade is kept,
    so that days can neither be missing between two grades nor belong to both.
    """

    _name = 'credit.aging.grade'
    _inherit = ['credit.shared']
    _description = "Aging Grade"
    _order = 'company_id, code, id'

    code = fields.Selection([(code, code) for code in CODES], required=True)
    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        'res.company', index=True, domain=[('parent_id', '=', False)],
        help="Empty: for all companies without a table of their own.",
    )
    last_day = fields.Integer(
        string="Last Day Late",
        help="Below 0: days before the due date. The last grade has no end.",
    )
    first_day = fields.Integer(compute='_compute_days', string="First Day Late")
    is_first = fields.Boolean(compute='_compute_days')
    is_last = fields.Boolean(compute='_compute_days')
    days_text = fields.Char(compute='_compute_days', string="Days Late")
    treatment_ids = fields.Many2many('credit.aging.treatment')
    owner_role = fields.Selection(OWNERS, string="Collected By", required=True, default='credit')
    escalation_role = fields.Selection(OWNERS, string="Then By")
    provision_rate = fields.Float(
        string="Provision (%)", digits=(5, 2), help="By due date, of what has this grade."
    )
    provision_step_day = fields.Integer(
        string="Other Provision From Day", help="From this day late on the other rate is taken; 0: never."
    )
    provision_step_rate = fields.Float(string="Provision From That Day (%)", digits=(5, 2))
    description = fields.Text(translate=True, help="What is done, in your own words.")

    _code_once = models.UniqueIndex(
        '(COALESCE(company_id, 0), code)', "A table has each grade once. Change the row that is there."
    )
    _rates = models.Constraint(
        'CHECK (provision_rate BETWEEN 0 AND 100 AND provision_step_rate BETWEEN 0 AND 100)',
        "A provision is a share between 0 and 100 %.",
    )

    # === COMPUTE === #

    @api.depends('code', 'name')
    def _compute_display_name(self):
        for grade in self:
            grade.display_name = f'{grade.code} {grade.name or ""}'.strip()

    @api.depends('code', 'last_day', 'company_id')
    def _compute_days(self):
        tables = {company: self._rows_of(company) for company in self._companies()}
        for grade in self:
            rows, code = tables[grade.company_id], grade.code or CODES[-1]
            better = rows.filtered(lambda row, code=code: row.code < code)
            grade.is_first = not better
            grade.is_last = all(row.code <= code for row in rows)
            grade.first_day = better[-1:].last_day + 1 if better else 0
            grade.days_text = grade._days_text()

    def _days_text(self):
        self.ensure_one()
        if self.is_first and self.is_last:
            return ''
        if self.is_first:
            return f'≤ {self.last_day}'
        if self.is_last:
            return f'≥ {self.first_day}'
        if self.first_day == self.last_day:
            return str(self.last_day)
        return f'{self.first_day} … {self.last_day}'

    # === TABLES === #

    @api.model
    def _rows_of(self, company):
        """Return the rows of a root company's own table (none: the shared one), best grade first."""
        return self.sudo().search([('company_id', '=', company.id)], order='code')

    @api.model
    def _grades(self, company):
        """Return the `tools.aging_grades` table that counts in `company`, own or shared."""
        return self._cached_table(company.sudo().root_id.id)

    @api.model
    @tools.ormcache('company_id')
    def _cached_table(self, company_id):
        rows = self._rows_in_force(self.env['res.company'].browse(company_id))
        return table([row._as_grade() for row in rows]) if rows else GRADES

    @api.model
    def _rows_in_force(self, company):
        return self._rows_of(company.sudo().root_id) or self._rows_of(self.env['res.company'])

    def _as_grade(self):
        self.ensure_one()
        rates = [(None, self.provision_rate / 100)]
        if self.provision_step_day:
            rates.append((self.provision_step_day, self.provision_step_rate / 100))
        return AgingGrade(
            self.code, self.name, None, self.last_day, tuple(self.treatment_ids.mapped('code')),
            tuple(filter(None, (self.owner_role, self.escalation_role))), tuple(rates),
        )

    @api.model
    def _selection_grade(self):
        """Return ``[(code, "G4 Overdue")]`` of all codes, in the words of the company worked in."""
        names = {row.code: row.name for row in self._rows_in_force(self.env.company)}
        return [(code, f'{code} {names[code]}' if names.get(code) else code) for code in CODES]

    @api.model
    def _with_treatment(self, company, treatment):
        """Return the best grade whose treatment says so, or None; the worse ones say so too."""
        return next(
            (one.code for one in self._grades(company) if treatment in one.treatment), None
        )

    # === CHECKS === #

    def _check_tables(self, companies):
        """Raise unless each table (of a root company, or the shared one) covers every day once."""
        for company in companies:
            rows = self._rows_of(company)
            if not rows:
                continue
            try:
                table([row._as_grade() for row in rows])
            except InvalidBuckets as error:
                raise ValidationError(self._table_error(rows, error)) from None
            self._check_steps(rows)

    def _table_error(self, rows, error):
        if error.code in ('order', 'overlap', 'gap'):
            # The row that is named ends too early, or the one before it too late.
            wrong = rows[error.row - 1]
            before = rows[error.row - 2]
            return self.env._(
                "%(grade)s would end on day %(day)s, but %(before)s ends on day %(before_day)s."
                " Let each grade end later than the one before it.",
                grade=wrong.display_name, day=wrong.last_day, before=before.display_name,
                before_day=before.last_day,
            )
        return self.env._(
            "No grade of %(company)s ends on day 0, where being late begins the day after. Let one"
            " end there; a table of its own begins with the button Own Table.",
            company=rows.company_id.display_name or self.env._("the shared table"),
        )

    def _check_steps(self, rows):
        for row in rows.filtered('provision_step_day'):
            late = row.last_day if row != rows[-1] else row.provision_step_day
            first = rows[:rows.ids.index(row.id)][-1:].last_day
            if not first < row.provision_step_day <= late:
                raise ValidationError(self.env._(
                    "%(grade)s has no day %(day)s, from which another provision would be taken."
                    " Give one of its days, or 0.", grade=row.display_name,
                    day=row.provision_step_day,
                ))

    @api.constrains('company_id')
    def _check_root(self):
        for grade in self:
            if grade.company_id.parent_id:
                raise ValidationError(self.env._(
                    "%(company)s is a branch and has the grades of %(root)s. Choose that one.",
                    company=grade.company_id.name, root=grade.company_id.sudo().root_id.name,
                ))

    # === CRUD: what counts is what the log says === #

    @api.model_create_multi
    def create(self, vals_list):
        grades = super().create(vals_list)
        self._after_change(grades._companies(), {})
        return grades

    def write(self, vals):
        companies = self._companies()
        before = {company: self._logged(company) for company in companies}
        res = super().write(vals)
        self._after_change(companies + self._companies(), before)
        return res

    def unlink(self):
        companies = self._companies()
        before = {company: self._logged(company) for company in companies}
        res = super().unlink()
        self._after_change(companies, before)
        return res

    def _companies(self):
        """Return the companies whose tables these rows are in; an empty one for the shared table."""
        return [company for company, _rows in self.grouped('company_id').items()]

    def _logged(self, company):
        return [{name: row[name] for name in _LOGGED} | {
            'treatment': row.treatment_ids.mapped('code'),
        } for row in self._rows_of(company)]

    def _after_change(self, companies, before):
        """Check, log, and let what is held be looked at by the new days."""
        self.env.flush_all()
        self.env.registry.clear_cache()
        if not self.env.registry.ready:
            return  # data files bring a table row by row
        tables = list(dict.fromkeys(companies))
        self._check_tables(tables)
        for company in tables:
            self.env['credit.decision'].sudo()._log(
                'setting', company=company or self.env.company, payload={
                    'what': 'aging grades', 'shared': not company,
                    'before': before.get(company) or [], 'after': self._logged(company),
                },
            )
        held = self.env['credit.profile'].sudo().search([('hold_ids.state', '=', 'open')])
        self.env['credit.profile']._notify('policy_changed', held, self._name)

    # === ACTIONS === #

    @api.model
    def action_own_table(self):
        """Give the company one works in a table of its own, to begin with as it is."""
        root = self.env.company.root_id
        if self._rows_of(root):
            raise UserError(self.env._(
                "%(company)s has a table of its own already. Change its rows, or delete them all to"
                " go by the shared ones.", company=root.name,
            ))
        shared = self._rows_of(self.env['res.company'])
        own = self.create([{**row.copy_data()[0], 'company_id': root.id} for row in shared])
        for row, copy in zip(shared, own, strict=True):
            row.copy_translations(copy)
        return True
