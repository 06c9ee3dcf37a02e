from odoo import api, fields, models
from odoo.tools import SQL

from .credit_evidence_score import GRADES
from .credit_profile import FIGURES


class CreditProfile(models.Model):
    """From a customer to how well his claims could be proved."""

    _inherit = 'credit.profile'

    def action_open_evidence(self):
        """Open the evidence of all open claims on the customer."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'credit_management.credit_evidence_score_action'),
            'name': self.env._("Evidence"), 'context': {},
            'domain': [('profile_id', '=', self.id)],
        }


class CreditCase(models.Model):
    _inherit = 'credit.case'

    def action_open_evidence(self):
        """Open the evidence of the lines of the case that are not paid."""
        self.ensure_one()
        self.check_access('read')
        return self.env['credit.evidence.score']._open_of(
            self.sudo().line_ids._credit_case_open(), self.env._("Evidence"))


class CreditAgingReport(models.Model):
    """How well each line could be proved, as weighed last."""

    _inherit = 'credit.aging.report'

    evidence = fields.Selection(
        GRADES, readonly=True, groups=FIGURES,
        help="As weighed last, whichever day is looked at.")

    @api.model
    def _columns(self, asked):
        return {**super()._columns(asked), 'evidence': SQL("evidence.grade")}

    @api.model
    def _joins(self, asked):
        return [*super()._joins(asked), SQL(
            "LEFT JOIN credit_evidence_score evidence ON evidence.move_line_id = l.id")]

    def action_open_evidence(self):
        """Open how well the lines that were chosen could be proved."""
        lines = self.move_id.line_ids.filtered(lambda line: line.account_id in self.account_id)
        return self.env['credit.evidence.score']._open_of(lines, self.env._("Evidence"))


class CreditOverview(models.AbstractModel):
    """Weak claims stand with what is wrong, where the company watches them."""

    _inherit = 'credit.overview'

    @api.model
    def _problem_checks(self):
        return {**super()._problem_checks(),
                'weak_claims': (self.env._("Weak claims"), self._check_weak_claims)}

    @api.model
    def _check_weak_claims(self, root_sudo):
        """Return the weak claims on customers who are a task for it."""
        domain = [('company_id', '=', root_sudo.id), ('grade', '=', 'weak')]
        model = 'credit.evidence.score'
        if not root_sudo.credit_weak_amount:
            return {'count': 0, 'amount': None, 'model': model, 'domain': domain}
        self.env[model].flush_model()
        [(count, amount)] = self.env[model].sudo()._read_group(
            domain, [], ['__count', 'amount:sum'])
        return {'count': count, 'amount': amount, 'model': model, 'domain': domain}


class CreditHandover(models.Model):
    """Customers' own orders and receipts of invoices go with the claim."""

    _inherit = 'credit.handover'

    def _papers(self):
        return [*super()._papers(), *self._papers_of_customers_orders(), *self._papers_of_receipts()]

    def _papers_of_customers_orders(self):
        orders = self.line_ids.move_id.line_ids.sale_line_ids.order_id
        files = self._field_files(orders, 'credit_order_file')
        for order in orders:
            if (order.id, 'credit_order_file') in files:
                yield self._file_values(
                    'order', order, order.date_order.date(), order.name, 'credit_order_file')

    def _papers_of_receipts(self):
        receipts = self.env['credit.invoice.receipt'].search([
            ('move_id', 'in', self.line_ids.move_id.ids), ('withdrawn_at', '=', False)])
        files = self._field_files(receipts, 'file')
        for receipt in receipts:
            if (receipt.id, 'file') in files:
                yield self._file_values('invoice', receipt, receipt.date, receipt.display_name)
