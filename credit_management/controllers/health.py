from odoo import http
from odoo.http import request

from .download import spreadsheet


class HealthController(http.Controller):

    @http.route('/credit_management/health.xlsx', type='http', auth='user', methods=['GET'],
                readonly=True)
    def xlsx(self, company_id=None):
        """Give all that is wrong with a company's data as a spreadsheet."""
        health = request.env['credit.health']
        company = int(company_id) if (company_id or '').isdigit() else None
        return spreadsheet(lambda target: health._export_xlsx(target, company), 'health.xlsx')
