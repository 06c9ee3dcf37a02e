from odoo import http
from odoo.http import request

from ..report import ceiling_xlsx
from .download import spreadsheet


class CeilingController(http.Controller):

    @http.route(
        '/credit_management/ceiling_plan/<int:plan_id>/template.xlsx', type='http', auth='user',
        methods=['GET'], readonly=True,
    )
    def template(self, plan_id):
        """Give a sheet with the months of a plan, as the import takes it."""
        plan = request.env['credit.ceiling.plan'].browse(plan_id).exists()
        if not plan:
            return request.not_found()
        plan.check_access('read')
        return spreadsheet(
            lambda target: ceiling_xlsx.template(target, plan),
            f'receivables-plan-{plan.year}.xlsx',
        )

    @http.route(
        '/credit_management/ceiling.xlsx', type='http', auth='user', methods=['GET'], readonly=True,
    )
    def ceiling(self, as_of=None, company_id=None):
        """Give the ceiling of a day with everything behind it as a spreadsheet."""
        answer = request.env['credit.ceiling'].get_ceiling(
            as_of, int(company_id) if (company_id or '').isdigit() else None
        )
        return spreadsheet(
            lambda target: ceiling_xlsx.ceiling(target, request.env, answer),
            f'receivables-ceiling-{answer["as_of"]}.xlsx',
        )
