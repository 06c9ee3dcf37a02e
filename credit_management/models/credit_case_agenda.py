from collections import defaultdict

from odoo import models

from ..tools.case_agenda import Agenda, next_action


class CreditCase(models.Model):
    """When something has to be done about a case next, and why then."""

    _inherit = 'credit.case'

    def _agenda_facts(self):
        """Return ``{case id: {field of tools.case_agenda.Agenda: day}}``, one query a fact.

        Promises, disputes, courts and law add theirs by extending it.
        """
        return defaultdict(dict)

    def _plan(self):
        """Set the next day and its reason, for open cases."""
        cases = self.filtered(lambda case: case.state == 'open')
        facts, rests = cases._agenda_facts(), cases.company_id._credit_rest()
        for case in cases:
            found = next_action(
                Agenda(case.route, case.last_action_on or case.opened_on,
                       planned=case.planned_on or None, **facts[case.id]),
                case.company_id._credit_today(), *rests[case.company_id.id],
            )
            values = {'next_action': found.reason, 'next_action_on': found.date}
            if any(case[name] != value for name, value in values.items()):
                case.write(values)
