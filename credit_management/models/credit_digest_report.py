from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.tools import format_amount

from ..tools import deadlines
from .credit_digest import LISTED
from .credit_would_hold import OFFICER


class CreditDigest(models.Model):
    """The mail of the morning while a company only reports: what would have been held.

    To its credit people alone, and only if something would have been.
    """

    _inherit = 'credit.digest'

    reports = fields.Json(compute='_compute_reports')
    report_count = fields.Integer(compute='_compute_reports')

    # === WHAT IT SAYS === #

    @api.depends('user_id', 'company_ids', 'slot')
    def _compute_reports(self):
        for digest in self:
            found = [digest._report_of(company) for company in digest.company_ids]
            digest.reports = [report for report in found if report['orders']]
            digest.report_count = sum(report['orders'] for report in found)

    def _report_of(self, company):
        """Return what would have been held in `company` since the morning before, as printed."""
        reader = self.user_id
        orders = self.env['credit.would.hold'].with_user(reader).with_context(
            lang=reader.lang, allowed_company_ids=reader.company_ids.ids)
        own = [('company_id', '=', company.id), ('date', '>=', self._report_since(company)),
               ('date', '<', self.slot)]
        summary, currency = orders._summary(own), company.currency_id
        return {
            **summary, 'company': company.name,
            'amount': format_amount(orders.env, summary['amount'], currency),
            'rules': [{**rule, 'amount': format_amount(orders.env, rule['amount'], currency)}
                      for rule in summary['rules']],
            'lines': [{
                'order': order.order_id.sudo().name or '', 'why': order.why,
                'customer': order.partner_id.sudo().display_name or '',
                'amount': format_amount(orders.env, order.amount, currency),
                'url': f'{self.get_base_url()}/odoo/sales/{order.order_id.id}',
            } for order in orders.search(own, order='amount desc, id', limit=LISTED)],
        }

    def _report_since(self, company):
        """Return the morning of the working day before; nothing is said of before the step."""
        rest = company._credit_rest()[company.id]
        before = deadlines.last_at(
            self.slot - timedelta(minutes=1), deadlines.MORNING[0], company._credit_zone(), rest)
        begun = self.env['credit.go.live'].sudo().search(
            [('company_id', '=', company.id)])._row('report').date
        return max(filter(None, (before, begun)), default=self.slot)

    # === SENDING === #

    @api.model
    def _due(self, now):
        """Return the units of `_cron_send`, these of reporting companies besides."""
        slots, roots = {}, self.env['res.company'].search([('parent_id', '=', False)])
        for company, slot in self.env['credit.failure']._pending(
            'digest', roots, partial(self._report_slot_of, now)
        ).items():
            slots[slot] = slots.get(slot, company) | company
        return [*super()._due(now), *(
            (user, 'report', slot, own)
            for slot, companies in sorted(slots.items())
            for user, own in self._report_readers(slot, companies)
        )]

    @api.model
    def _report_slot_of(self, now, company):
        if not self.env['credit.go.live']._is_reporting(company):
            return False
        return deadlines.digest_slot(
            now, None, company._credit_zone(), company._credit_rest()[company.id]) or False

    @api.model
    def _report_readers(self, slot, companies):
        """Return ``[(user, his companies)]``: credit people who want mail and have not had it."""
        told = self.search(
            [('slot', '=', slot), ('kind', '=', 'report'), ('sent_at', '!=', False)]).user_id
        people = self.env.ref(OFFICER).sudo().all_user_ids.filtered(
            lambda user: user.active and not user.share and user.credit_digest and user.email)
        found = [(user, companies & user.company_ids.root_id) for user in people - told]
        return [(user, own) for user, own in sorted(found, key=lambda pair: pair[0].id) if own]

    def _has_news(self):
        return bool(self.report_count) if self.kind == 'report' else super()._has_news()

    def _template(self):
        if self.kind == 'report':
            return self.env.ref('credit_management.mail_template_report_digest')
        return super()._template()

    @api.model
    def _forget_reports(self, company):
        """Forget the mails about `company`: its reporting was undone."""
        digests = self.search([('kind', '=', 'report'), ('company_ids', 'in', company.ids)])
        digests.write({'company_ids': [(3, company.id)]})
        digests.filtered(lambda digest: not digest.company_ids).unlink()
