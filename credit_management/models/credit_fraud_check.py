from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount, format_date

from ..tools.chain import canonical
from ..tools.fraud_checks import AUTOMATIC, CODES


class CreditFraudCheck(models.Model):
    """One check of a new customer's list: green, red or not known, and the fact behind it.

    A red one leaves nothing to be sold on credit until a manager who does not sell to the customer
    clears it with a reason; another fact makes it red again.
    """

    _name = 'credit.fraud.check'
    _inherit = ['credit.by.server']
    _description = "Fraud Check of a Customer"
    _order = 'file_id, sequence, id'
    _rec_name = 'code'

    file_id = fields.Many2one(
        'credit.file', string="Credit File", required=True, index=True, ondelete='cascade')
    profile_id = fields.Many2one(related='file_id.profile_id', string="Customer")
    company_id = fields.Many2one(related='file_id.company_id', store=True, index=True)
    code = fields.Selection('_selection_code', string="Check", required=True)
    sequence = fields.Integer()
    is_by_hand = fields.Boolean(string="By Hand")
    result = fields.Selection(
        [('green', "Green"), ('red', "Red"), ('unknown', "Not known")], required=True,
        default='unknown')
    fact = fields.Json()
    fact_text = fields.Char(compute='_compute_fact_text', string="What Was Found")
    is_open = fields.Boolean(string="Red, Not Cleared")
    note = fields.Char()
    checked_by_id = fields.Many2one('res.users')
    checked_on = fields.Date()
    cleared_by_id = fields.Many2one('res.users')
    cleared_on = fields.Date()
    clear_reason = fields.Char(string="Cleared Because")
    cleared_fact = fields.Char()

    _code_unique = models.UniqueIndex('(file_id, code)')
    _open_idx = models.Index('(file_id) WHERE is_open')

    @api.model
    def _selection_code(self):
        words = {
            'number': self.env._("Registration number"),
            'name': self.env._("Name of his own"),
            'age': self.env._("Older than a year"),
            'capital': self.env._("Capital paid in"),
            'payer': self.env._("Pays himself"),
            'delivery': self.env._("Goods go to him"),
            'order': self.env._("First order not large"),
            'mail': self.env._("Mail of his own domain"),
            'bank': self.env._("Bank account the same"),
            'site': self.env._("Site was visited"),
            'originals': self.env._("Originals, seal and signature compared"),
            'call_back': self.env._("Called back at the register's number"),
            'authority': self.env._("Who orders has authority"),
            'resale': self.env._("Goods fit his business"),
        }
        return [(code, words[code]) for code in CODES]

    @api.model
    def _by_server_words(self):
        words = self.env._(
            "Checks are made by Odoo. Say of one what you saw by its buttons: In Order, Red, Clear.")
        return {'create': words, 'write': words, 'unlink': words}

    # === WORDS === #

    @api.depends('fact', 'note')
    @api.depends_context('lang')
    def _compute_fact_text(self):
        for check in self:
            check.fact_text = check._fact_words() or check.note

    def _fact_words(self):
        """Return the sentence of the fact, in the reader's language."""
        code, values = (self.fact or {}).get('code'), (self.fact or {}).get('values') or {}
        if not code:
            return None
        shown = {
            key: format_date(self.env, value) if key == 'day'
            else format_amount(self.env, value, self.company_id.currency_id)
            if key in ('amount', 'from') else value for key, value in values.items()}
        texts = {**self._texts_of_firm(), **self._texts_of_trade()}
        return texts[code] % shown if shown else texts[code]

    @api.model
    def _texts_of_firm(self):
        return {
            'no_number': self.env._("No registration number is known."),
            'number_right': self.env._("%(value)s: the check digit is right."),
            'number_wrong': self.env._("%(value)s: form or check digit is wrong."),
            'number_uncheckable': self.env._("%(value)s has no check digit."),
            'name_alike': self.env._("Alike %(other)s, another firm."),
            'name_own': self.env._("No other firm that we know is called alike."),
            'no_age': self.env._("Nobody says since when he is registered."),
            'registered': self.env._("Registered on %(day)s."),
            'no_capital': self.env._("Nobody says what was paid in."),
            'nothing_paid_in': self.env._("Nothing was paid in."),
            'paid_in': self.env._("Capital is paid in."),
            'no_mail': self.env._("No mail address is known."),
            'free_mail': self.env._("%(domain)s, where anybody has an address."),
            'no_website': self.env._("%(domain)s; no website is known."),
            'other_domain': self.env._("%(domain)s, and the website is %(site)s."),
            'own_domain': self.env._("%(domain)s, as the website."),
        }

    @api.model
    def _texts_of_trade(self):
        return {
            'others_pay': self.env._("Others paid for him, or from new accounts."),
            'nothing_paid': self.env._("No payment was looked at yet."),
            'pays_himself': self.env._("He pays from his own account."),
            'goods_elsewhere': self.env._("Goods go to %(other)s."),
            'goods_to_him': self.env._("Goods go to his own addresses."),
            'no_orders': self.env._("No orders yet."),
            'no_large': self.env._("The settings do not say from when an order is large."),
            'first_order': self.env._("Largest order %(amount)s; large is from %(from)s on."),
            'no_account': self.env._("No bank account is known."),
            'account_changed': self.env._("Another account since %(day)s."),
            'account_same': self.env._("No other account of late."),
        }

    # === BY HAND, CLEARED === #

    def action_green(self):
        """Say that what a person looks at is in order."""
        return self._say('green')

    def action_red(self, note=''):
        """Say that what a person looks at is not in order: nothing goes on credit from now on."""
        note = self.env['credit.asked']._text('note', note or '').strip()
        if not note:
            raise UserError(self.env._("Say what was seen: whoever clears it reads it."))
        return self._say('red', note)

    def action_red_dialog(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.display_name,
            'res_model': 'credit.fraud.say', 'view_mode': 'form', 'views': [(False, 'form')],
            'target': 'new', 'context': {'default_check_id': self.id},
        }

    def _say(self, result, note=False):
        self._check_officer()
        if self.filtered(lambda check: not check.is_by_hand):
            raise UserError(self.env._("Odoo looks at this by itself."))
        if result == 'green' and (red := self.filtered('is_open')):
            raise UserError(self.env._(
                "%(check)s is red. A manager who does not sell to the customer clears it.",
                check=red[0].display_name))
        for check_sudo in self.sudo():
            check_sudo.write({
                'result': result, 'note': note, 'checked_by_id': self.env.uid,
                'checked_on': check_sudo.company_id._credit_today(), 'is_open': result == 'red',
                'cleared_by_id': False, 'cleared_on': False, 'clear_reason': False,
            })
        self.sudo().file_id._settle_fraud()
        return True

    def _check_officer(self):
        self.check_access('read')
        if not self.env.su and not self.env.user.has_group(
                'credit_management.credit_management_group_officer'):
            raise AccessError(self.env._("Credit officers say what was seen of a customer."))

    @api.depends('code')
    @api.depends_context('lang')
    def _compute_display_name(self):
        words = dict(self._selection_code())
        for check in self:
            check.display_name = words.get(check.code)

    def action_clear_dialog(self):
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Clear Checks"),
            'res_model': 'credit.fraud.clear', 'view_mode': 'form', 'views': [(False, 'form')],
            'target': 'new', 'context': {'default_check_ids': self.ids},
        }

    def _clear(self, reason):
        """Clear red checks: a manager's, and not of whoever sells to the customer."""
        self._check_may_clear()
        for check_sudo in self.sudo().filtered('is_open'):
            check_sudo.write({
                'is_open': False, 'cleared_by_id': self.env.uid, 'clear_reason': reason,
                'cleared_on': check_sudo.company_id._credit_today(),
                'cleared_fact': check_sudo._fact_key(),
            })
            self.env['credit.decision'].sudo()._log('fraud', profile=check_sudo.profile_id, payload={
                'check': check_sudo.code, 'fact': check_sudo.fact or None, 'reason': reason,
                'note': check_sudo.note or None,
            }, res_model=self._name, res_id=check_sudo.id)
        self.sudo().file_id._settle_fraud()

    def _fact_key(self):
        return canonical(self.fact or {})

    def _check_may_clear(self):
        self.check_access('read')
        if not self.env.user.has_group('credit_management.credit_management_group_manager'):
            raise AccessError(self.env._(
                "A red check is cleared by a credit manager, with a reason."))
        for profile_sudo in self.sudo().profile_id:
            sells = self.env.user in (profile_sudo.partner_id.user_id | self.env[
                'sale.order'].sudo().search([
                    ('partner_invoice_id', 'child_of', profile_sudo.partner_id.id),
                    ('user_id', '=', self.env.uid)], limit=1).user_id)
            if sells and not profile_sudo.company_id.credit_single_approver:
                raise AccessError(self.env._(
                    "You sell to %(customer)s; another manager clears this.",
                    customer=profile_sudo.display_name))


class CreditFile(models.Model):
    """The checklist of a file, and whether it stops credit."""

    _inherit = 'credit.file'

    fraud_check_ids = fields.One2many('credit.fraud.check', 'file_id', string="Fraud Checklist")
    fraud_on = fields.Boolean(related='company_id.credit_fraud_check')
    fraud_stop = fields.Boolean(related='profile_id.fraud_stop')

    def action_fraud_look(self):
        """Look again at what the data say."""
        self.check_access('write')
        self.sudo()._look_for_fraud()
        return True

    def action_fraud_clear(self):
        self.ensure_one()
        return self.fraud_check_ids.filtered('is_open').action_clear_dialog()

    def _write_fraud(self, found):
        """Write what was found of ``{file id: {code: Found}}``; people's own checks are kept."""
        checks = self.env['credit.fraud.check'].sudo()
        have = {(check.file_id.id, check.code): check
                for check in checks.search([('file_id', 'in', self.ids)])}
        missing = []
        for file in self:
            for number, code in enumerate(CODES):
                check, one = have.get((file.id, code)), found.get(file.id, {}).get(code)
                fact = {'code': one.fact, 'values': one.values} if one else False
                result = one.result if one else 'unknown'
                if not check:
                    missing.append({
                        'file_id': file.id, 'code': code, 'sequence': number, 'result': result,
                        'is_by_hand': code not in AUTOMATIC, 'fact': fact,
                        'is_open': result == 'red'})
                elif one and (check.result, check.fact) != (result, fact):
                    is_cleared = check.cleared_fact == canonical(fact)
                    check.write({'result': result, 'fact': fact,
                                 'is_open': result == 'red' and not is_cleared})
        if missing:
            checks.create(missing)
        self._settle_fraud()
