from odoo import http
from odoo.http import request

from .download import spreadsheet


class PackController(http.Controller):

    @http.route(
        '/credit_management/pack/<int:pack_id>/xlsx', type='http', auth='user', methods=['GET'],
        readonly=True,
    )
    def xlsx(self, pack_id):
        """Give a pack as a spreadsheet in the reader's language."""
        pack = request.env['credit.pack'].browse(pack_id).exists()
        if not pack:
            return request.not_found()
        pack.check_access('read')
        return spreadsheet(pack._write_xlsx, f'{pack._file_name()}.xlsx')
