from datetime import timedelta

from odoo import fields, models

from ..tools.bank_days import next_bank_day
from .credit_excuse_facts import FACTS, STEPS, VERDICTS


class CreditCaseAction(models.Model):
    """An excuse that was heard, what the books answered to it, and what follows."""

    _inherit = 'credit.case.action'

    excuse_id = fields.Many2one('credit.excuse', readonly=True, ondelete='restrict')
    verdict = fields.Selection(VERDICTS, string="Answer", readonly=True)
    fact = fields.Selection(FACTS, string="Decided By", readonly=True)
    step = fields.Selection(STEPS, string="Next Step", readonly=True)
    step_by = fields.Date(string="Until", readonly=True)
    facts = fields.Json(string="Facts Then", readonly=True)


class CreditCase(models.Model):
    _inherit = 'credit.case'

    def _log_excuse(self, excuse, lines, said, answered, told=None):
        """Log an excuse with its answer; the next step is the next day of the case."""
        self.ensure_one()
        answer = answered.answer
        values = {'verdict': 'unproven'}
        if answer:
            today = self.company_id._credit_today()
            rest = self.company_id._credit_rest()[self.company_id.id]
            values = {
                'verdict': answer.verdict, 'fact': answer.fact, 'step': answer.step.code,
                'step_by': next_bank_day(today + timedelta(days=answer.step.days), *rest),
                'facts': {
                    'books': {
                        fact: [[line.move_name, found.get(line.id)] for line in lines]
                        for fact, found in answered.values.items()
                    },
                    'told': told or {}, 'unknown': list(answer.unknown),
                },
            }
        action = self._log_action('excuse', said, lines=lines, excuse_id=excuse.id, **values)
        if action.step_by:
            self.planned_on = action.step_by
            self._plan()
        return action
