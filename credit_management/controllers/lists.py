from odoo import http
from odoo.http import request

from .download import spreadsheet


class ListsController(http.Controller):

    @http.route('/credit_management/import/<string:code>.xlsx', type='http', auth='user',
                methods=['GET'])
    def xlsx(self, code):
        """Give a list to fill in and read in again."""
        wizard = request.env['credit.import'].new({'template': code})
        return spreadsheet(wizard._export_xlsx, f'{code}.xlsx')
