import hashlib
import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from ..tools import statements as pure
from .credit_statement import GONE, WAITS

#: Days for which the customer's link opens his statement.
LINK_DAYS = 90


class CreditStatement(models.Model):
    """A statement's way: out with its letter, opened, reminded of, silent; what it is, as a hash."""

    _inherit = 'credit.statement'

    # === OUT === #

    def _went_out(self, letter):
        """Note that the letter with these statements is out."""
        for statement in self.filtered(lambda one: one.state == 'draft'):
            statement.with_context(tracking_disable=True).write({
                'state': 'sent', 'sent_on': letter.sent_on, 'object_by': letter.pay_by,
                'access_until': letter.sent_on + timedelta(days=LINK_DAYS),
            })

    def _link(self):
        """Return the address under which the customer finds it, without a login."""
        self.ensure_one()
        statement_sudo = self.sudo()
        return (f'{statement_sudo.get_base_url()}{statement_sudo.access_url}'
                f'?access_token={statement_sudo.access_token}')

    def _is_link_alive(self):
        """Tell whether the customer may still read it by his link."""
        self.ensure_one()
        return self.state in GONE and bool(self.access_until) and (
            self.access_until >= self.company_id._credit_today())

    def _may_answer(self):
        """Tell whether the customer has still to say something: nobody signs twice."""
        self.ensure_one()
        return self.state in WAITS or self.state == 'differs' and not self.signed_at

    def _opened(self):
        """Note that the customer opened his link for the first time."""
        if self.state in ('sent', 'silent') and not self.opened_at:
            self.write({'opened_at': fields.Datetime.now(), 'state': 'opened'})

    # === WHAT IT IS === #

    def _document(self):
        """Return all that the customer confirms, as plain values."""
        self.ensure_one()
        return {
            'number': self.name, 'company': self.company_id.name, 'customer': self.partner_id.name,
            'currency': self.currency_id.name, 'from': str(self.date_from), 'to': str(self.date_to),
            **{name: f'{self[name]:.6f}' for name in (
                'opening', 'late', 'invoiced', 'received', 'credited', 'other', 'closing')},
            'lines': [[
                line.id, line.name or '', str(line.date), str(line.date_due), line.kind,
                f'{line.amount:.6f}', f'{line.open_amount:.6f}', line.is_movement, line.is_earlier,
            ] for line in self.line_ids.sorted('id')],
        }

    def _hash(self):
        """Return the SHA-256 of what the customer confirms."""
        text = json.dumps(self._document(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    # === NOBODY ANSWERED === #

    @api.model
    def _cron_wait(self):
        """Remind those who said nothing, and note who stays silent."""
        failure = self.env['credit.failure']
        waiting = self.sudo().search([('state', 'in', ('sent', 'opened'))], order='id')
        failure._in_turn('statements', list(waiting), lambda one: one._look_whether_answered())

    def _look_whether_answered(self):
        """Do what is due with one statement that nobody answered; twice a day does no more."""
        day = self.company_id._credit_today()
        due = pure.wait(self.sent_on, day, self.reminded_on)
        if due == 'silent':
            self.state = 'silent'
        elif due == 'remind' and self.letter_id.state != 'failed':
            self._remind(day)

    def _remind(self, day):
        """Mail the customer his link once more, if he may be written to on `day`."""
        rules = self.env['credit.contact.rules']
        recipient = rules._recipients(self.profile_id, day)[self.profile_id.id]
        limits = self.company_id._credit_contact_rules()
        letter = self.letter_id
        if not letter.email or rules._refusal(letter, recipient, day, limits)[0]:
            return False
        self.reminded_on = day
        self._mail('credit_management.mail_template_statement_reminder')
        return True

    def _mail(self, template):
        """Put a mail about this statement to the address on file into the queue."""
        self.env.ref(template).sudo().send_mail(self.id, email_values={
            'email_to': self._known_email(), 'recipient_ids': [],
            # The link is the customer's: what is mailed does not stand in the talk of the record.
            'model': False, 'res_id': False, 'auto_delete': True,
        })

    def _known_email(self):
        """Return the customer's address on file: that of his letter, else of his contact."""
        return self.letter_id.email or self.partner_id.email_normalized

    def action_remind(self):
        """Remind the selected customers who have not answered; those who may not be written to stay."""
        self.check_access('read')
        self.env['credit.letter'].check_access('write')
        waiting = self.sudo().filtered(lambda one: one.state in WAITS)
        done = sum(one._remind(one.company_id._credit_today()) for one in waiting)
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification', 'params': {
                'message': self.env._(
                    "%(done)s reminded, %(left)s not: answered, or not to be written to today.",
                    done=done, left=len(self) - done),
                'type': 'success' if done else 'warning',
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
            },
        }

    # === OPENED BY PEOPLE === #

    def _open_list(self):
        """Return the action that shows these, or the one there is."""
        action = self.env['ir.actions.act_window']._for_xml_id(
            'credit_management.credit_statement_action')
        if len(self) == 1:
            return {**action, 'res_id': self.id, 'views': [(False, 'form')], 'view_mode': 'form'}
        return {**action, 'domain': [('id', 'in', self.ids)], 'context': {}}

    def action_open_letter(self):
        self.ensure_one()
        self.check_access('read')
        return self.letter_id._open_form()

    def action_preview(self):
        """Show what the customer sees; nothing can be answered there by our own people."""
        self.ensure_one()
        self.check_access('read')
        return {'type': 'ir.actions.act_url', 'target': 'new', 'url': self.access_url}

    def action_print(self):
        self.check_access('read')
        return self.env.ref('credit_management.credit_statement_report').report_action(self)

    # === ON PAPER === #

    def _lang(self):
        return self.letter_id.lang or self.partner_id.lang or self.company_id.partner_id.lang

    def _day_text(self, day):
        return format_date(self.env, day)

    def _words(self):
        """Return how days, amounts and kinds are written in the language of the context."""
        self.ensure_one()
        kinds = self.env['credit.statement.line']._fields['kind']._description_selection(self.env)
        return {
            'day': lambda value: format_date(self.env, value), 'kinds': dict(kinds),
            'amount': lambda value: format_amount(self.env, value, self.currency_id),
        }

    def _pdf(self):
        """Return the statement as the customer gets it: in his language, signed if he signed."""
        self.ensure_one()
        content, _kind = self.env['ir.actions.report'].sudo().with_context(
            lang=self._lang())._render_qweb_pdf(
                'credit_management.credit_statement_report', self.ids)
        return content

    def _pdf_values(self):
        return {'name': f'{self._file_name()}.pdf', 'raw': self._pdf(), 'mimetype': 'application/pdf'}

    def _file_name(self):
        return self.name.replace('/', '-')
