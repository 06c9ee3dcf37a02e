from odoo import api, models


class CreditExcuse(models.Model):
    """What signed statements say to an excuse."""

    _inherit = 'credit.excuse'

    @api.model
    def _stated(self, lines):
        """Return the lines of signed statements about these claims; a claim's last one counts."""
        found = self.env['credit.statement.line'].sudo().search([
            ('move_line_id', 'in', lines.ids), ('open_amount', '>', 0),
            ('statement_id.signed_at', '!=', False)], order='id')
        return {line.move_line_id.id: line for line in found}

    @api.model
    def _fact_statement_confirmed(self, case_sudo, lines):
        """A claim in a signed statement, but for what he said there to be wrong."""
        stated = self._stated(lines)
        return {
            line_id: not own._is_objected_to() for line_id, own in stated.items()
        }, self._statements(stated)

    @api.model
    def _fact_statement_differs(self, case_sudo, lines):
        stated = self._stated(lines)
        return {
            line_id: own._is_objected_to() for line_id, own in stated.items()
        }, self._statements(stated)

    def _statements(self, stated):
        return self.env['credit.statement'].sudo().union(
            *(line.statement_id for line in stated.values()))
