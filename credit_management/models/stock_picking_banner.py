from odoo import api, models


class StockPicking(models.Model):
    """What the banner above a transfer says, at the first picking step already."""

    _inherit = 'stock.picking'

    @api.model
    @api.readonly
    def credit_banner(self, picking_id=None):
        """Return the banner of a transfer; see `sale.order.credit_banner`."""
        picking = self.browse(picking_id or [])
        picking.check_access('read')
        if not picking or picking.state in ('done', 'cancel', 'draft'):
            return {'state': 'none'}
        company = picking.company_id
        if company._credit_mode_now() == 'off':
            return {'state': 'none'}
        notice = self.env['sale.order']._credit_notice(company)
        hold_sudo = picking.sudo().credit_hold_id
        if hold_sudo.state == 'open':
            return {**notice, **picking._credit_banner_held(hold_sudo)}
        return {**notice, **picking._credit_banner_preview()}

    def _credit_banner_held(self, hold_sudo):
        self.ensure_one()
        breaches = hold_sudo.with_env(self.env).breach_ids.sudo()
        return {
            'state': 'held',
            'lines': [
                {'severity': breach.severity, 'text': breach.message, 'code': breach.code}
                for breach in breaches if breach.severity != 'warn'
            ],
            'hold': self.env['sale.order']._credit_hold_values(hold_sudo),
            'actions': ['ask_again'],
            'customer_text': '',
        }

    def _credit_banner_preview(self):
        """Return what the delivery would be told now, before anybody loads a truck."""
        self.ensure_one()
        order = self.sale_id
        if self.picking_type_code == 'incoming' or not order:
            return {'state': 'none'}
        profile = self.env['credit.profile']._of_partners(order.partner_invoice_id, self.company_id)
        if not profile:
            return {'state': 'none'}
        check_sudo = self.env['credit.check'].sudo()
        self.env.flush_all()
        verdict, _facts, _policy = check_sudo._evaluate(
            self.env.cr, check_sudo._delivery_document(self, order, profile), 'delivery',
            check_sudo._rows(self.env.cr, profile.ids)[0],
            order_partner_ids={profile.id: order.partner_id.commercial_partner_id.id},
        )
        if verdict.verdict not in ('hold', 'stop') or check_sudo._delivery_release(self, verdict):
            return {'state': 'none'}
        public = [self.env['credit.check']._public(breach) for breach in verdict.breaches]
        owner = profile.user_id
        return {
            'state': 'would_hold',
            'lines': self.env['sale.order']._credit_lines(
                [breach for breach in public if breach['severity'] != 'warn']
            ),
            'hold': {
                'id': False, 'name': '', 'owner': owner.name or '',
                'phone': owner.partner_id.phone or '',
            },
            'actions': [],
            'customer_text': '',
        }
