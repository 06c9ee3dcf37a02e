from odoo import http
from odoo.http import request

from .download import spreadsheet


class ProvisionController(http.Controller):

    @http.route('/credit_management/provision/<int:sheet_id>.xlsx', type='http', auth='user',
                methods=['GET'], readonly=True)
    def xlsx(self, sheet_id):
        """Give the last computation of a sheet as a spreadsheet."""
        sheet = request.env['credit.provision'].browse(sheet_id).exists()
        if not sheet:
            return request.not_found()
        sheet.check_access('read')
        return spreadsheet(
            sheet._export_xlsx, sheet.env._(
                "provision-%(day)s-%(version)s.xlsx", day=sheet.date, version=sheet.version))
