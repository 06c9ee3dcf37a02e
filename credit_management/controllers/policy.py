from odoo import http
from odoo.http import request


class PolicyController(http.Controller):

    @http.route('/credit_management/policy/<int:policy_id>/json', type='http', auth='user',
                methods=['GET'], readonly=True)
    def policy_json(self, policy_id):
        """Give a policy as a file."""
        policy = request.env['credit.policy'].browse(policy_id).exists()
        if not policy:
            raise request.not_found()
        return request.make_response(policy.export_json(), headers=[
            ('Content-Type', 'application/json; charset=utf-8'), ('Cache-Control', 'no-store'),
            ('X-Content-Type-Options', 'nosniff'),
            ('Content-Disposition', http.content_disposition(
                f'{policy.name}-v{policy.version}.json')),
        ])
