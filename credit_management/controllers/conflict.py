from odoo import http
from odoo.http import request

from .download import spreadsheet


class ConflictController(http.Controller):

    @http.route('/credit_management/conflicts.xlsx', type='http', auth='user', methods=['GET'],
                readonly=True)
    def xlsx(self, company_id=None):
        """Give the conflicts of duties and who is in one as a spreadsheet."""
        findings = request.env['credit.conflict.finding']
        company = int(company_id) if (company_id or '').isdigit() else None
        return spreadsheet(lambda target: findings._export_xlsx(target, company), 'conflicts.xlsx')
