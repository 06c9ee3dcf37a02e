from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..facts.bank_calendar import bank_calendars
from ..tools import rpm_figures
from ..tools.rpm_days import payable_day

#: Days that are looked back on to begin with.
DAYS = 30


class CreditRpmFigures(models.TransientModel):
    """How well receivables are followed: the figures of a period on one page."""

    _name = 'credit.rpm.figures'
    _description = "How Well Receivables Are Followed"

    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, default=lambda self: self.env.company.root_id)
    since = fields.Date(required=True, default=lambda self: self._today() - timedelta(days=DAYS))
    until = fields.Date(required=True, default=lambda self: self._today())
    was_due = fields.Integer(string="Steps Due", compute='_compute_completion')
    in_time_rate = fields.Char(string="Done in Time", compute='_compute_completion')
    silent = fields.Integer(string="Silent Steps", compute='_compute_completion')
    arrival_rate = fields.Char(string="Arrivals Confirmed", compute='_compute_completion')
    early_dispute_rate = fields.Char(
        string="Disputes Before Due", compute='_compute_money',
        help="Of all that were raised: early is good.")
    due_day_rate = fields.Char(
        string="Paid on the Due Day", compute='_compute_money',
        help="By amount, of what fell due in the period; a weekend is no delay.")
    escalation_1 = fields.Integer(string="1–14 Days", compute='_compute_escalations')
    escalation_2 = fields.Integer(string="15–30 Days", compute='_compute_escalations')
    escalation_3 = fields.Integer(string="31–90 Days", compute='_compute_escalations')
    escalation_4 = fields.Integer(
        string="Collected by Others", compute='_compute_escalations',
        help="Up to 90 days late, and with an agency, a lawyer or a court.")
    escalation_5 = fields.Integer(string="91–180 Days", compute='_compute_escalations')
    escalation_6 = fields.Integer(string="181 Days and More", compute='_compute_escalations')

    @api.depends_context('lang')
    def _compute_display_name(self):
        self.display_name = self.env._("Monitoring Figures")

    @api.model
    def _today(self):
        return self.env.company.sudo().root_id._credit_today()

    def _percent(self, share):
        return '–' if share is None else f'{float(share) * 100:.1f} %'

    @api.depends('since', 'until')
    def _compute_completion(self):
        for page in self:
            period = [('company_id', '=', page.company_id.id), ('day', '>=', page.since),
                      ('day', '<=', page.until)]
            report = self.env['credit.rpm.report']
            ((due, in_time),) = report._read_group(
                period, aggregates=['was_due:sum', 'in_time:sum'])
            ((arrivals, in_time_arrivals, late_arrivals),) = report._read_group(
                [*period, ('code', '=', 'R1')],
                aggregates=['__count', 'in_time:sum', 'late:sum'])
            page.was_due = due or 0
            page.in_time_rate = self._percent(in_time / due if due else None)
            page.arrival_rate = self._percent(
                (in_time_arrivals + late_arrivals) / arrivals if arrivals else None)
            page.silent = report.search_count(
                [('company_id', '=', page.company_id.id), ('is_silent', '=', True)])

    @api.depends('since', 'until')
    def _compute_money(self):
        for page in self:
            disputes = self.env['credit.dispute'].search([
                ('company_id', '=', page.company_id.id), ('raised_on', '>=', page.since),
                ('raised_on', '<=', page.until), ('move_line_id.date_maturity', '!=', False),
                ('reopens_id', '=', False)])
            page.early_dispute_rate = self._percent(rpm_figures.early_dispute_rate([
                (one.raised_on, one.move_line_id.date_maturity) for one in disputes]))
            page.due_day_rate = self._percent(
                rpm_figures.due_day_rate(page._due_rows(), page.until))

    def _due_rows(self):
        """Return ``[(amount, payable day, day paid or None)]`` of what fell due in the period."""
        self.ensure_one()
        self.env.flush_all()
        rest = bank_calendars(self.env, self.env.cr, [self.company_id.id])[self.company_id.id]
        self.env.cr.execute(SQL(
            """WITH line AS (
                   SELECT DISTINCT ON (l.id) l.id, l.date_maturity AS due, l.balance,
                          profile.run_days
                     FROM account_move_line l
                     JOIN credit_rpm_item_line link ON link.move_line_id = l.id
                     JOIN credit_rpm_item item ON item.id = link.item_id
                     JOIN credit_profile profile ON profile.id = item.profile_id
                    WHERE item.company_id = %(company)s AND l.parent_state = 'posted'
                          AND l.date_maturity BETWEEN %(since)s AND %(until)s
                    ORDER BY l.id, item.id),
               part AS (
                   SELECT line.id, line.due, line.run_days, paid.amount, paid.max_date
                     FROM line JOIN account_partial_reconcile paid ON paid.debit_move_id = line.id)
               SELECT due, run_days, max_date, SUM(amount) FROM part GROUP BY 1, 2, 3
                UNION ALL
               SELECT line.due, line.run_days, NULL, SUM(line.balance - COALESCE((
                      SELECT SUM(amount) FROM part WHERE part.id = line.id), 0))
                 FROM line GROUP BY 1, 2""",
            company=self.company_id.id, since=self.since, until=self.until,
        ))
        return [
            (amount, payable_day(due, tuple(
                int(day) for day in (run_days or '').split(',') if day.strip()), rest), paid)
            for due, run_days, paid, amount in self.env.cr.fetchall() if amount
        ]

    @api.depends('company_id')
    def _compute_escalations(self):
        """Count open items by who must know of them; each in the highest level only."""
        for page in self:
            today = page.company_id.sudo()._credit_today()
            late = Domain([('company_id', '=', page.company_id.id), ('state', '=', 'open'),
                           ('due_date', '<', today)])
            external = Domain('id', 'in', page._external_items(today))
            counts = dict.fromkeys(range(1, 7), 0)
            for is_external, domain in ((False, late & ~external), (True, late & external)):
                for due, count in self.env['credit.rpm.item']._read_group(
                        domain, ['due_date:day'], ['__count']):
                    counts[rpm_figures.escalation((today - due).days, is_external)[0]] += count
            for level, count in counts.items():
                page[f'escalation_{level}'] = count

    def _external_items(self, today):
        """Return SQL of the ids of items of which a third party collects a line."""
        self.env.flush_all()
        return SQL(
            """(SELECT link.item_id FROM credit_rpm_item_line link
                 JOIN (SELECT rel.move_line_id FROM credit_mandate mandate
                         JOIN credit_mandate_line_rel rel ON rel.mandate_id = mandate.id
                        WHERE mandate.state = 'active' AND mandate.company_id = %(company)s
                              AND mandate.given_on <= %(today)s
                              AND COALESCE(mandate.until, %(today)s) >= %(today)s
                        UNION
                       SELECT rel.line_id FROM credit_case kase
                         JOIN credit_case_line_rel rel ON rel.case_id = kase.id
                        WHERE kase.state = 'open' AND kase.company_id = %(company)s
                              AND kase.route IN ('third_party', 'lawyer', 'court')) away
                   ON away.move_line_id = link.move_line_id)""",
            company=self.company_id.id, today=today)

    def action_steps(self):
        """Open the steps of the period."""
        self.ensure_one()
        action = self.env['ir.actions.actions']._for_xml_id(
            'credit_management.credit_rpm_report_action')
        return {**action, 'domain': [
            ('company_id', '=', self.company_id.id), ('day', '>=', str(self.since)),
            ('day', '<=', str(self.until))]}
