from odoo import http
from odoo.http import request

from .download import question, spreadsheet


class DsoController(http.Controller):

    @http.route('/credit_management/dso/xlsx', type='http', auth='user', methods=['POST'],
                readonly=True)
    def xlsx(self, data):
        """Give the table of the screen *DSO* as a spreadsheet, all rows of it.

        `data`: JSON of arguments of `credit.kpi.figures`.
        """
        asked = question(data)
        figures = request.env['credit.kpi'].figures(
            as_of=asked.get('as_of'), company_id=asked.get('company_id'),
            group_by=asked.get('group_by', 'company'),
        )
        return spreadsheet(
            lambda target: request.env['credit.kpi']._export_xlsx(target, figures),
            f"DSO-{figures['as_of']}.xlsx",
        )
