from datetime import date

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import fraud_checks, identifiers
from .credit_profile import FIGURES

#: Customers of these stages are new.
NEW = ('prospect', 'new')


class CreditProfile(models.Model):
    """Whether red checks leave nothing to be sold on credit: read by the gate, written by files."""

    _inherit = 'credit.profile'

    fraud_stop = fields.Boolean(
        string="Fraud Checklist Is Red", readonly=True, copy=False, groups=FIGURES)


class CreditFile(models.Model):
    """What the data say about a set of new customers, a query a check."""

    _inherit = 'credit.file'

    @api.model
    def _look(self, profiles):
        super()._look(profiles)
        self._of(profiles)._look_for_fraud()

    def _look_for_fraud(self):
        """Look at the new customers of companies that want the checklist, and at whoever has one."""
        for root, files in self.grouped('company_id').items():
            if not root.credit_fraud_check:
                continue
            chosen = files.filtered(
                lambda file: (file.profile_id.class_stage or 'prospect') in NEW
                or file.fraud_check_ids)
            if chosen:
                chosen._write_fraud(chosen._fraud_found(root))

    def _settle_fraud(self):
        """Write whether the checklist stops credit; what waits is looked at again when it ends."""
        self.env['credit.fraud.check'].flush_model()
        self.env['credit.profile'].flush_model()
        self.env['res.company'].flush_model(['credit_fraud_check'])
        self.env.cr.execute(SQL(
            """UPDATE credit_profile p SET fraud_stop = now.is_stopped
                 FROM (SELECT f.profile_id, c.credit_fraud_check IS TRUE AND EXISTS (
                              SELECT FROM credit_fraud_check k
                               WHERE k.file_id = f.id AND k.is_open) AS is_stopped
                         FROM credit_file f JOIN res_company c ON c.id = f.company_id
                        WHERE f.id = ANY(%s)) now
                WHERE p.id = now.profile_id AND COALESCE(p.fraud_stop, FALSE) <> now.is_stopped
            RETURNING p.id, p.fraud_stop""", self.ids))
        moved = self.env.cr.fetchall()
        profiles = self.env['credit.profile'].sudo()
        profiles.invalidate_model(['fraud_stop'], flush=False)
        if ended := profiles.browse([key for key, is_stopped in moved if not is_stopped]):
            ended._notify('limit_changed', ended, self._name)

    def _fraud_found(self, root):
        """Return ``{file id: {code: tools.fraud_checks.Found}}``."""
        today, partners = root._credit_today(), self.profile_id.partner_id
        told = self._told_by_file()
        signals, orders = self._payer_signals(root), self._first_orders(root)
        accounts = {}
        for account in self.env['res.partner.bank'].sudo().search(
                [('partner_id', 'in', partners.ids)]):
            accounts.setdefault(account.partner_id.id, []).append(account.create_date.date())
        mails = {}
        for contact in self.env['res.partner'].sudo().search(
                [('commercial_partner_id', 'in', partners.ids), ('email', '!=', False)]):
            mails.setdefault(contact.commercial_partner_id.id, []).append(contact.email)
        alike = self._alike(root)
        found = {}
        for file in self:
            partner = file.profile_id.partner_id
            largest, elsewhere = orders.get(partner.id, (None, []))
            known = told.get(file.id, {})
            found[file.id] = {
                'number': fraud_checks.number(*_number(partner)),
                'name': fraud_checks.name(partner.name, alike.get(partner.id, ())),
                'age': fraud_checks.age(_day(known.get('registered_on')), today),
                'capital': fraud_checks.capital(_figure(known.get('paid_in_capital'))),
                'payer': fraud_checks.payer(*signals.get(file.profile_id.id, (None, False))),
                'delivery': fraud_checks.delivery(largest is not None, elsewhere),
                'order': fraud_checks.order(largest, root.credit_fraud_order),
                'mail': fraud_checks.mail(mails.get(partner.id, ()), partner.website),
                'bank': fraud_checks.bank(accounts.get(partner.id, ()), today),
            }
        return found

    def _told_by_file(self):
        """Return ``{file id: {code: value that counts}}``."""
        told = {}
        for entry in self.env['credit.file.entry'].search([
            ('file_id', 'in', self.ids), ('state', '=', 'current'),
            ('point_id.code', 'in', ('registered_on', 'paid_in_capital')),
        ]):
            told.setdefault(entry.file_id.id, {})[entry.point_id.code] = entry.value
        return told

    def _payer_signals(self, root):
        """Return ``{profile id: (whether others pay, None if nobody looked; whether he paid)}``."""
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """SELECT p.id, EXISTS (
                          SELECT FROM credit_signal s WHERE s.profile_id = p.id
                             AND s.code = 'DS7' AND s.state <> 'expired'),
                      EXISTS (SELECT FROM account_payment pay
                               WHERE pay.partner_id = p.partner_id
                                 AND pay.state IN ('in_process', 'paid'))
                 FROM credit_profile p WHERE p.id = ANY(%s)""", self.profile_id.ids))
        was_looked = bool(root.credit_signals_since)
        return {key: (signal or (False if was_looked else None), paid)
                for key, signal, paid in self.env.cr.fetchall()}

    def _first_orders(self, root):
        """Return ``{customer: (largest order, names of other firms that goods go to)}``.

        Orders and quotations that were sent, in company currency at their own rate.
        """
        self.env.cr.execute(SQL(
            """SELECT buyer.commercial_partner_id,
                      MAX(so.amount_total / COALESCE(NULLIF(so.currency_rate, 0), 1)),
                      ARRAY_AGG(DISTINCT firm.name) FILTER (WHERE firm.id <> ALL(ARRAY[
                          buyer.commercial_partner_id, orderer.commercial_partner_id]))
                 FROM sale_order so
                 JOIN res_partner buyer ON buyer.id = so.partner_invoice_id
                 JOIN res_partner orderer ON orderer.id = so.partner_id
                 JOIN res_partner place ON place.id = so.partner_shipping_id
                 JOIN res_partner firm ON firm.id = place.commercial_partner_id
                WHERE buyer.commercial_partner_id = ANY(%s) AND so.company_id = ANY(%s)
                  AND so.state <> 'cancel' GROUP BY 1""",
            self.profile_id.partner_id.ids, self._companies(root)))
        return {key: (float(largest), others or [])
                for key, largest, others in self.env.cr.fetchall()}

    def _alike(self, root):
        """Return ``{customer: names of other firms with a credit page that begin alike}``."""
        self.env.cr.execute(SQL(
            """SELECT own.id, ARRAY_AGG(DISTINCT other.name)
                 FROM res_partner own
                 JOIN credit_profile known ON known.active AND known.company_id = %s
                  AND known.partner_id <> own.id
                 JOIN res_partner other ON other.id = known.partner_id
                  AND LOWER(LEFT(other.name, 2)) = LOWER(LEFT(own.name, 2))
                WHERE own.id = ANY(%s) GROUP BY 1""", root.id, self.profile_id.partner_id.ids))
        return dict(self.env.cr.fetchall())


def _number(partner):
    """Return (number, whether its check digit is right, None if nobody can tell)."""
    known = partner.sudo().credit_identifier_ids.sorted(lambda row: row.check != 'valid')[:1]
    if known:
        return known.value, True if known.check == 'valid' else None
    text = partner.company_registry or partner.vat
    if not text:
        return None, None
    scheme = 'usci' if partner.country_id.code == 'CN' else (
        'reg_no' if partner.company_registry else 'vat')
    return identifiers.normal(scheme, text, partner.country_id.code)


def _day(text):
    try:
        return date.fromisoformat((text or '')[:10])
    except ValueError:
        return None


def _figure(text):
    """Return the first figure of a text as people type it, or None."""
    digits = ''.join(char for char in (text or '').split(' ')[0] if char.isdigit() or char == '.')
    try:
        return float(digits)
    except ValueError:
        return None
