from odoo import http
from odoo.http import request

from .download import question, spreadsheet


class StructureController(http.Controller):

    @http.route('/credit_management/structure/xlsx', type='http', auth='user', methods=['POST'],
                readonly=True)
    def xlsx(self, data):
        """Give the structure of receivables as a spreadsheet.

        `data`: JSON of ``{"as_of", "basis", "group_by", "context"}``, as the screen asks.
        """
        asked = question(data)
        companies = asked['context'].get('allowed_company_ids')
        report = request.env['credit.aging.report'].with_context(
            **({'allowed_company_ids': companies} if companies else {}))
        return spreadsheet(
            lambda target: report._export_structure(
                target, asked.get('as_of'), asked.get('basis', 'due'),
                asked.get('group_by', 'partner')),
            report.env._("structure-%(day)s.xlsx", day=asked.get('as_of') or report._as_of()),
        )
