from odoo import models

from .credit_statement import GONE


class CreditHandover(models.Model):
    """Statements that the customer got about these claims, with his signature where he gave one."""

    _inherit = 'credit.handover'

    def _papers(self):
        return [*super()._papers(), *self._papers_of_statements()]

    def _papers_of_statements(self):
        for statement in self.env['credit.statement'].search([
            ('profile_id', '=', self.profile_id.id), ('state', 'in', GONE),
            ('line_ids.move_line_id', 'in', self.line_ids.ids),
        ], order='date_to, id'):
            yield {
                'section': 'statement', 'source': 'report',
                'what': 'credit_management.credit_statement_report', 'date': statement.date_to,
                'title': statement.name, 'ending': 'pdf', 'res_model': statement._name,
                'res_id': statement.id,
            }
            if statement.paper_name:
                yield {
                    'section': 'statement', 'source': 'image', 'what': 'paper',
                    'date': statement.answered_on, 'res_model': statement._name,
                    'res_id': statement.id,
                    'title': self.env._("%(statement)s signed", statement=statement.name),
                    'ending': statement.paper_name.rpartition('.')[2],
                }
