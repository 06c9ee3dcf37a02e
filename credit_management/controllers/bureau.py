from odoo import http
from odoo.http import request


class BureauController(http.Controller):

    @http.route(
        '/credit_management/bureau/raw/<int:access_id>', type='http', auth='user', methods=['GET'],
        readonly=True,
    )
    def raw(self, access_id):
        """Give the raw report to the one who logged a moment ago that he reads it."""
        access = request.env['credit.bureau.access'].browse(access_id).exists()
        if not access:
            return request.not_found()
        access.check_access('read')
        media_type, content = access._content()
        # As a download: whatever a bureau sent is not run as a page of ours.
        return request.make_response(content, headers=[
            ('Content-Type', media_type or 'application/octet-stream'),
            ('Content-Disposition', http.content_disposition(f'bureau-report-{access_id}')),
            ('X-Content-Type-Options', 'nosniff'),
            ('Cache-Control', 'no-store'),
        ])
