from odoo import http
from odoo.http import request

from .download import ZIP, spreadsheet


class HandoverController(http.Controller):

    @http.route('/credit_management/handover/<int:handover_id>.zip', type='http', auth='user',
                methods=['GET'])
    def archive(self, handover_id):
        """Give a hand-over file; who got it is logged."""
        handover = request.env['credit.handover'].browse(handover_id).exists()
        if not handover:
            return request.not_found()
        handover.check_access('read')
        handover._check_ready()
        handover._log_download()
        return spreadsheet(
            handover._write_zip, f"{(handover.name or 'file').replace('/', '-')}.zip", ZIP)
