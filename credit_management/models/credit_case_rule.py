from odoo import api, fields, models

from ..const import GRADES, UNGRADED
from ..tools.case_routes import OPENING, OpeningRule


class CreditCaseRule(models.Model):
    """When a case opens by itself, by the customer's grade; without rules none does."""

    _name = 'credit.case.rule'
    _description = "Rule for Opening Cases"
    _order = 'company_id, grade'
    _rec_name = 'grade'

    company_id = fields.Many2one(
        'res.company', required=True, domain=[('parent_id', '=', False)], ondelete='cascade',
        default=lambda self: self.env.company.root_id,
    )
    currency_id = fields.Many2one(related='company_id.currency_id')
    grade = fields.Selection(
        [*((grade, grade) for grade in GRADES), (UNGRADED, "No grade")], required=True)
    days = fields.Integer(
        string="Days Late", required=True, help="A line that is late by so many days opens a case.")
    amount = fields.Monetary(
        string="Least Amount",
        help="That is late in all, without what is disputed or covered by money here.")
    active = fields.Boolean(default=True)

    _once = models.UniqueIndex(
        '(company_id, grade)',
        "There is a rule for this grade already, perhaps an archived one. Change that one.")
    _days = models.Constraint('CHECK (days >= 1)', "What is not late opens no case: give 1 day or more.")
    _amount = models.Constraint('CHECK (amount >= 0)', "An amount cannot be below zero.")

    @api.model
    def action_propose(self):
        """Fill in the rules that the user's company lacks: the days of monitoring's review."""
        self.check_access('create')
        company = self.env.company.root_id
        known = self.with_context(active_test=False).search(
            [('company_id', '=', company.id)]).mapped('grade')
        self.create([
            {'company_id': company.id, 'grade': rule.grade or UNGRADED, 'days': rule.days}
            for rule in OPENING if (rule.grade or UNGRADED) not in known
        ])
        return {'type': 'ir.actions.client', 'tag': 'soft_reload'}

    @api.model
    def _rules(self, company):
        """Return the rules of a root company as `tools.case_routes` wants them."""
        rules = self.sudo().search([('company_id', '=', company.id)])
        return tuple(
            OpeningRule(None if rule.grade == UNGRADED else rule.grade, rule.days, rule.amount)
            for rule in rules
        )
