from odoo import http
from odoo.http import request

from ..models.credit_aging_report import AS_OF, BASIS
from .download import question, spreadsheet

#: What of the client's context says which figures it shows.
ASKED = ('allowed_company_ids', AS_OF, BASIS)


class AgingController(http.Controller):

    @http.route('/credit_management/aging/xlsx', type='http', auth='user', methods=['POST'],
                readonly=True)
    def xlsx(self, data):
        """Give what the list shows as a spreadsheet.

        `data`: JSON of ``{"domain", "context"}`` of the list.
        """
        asked = question(data)
        context = {key: asked['context'][key] for key in ASKED if key in asked['context']}
        report = request.env['credit.aging.report'].with_context(**context)
        return spreadsheet(
            lambda target: report._export_xlsx(target, asked.get('domain') or []),
            report.env._("receivables-%(day)s.xlsx", day=report._as_of()),
        )
