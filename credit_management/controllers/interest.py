from odoo import http
from odoo.http import request

from .download import spreadsheet


class InterestController(http.Controller):

    @http.route('/credit_management/interest/<int:claim_id>.xlsx', type='http', auth='user',
                methods=['GET'], readonly=True)
    def xlsx(self, claim_id):
        """Give a sheet of interest as a spreadsheet."""
        claim = request.env['credit.interest.claim'].browse(claim_id).exists()
        if not claim:
            return request.not_found()
        claim.check_access('read')
        return spreadsheet(
            claim._export_xlsx, claim.env._(
                "interest-%(day)s-%(number)s.xlsx", day=claim.until, number=claim.id))
