import json

from odoo import http
from odoo.http import request

from .download import spreadsheet


class CashForecastController(http.Controller):

    @http.route('/credit_management/cash_forecast/xlsx', type='http', auth='user',
                methods=['POST'], readonly=True)
    def xlsx(self, data):
        """Give the forecast as a spreadsheet.

        `data`: JSON of ``{"as_of", "company_id", "ahead", "allowed_company_ids"}``.
        """
        asked = json.loads(data)
        forecast = request.env['credit.cash.forecast'].with_context(
            allowed_company_ids=asked['allowed_company_ids'])
        return spreadsheet(
            lambda target: forecast._export_xlsx(
                target, asked['as_of'], asked['company_id'], asked['ahead']),
            f"{forecast.env._('cash-in')}-{asked['as_of']}.xlsx",
        )
