from dateutil.relativedelta import relativedelta
from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..receivables import defaulted
from ..report.xlsx import Book, Column
from ..tools import score_validation as validation
from ..tools.exact import percent, rounded

GRADES = 'ABCDE'
#: A grade as a number, the better the more.
RANKS = {grade: len(GRADES) - number for number, grade in enumerate(GRADES)}


class CreditScoreValidation(models.TransientModel):
    """Were grades and scores right: who had which on a month-end, and who defaulted after it."""

    _name = 'credit.score.validation'
    _description = "Grades Against Later Defaults"

    company_id = fields.Many2one(
        'res.company', required=True, default=lambda self: self.env.company.root_id.id)
    day = fields.Date(
        string="Grades Of", default=lambda self: self._default_day(),
        help="A month-end; its grades were kept that day.")
    months = fields.Integer(string="Months After", default=12, required=True)
    result = fields.Json(compute='_compute_result')
    is_enough = fields.Boolean(compute='_compute_result')
    warning = fields.Char(compute='_compute_result')
    customer_count = fields.Integer(string="Customers", compute='_compute_result')
    default_count = fields.Integer(string="Defaults", compute='_compute_result')
    gini = fields.Float(string="Gini of Grades", compute='_compute_result', digits=(5, 3))
    score_gini = fields.Float(string="Gini of Scores", compute='_compute_result', digits=(5, 3))
    auc = fields.Float(string="AUC of Grades", compute='_compute_result', digits=(5, 3))
    score_auc = fields.Float(string="AUC of Scores", compute='_compute_result', digits=(5, 3))
    stability = fields.Float(string="Stability (PSI)", compute='_compute_result', digits=(6, 3))
    stability_text = fields.Char(string="Population", compute='_compute_result')
    has_gini = fields.Boolean(compute='_compute_result')
    has_score_gini = fields.Boolean(compute='_compute_result')
    has_stability = fields.Boolean(compute='_compute_result')
    turned_text = fields.Char(string="The Wrong Way Round", compute='_compute_result')
    table_html = fields.Html(compute='_compute_result', sanitize=False)

    @api.model
    def _days(self, company):
        """Return the month-ends whose grades were kept, the last first."""
        return [day for day, in self.env['credit.snapshot'].sudo()._read_group(
            [('company_id', '=', company.id)], ['date:day'], order='date:day DESC')]

    @api.model
    def _default_day(self):
        """Return the last month-end whose twelve months are over; else the first there is."""
        company = self.env.company.root_id
        days, today = self._days(company), company._credit_today()
        over = [day for day in days if day + relativedelta(months=12) <= today]
        return over[0] if over else days[-1] if days else False

    def _compute_display_name(self):
        self.display_name = self.env._("Grades Against Later Defaults")

    # === MEASURED === #

    @api.depends('company_id', 'day', 'months')
    @api.depends_context('lang')
    def _compute_result(self):
        for wizard in self:
            found = wizard._measure()
            wizard.result = found
            wizard.is_enough = bool(found) and found['is_enough']
            wizard.warning = wizard._warning(found)
            wizard.customer_count = found['customers'] if found else 0
            wizard.default_count = found['defaults'] if found else 0
            for name in ('gini', 'auc', 'score_gini', 'score_auc', 'stability'):
                wizard[name] = found and found[name] or 0.0
            wizard.has_gini = bool(found) and found['gini'] is not None
            wizard.has_score_gini = bool(found) and found['score_gini'] is not None
            wizard.has_stability = bool(found) and found['stability'] is not None
            wizard.stability_text = found and wizard._stability_words()[found['reading']]
            wizard.turned_text = found and ', '.join(
                f'{better} > {worse}' for better, worse in found['turned'])
            wizard.table_html = found and wizard._grades_table(found)

    def _measure(self):
        """Return the figures as plain values, or None without a month-end."""
        company = self.company_id.sudo().root_id
        if not self.day or not company:
            return None
        self._check_may_read(company)
        today = company._credit_today()
        end = min(self.day + relativedelta(months=max(self.months, 1)), today)
        grades, points = self._graded(company)
        before, bad = self._defaulted(company, end)
        rows = [(grade, partner in bad) for partner, grade in grades.items()
                if partner not in before]
        table = validation.by_grade(rows, GRADES)
        ranked = [(RANKS[grade], fell) for grade, fell in rows]
        scored = [(value, partner in bad) for partner, value in points.items()
                  if partner not in before]
        now = dict(self.env['credit.profile'].sudo()._read_group(
            [('company_id', '=', company.id), ('grade', '!=', False)], ['grade'], ['__count']))
        stability = validation.stability(
            {row.grade: row.customers for row in table}, now)
        return {
            'end': str(end), 'is_over': self.day + relativedelta(months=self.months) <= today,
            'customers': len(rows), 'defaults': sum(fell for _grade, fell in rows),
            'left_out': sum(partner in before for partner in grades), 'scored': len(scored),
            'is_enough': validation.is_enough(ranked),
            'gini': rounded(validation.gini(ranked), 3), 'auc': rounded(validation.auc(ranked), 3),
            'score_gini': rounded(validation.gini(scored), 3),
            'score_auc': rounded(validation.auc(scored), 3),
            'stability': None if stability is None else round(stability, 3),
            'reading': validation.stability_reading(stability),
            'turned': validation.turned_round(table),
            'grades': [{
                'grade': row.grade, 'customers': row.customers, 'defaults': row.defaults,
                'rate': percent(row.rate), 'now': now.get(row.grade, 0)} for row in table],
            'curves': {
                'grades': [[percent(x), percent(y)] for x, y in validation.curve(ranked)],
                'scores': [[percent(x), percent(y)] for x, y in validation.curve(scored)],
            },
        }

    def _check_may_read(self, company):
        self.env['credit.score'].check_access('read')
        self.env['credit.receivable']._root_asked(company.id)

    def _graded(self, company):
        """Return (``{partner id: grade}`` of the month-end, ``{partner id: points}`` until then)."""
        grades = {
            row['partner_id']: row['grade'] for row in self.env.execute_query_dict(SQL(
                """SELECT p.partner_id, s.grade FROM credit_snapshot s
                     JOIN credit_profile p ON p.id = s.profile_id
                    WHERE s.company_id = %s AND s.date = %s AND s.grade = ANY(%s)""",
                company.id, self.day, list(GRADES)))}
        points = {
            row['partner_id']: row['points'] for row in self.env.execute_query_dict(SQL(
                """SELECT DISTINCT ON (s.profile_id) p.partner_id, s.points FROM credit_score s
                     JOIN credit_profile p ON p.id = s.profile_id
                    WHERE s.company_id = %s AND s.kind = 'composite' AND s.date <= %s
                      AND s.has_points ORDER BY s.profile_id, s.id DESC""",
                company.id, self.day))}
        return grades, points

    def _defaulted(self, company, end):
        """Return (who was in default on the month-end, who defaulted after it), by partner id."""
        receivable = self.env['credit.receivable']
        days = company.credit_default_days or 90
        then, later = (receivable._question(company, day) for day in (self.day, end))
        queries = [defaulted.late(later, self.day, days)]
        if company.credit_default_write_off:
            queries.append(defaulted.written_off(company.id, self.day, end))
        if company.credit_default_law:
            queries.append(defaulted.at_law(company.id, self.day, end))
        before = {partner for partner, in receivable._rows(defaulted.open_late(then, days))}
        return before, {
            partner for query in queries for partner, in receivable._rows(query)}

    # === WORDS === #

    def _warning(self, found):
        """Say what the figures cannot say."""
        if not found:
            return self.env._(
                "No month-end with grades was kept yet. The first is kept on the last day of this"
                " month; a year later this page says whether grades were right.")
        parts = []
        if not found['is_enough']:
            parts.append(self.env._(
                "Too little to judge by: %(defaults)s defaults among %(customers)s customers; it"
                " takes %(least)s defaults and as many others.", defaults=found['defaults'],
                customers=found['customers'], least=validation.FEWEST))
        if not found['is_over']:
            parts.append(self.env._(
                "The months are not over: counted until %(day)s only.", day=found['end']))
        if not found['scored']:
            parts.append(self.env._("No scores were kept by that day, only grades."))
        return ' '.join(parts) or False

    def _stability_words(self):
        return {
            'stable': self.env._("Nothing moved"), 'moved': self.env._("Something moved: look into it"),
            'shifted': self.env._("Another population than then"), None: False,
        }

    def _columns(self):
        return [
            Column('grade', self.env._("Grade"), width=10),
            Column('customers', self.env._("Customers Then"), 'integer', width=16, total=True),
            Column('defaults', self.env._("Defaulted"), 'integer', width=12, total=True),
            Column('rate', self.env._("Rate (%)"), 'number', width=10),
            Column('now', self.env._("Customers Now"), 'integer', width=16, total=True),
        ]

    def _grades_table(self, found):
        columns = self._columns()
        head = Markup().join(Markup("<th class='text-end'>%s</th>") % column.title
                             for column in columns)
        body = Markup().join(
            Markup("<tr>%s</tr>") % Markup().join(
                Markup("<td class='text-end'>%s</td>") % (
                    '–' if row[column.key] is None else row[column.key]) for column in columns)
            for row in found['grades'])
        return Markup("<table class='table table-sm'><thead><tr>%s</tr></thead>"
                      "<tbody>%s</tbody></table>") % (head, body)

    # === OUT === #

    def action_export(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_url', 'target': 'download',
            'url': f'/credit_management/scores/validation/{self.id}.xlsx',
        }

    def _export_xlsx(self, target):
        """Write the page as a spreadsheet: grades, and the curve of each."""
        self.ensure_one()
        found = self._measure()
        if not found:
            raise UserError(self._warning(found))
        facts = [self.company_id.sudo().display_name, str(self.day), found['end'], *filter(None, [
            self._warning(found)]), *(f'{self._fields[name]._description_string(self.env)}: {value}'
                                      for name in ('gini', 'auc', 'score_gini', 'score_auc', 'stability')
                                      if (value := found[name]) is not None)]
        with Book(target) as book:
            sheet = book.sheet(self.env._("Grades"), self.env._("Grades Against Later Defaults"),
                               facts, self._columns(), total_label=self.env._("Total"))
            for row in found['grades']:
                sheet.write([row[column.key] for column in self._columns()])
            names = {'grades': self.env._("Curve of grades"), 'scores': self.env._("Curve of scores")}
            for code, name in names.items():
                sheet = book.sheet(name, name, [], [
                    Column('customers', self.env._("Customers (%)"), 'number', width=16),
                    Column('defaults', self.env._("Defaults (%)"), 'number', width=16)])
                for point in found['curves'][code]:
                    sheet.write(point)
