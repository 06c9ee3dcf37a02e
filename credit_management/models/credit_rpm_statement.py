from odoo import api, models
from odoo.tools import SQL


class CreditRpmItem(models.Model):
    """A signed statement closes the step that waits for it."""

    _inherit = 'credit.rpm.item'

    @api.model
    def _evidence(self, item_ids, today):
        """Add the day on which all lines of an item stood in a statement that the customer signed,
        and none of them is what he does not agree to."""
        found = super()._evidence(item_ids, today)
        self.env['credit.statement'].flush_model()
        for item_id, day in self.env.execute_query(SQL(
            """SELECT part.item_id, MAX(signed.day)
                 FROM credit_rpm_item_line part
            LEFT JOIN LATERAL (
                      SELECT MIN(s.answered_on) AS day
                        FROM credit_statement_line l
                        JOIN credit_statement s ON s.id = l.statement_id
                             AND s.signed_at IS NOT NULL AND s.answered_on <= %s
                       WHERE l.move_line_id = part.move_line_id AND NOT EXISTS (
                             SELECT FROM credit_dispute d WHERE d.statement_line_id = l.id)) signed
                   ON TRUE
                WHERE part.item_id = ANY(%s)
                GROUP BY part.item_id HAVING bool_and(signed.day IS NOT NULL)""",
            today, list(item_ids),
        )):
            found.setdefault(item_id, {})['statement_confirmed'] = day
        return found


class CreditLetter(models.Model):
    """A statement that is out has done the steps that wait for one, whoever made it."""

    _inherit = 'credit.letter'

    def _steps_now(self):
        """Add the statement's steps of the items whose lines stand in it."""
        steps = super()._steps_now()
        if self.kind != 'statement':
            return steps
        lines = self.statement_ids.line_ids.move_line_id
        return steps | self.env['credit.rpm.step'].sudo().search([
            ('profile_id', '=', self.profile_id.id), ('status', '=', 'due'),
            ('plan_step_id.anchor', '=', 'statement'),
            ('item_id.line_ids.move_line_id', 'in', lines.ids)])
