from odoo import http
from odoo.http import request

from .download import spreadsheet


class LimitsController(http.Controller):

    @http.route('/credit_management/limits.xlsx', type='http', auth='user', methods=['GET'],
                readonly=True)
    def xlsx(self, company_id=None):
        """Give the proposed limits of a company as a spreadsheet to fill in."""
        proposal = request.env['credit.limit.proposal']
        company = int(company_id) if (company_id or '').isdigit() else None
        return spreadsheet(lambda target: proposal._export_xlsx(target, company), 'limits.xlsx')
