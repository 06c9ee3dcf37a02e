from odoo import http
from odoo.http import request

from .download import spreadsheet


class ScoreController(http.Controller):

    @http.route('/credit_management/scores/validation/<int:page_id>.xlsx', type='http', auth='user',
                methods=['GET'], readonly=True)
    def validation(self, page_id):
        """Give grades against later defaults as a spreadsheet; the page is the reader's own."""
        page = request.env['credit.score.validation'].browse(page_id).exists()
        if not page:
            raise request.not_found()
        page.check_access('read')
        return spreadsheet(page._export_xlsx, f'grades-{page.day}.xlsx')
