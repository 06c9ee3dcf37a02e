from odoo import http
from odoo.http import request

from .download import question, spreadsheet


class CashForecastController(http.Controller):

    @http.route('/credit_management/cash_forecast/xlsx', type='http', auth='user',
                methods=['POST'], readonly=True)
    def xlsx(self, data):
        """Give the forecast as a spreadsheet.

        `data`: JSON of ``{"as_of", "company_id", "ahead", "allowed_company_ids"}``.
        """
        asked = question(data)
        companies = asked.get('allowed_company_ids')
        forecast = request.env['credit.cash.forecast'].with_context(
            **({'allowed_company_ids': companies} if companies else {}))
        day = asked.get('as_of') or request.env.company._credit_today()
        return spreadsheet(
            lambda target: forecast._export_xlsx(
                target, asked.get('as_of'), asked.get('company_id'), asked.get('ahead', 0)),
            forecast.env._("cash-in-%(day)s.xlsx", day=day),
        )
