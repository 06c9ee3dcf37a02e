from odoo import api, fields, models

from .. import rules
from .credit_profile import FIGURES

#: Invoices that a line names.
SHOWN = 3


class CreditBreach(models.Model):
    """One rule that failed, as code and figures; the sentence is made for whoever reads it."""

    _name = 'credit.breach'
    _description = "Credit Breach"
    _order = 'hold_id, code'

    hold_id = fields.Many2one('credit.hold', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='hold_id.company_id', store=True)
    code = fields.Char(required=True)
    rule_name = fields.Char(compute='_compute_text', compute_sudo=True, string="Rule")
    severity = fields.Selection([('warn', "Warning"), ('hold', "Hold"), ('stop', "Stop")])
    data = fields.Json(
        required=True, groups=FIGURES, help="The breach as the rule gave it: codes and figures."
    )
    has_figures = fields.Boolean(compute='_compute_text', compute_sudo=True)
    value = fields.Float(compute='_compute_text', compute_sudo=True, digits=(16, 2))
    threshold = fields.Float(compute='_compute_text', compute_sudo=True, digits=(16, 2))
    invoices_text = fields.Char(
        compute='_compute_invoices_text', compute_sudo=True, string="Late Invoices"
    )
    message = fields.Char(
        compute='_compute_text', compute_sudo=True, string="Why, and What Cures It"
    )

    @api.depends_context('uid', 'lang')
    @api.depends('code', 'data')
    def _compute_text(self):
        formatter = self.env['credit.check']._formatter()
        for breach in self:
            rule, data = rules.RULES.get(breach.code), breach.data or {}
            shown = formatter.shows_figures and isinstance(data.get('value'), (int, float))
            breach.rule_name = rule.label(formatter) if rule else breach.code
            breach.has_figures = shown
            breach.value = data['value'] if shown else 0.0
            breach.threshold = (data.get('threshold') or 0.0) if shown else 0.0
            breach.message = rules.sentence({**data, 'code': breach.code}, formatter)

    def _invoices(self):
        """Return (invoices, how many more) that paying would cure this breach, as it was noted."""
        self.ensure_one()
        cure = (self.data or {}).get('cure') or {}
        pay = next((
            each for each in (cure, *(cure.get('alternatives') or ())) if each.get('invoices')
        ), {})
        return pay.get('invoices') or [], pay.get('more') or 0

    @api.depends('data')
    def _compute_invoices_text(self):
        """Name the oldest, and say how many more there are."""
        for breach in self:
            invoices, more = breach._invoices()
            names = [invoice['name'] for invoice in invoices[:SHOWN]]
            more += len(invoices) - len(names)
            breach.invoices_text = ', '.join(names) + (f' +{more}' if more else '')
