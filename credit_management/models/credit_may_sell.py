from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import breaches as core


class CreditCheck(models.AbstractModel):
    _inherit = 'credit.check'

    def _may_sell(self, partner_id, amount, currency=None, company_id=None, order_id=None,
                  payment_term_id=None, policy=None):
        """See `credit.profile.may_sell`. Creates nothing, so a read-only cursor will do.

        `policy`: values to try instead of the policy that applies, whatever the company's mode.
        """
        partner, company = self._checked_question(partner_id, company_id)
        self.env.flush_all()
        row, document = self._asked_document(
            partner, company, amount, currency, order_id, payment_term_id
        )
        mode = self._mode_of(company, row) if row else company._credit_mode_now()
        answer = {
            'verdict': 'ok', 'report_only': mode == 'report',
            'exposure': None, 'effective_limit': None, 'available': None,
            'currency': company.sudo().root_id.currency_id.name, 'breaches': [], 'not_checked': [],
            'checked_at': fields.Datetime.to_string(fields.Datetime.now()),
        }
        if not row or not policy and mode == 'off':
            return answer
        buyer = self.env['sale.order'].browse(order_id).partner_id if order_id else partner
        verdict, facts, _policy = self.sudo()._evaluate(
            self.env.cr, document, 'order_confirm', row,
            exclude_order_ids=[order_id] if order_id else [], claims=self._taken(row, order_id),
            order_partner_ids={row['id']: buyer.sudo().commercial_partner_id.id}, policy=policy,
        )
        answer.update(
            verdict=verdict.verdict, breaches=[self._public(breach) for breach in verdict.breaches],
            not_checked=list(verdict.not_checked),
        )
        if self.env['credit.hold'].sudo()._open_manual(order_id or 0, row['id']):
            self._add_manual(answer)
        formatter = self._formatter()
        limit, exposure = facts.get('effective_limit'), facts.get('exposure')
        if formatter.shows_figures:
            answer.update(exposure=exposure, effective_limit=limit)
        if formatter.show_amounts and limit is not None and exposure is not None:
            answer['available'] = limit - exposure
        return answer

    def _add_manual(self, answer):
        """Say that somebody holds this by hand: no fact cures that."""
        if answer['verdict'] != 'stop':
            answer['verdict'] = 'hold'
        answer['breaches'].append({
            'code': 'MANUAL', 'severity': 'hold', 'value': None, 'threshold': None,
            'message': self.env._("A credit officer holds it by hand."), 'cure': {'kind': 'ask'},
        })

    def _checked_question(self, partner_id, company_id):
        """Return (partner, company) after the caller's rights were checked."""
        group = 'credit_management.credit_management_group_user'
        auditor = 'credit_management.credit_management_group_auditor'
        if not self.env.su and not (
            self.env.user.has_group(group) or self.env.user.has_group(auditor)
        ):
            raise UserError(self.env._("Credit verdicts are for users of the credit application."))
        partner = self.env['res.partner'].browse(partner_id).exists()
        if not partner:
            raise UserError(self.env._("There is no contact %(id)s.", id=partner_id))
        partner.check_access('read')
        company = self.env['res.company'].browse(company_id) if company_id else self.env.company
        if company not in self.env.user.company_ids and not self.env.su:
            raise UserError(self.env._("Company %(id)s is none of yours.", id=company_id))
        return partner, company

    def _asked_document(self, partner, company, amount, currency, order_id, payment_term_id):
        """Return (profile row or None, document) of a `may_sell` question."""
        company_sudo = company.sudo().root_id
        profile = self.env['credit.profile']._of_partners(partner, company)[:1]
        value = self._in_company_currency(amount, currency, company_sudo)
        extra, order_row = {}, None
        if order_id:
            order = self.env['sale.order'].browse(order_id)
            order.check_access('read')
            order_row = self._order_rows([order_id])[order_id]
            amounts = self.env['credit.exposure'].sudo()._order_amounts([order_id])
            prepaid = amounts.get(order_id, {}).get('prepaid', 0.0)
            value = max(value - prepaid, 0.0)
            extra = {
                'prepaid_received': prepaid,
                'differing_invoice': order_row['payer_id'] != order_row['buyer_id'],
                **self._papers_of(order_row),
            }
            payment_term_id = payment_term_id or order_row['payment_term_id']
        document = core.Document(
            res_model='sale.order', res_id=order_id or 0, checkpoint='order_confirm', amount=value,
            total=value, currency=company_sudo.currency_id.name,
            **self._terms(payment_term_id, profile.payment_term_id.id), **extra,
        )
        rows = self.sudo()._rows(self.env.cr, profile.ids)
        row = rows[0] if rows else self._new_row(company_sudo, partner)
        return row, document

    def _new_row(self, company_sudo, partner):
        """Return the row that a customer without profile would get at his first order, or None."""
        if company_sudo.credit_no_profile == 'unchecked':
            return None
        prepay = company_sudo.credit_no_profile == 'prepay'
        tree = self.env['res.company'].sudo().search([('id', 'child_of', company_sudo.id)]).ids
        return {
            'id': 0, 'partner_id': partner.sudo().commercial_partner_id.id,
            'company_id': company_sudo.id, 'company_ids': tree,
            'limit_mode': 'cash_only' if prepay else 'limited',
            'credit_limit': 0.0 if prepay else company_sudo.credit_allowance,
            'standing': 'normal', 'active': True, 'currency': company_sudo.currency_id.name,
            'currency_id': company_sudo.currency_id.id,
            'currency_rounding': company_sudo.currency_id.rounding,
            'horizon_days': company_sudo.credit_horizon_days,
            'count_in_transit': company_sudo.credit_count_in_transit,
            'company_policy_id': company_sudo.credit_policy_id.id or None,
            'zone': company_sudo._credit_zone().key,
            **dict.fromkeys((
                'temporary_limit', 'temporary_from', 'temporary_to', 'limit_valid_until',
                'standing_date', 'standing_reason', 'standing_user_id', 'grade', 'policy_id',
                'payment_term_id', 'review_date', 'prepayment_percent', 'user_id', 'group_id',
            )),
        }

    def _in_company_currency(self, amount, currency, company_sudo):
        """Return `amount` (ISO code `currency`) at today's rate, or raise naming what is wrong."""
        if not isinstance(amount, (int, float)) or isinstance(amount, bool) or amount != amount:
            raise UserError(
                self.env._("The amount must be a number, not %(value)s.", value=repr(amount))
            )
        if not currency or currency == company_sudo.currency_id.name:
            return float(amount)
        source = self.env['res.currency'].sudo().search([('name', '=', currency)], limit=1)
        if not source:
            raise UserError(self.env._(
                "There is no active currency %(code)s. Give an ISO code such as %(own)s.",
                code=currency, own=company_sudo.currency_id.name,
            ))
        return source._convert(
            amount, company_sudo.currency_id, company_sudo, company_sudo._credit_today()
        )

    def _taken(self, row, order_id):
        """Return what others have claimed meanwhile by customer, as this cursor sees it."""
        taken = {row['id']: 0.0}
        for claim in self.env['credit.claim'].sudo()._live(
            self.env.cr, [row['id']], row['group_id']
        ):
            if (claim[1], claim[2]) != ('sale.order', order_id):
                taken[claim[0]] = taken.get(claim[0], 0.0) + claim[3]
        return taken
