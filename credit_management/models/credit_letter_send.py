from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formataddr

MANAGER = 'credit_management.credit_management_group_manager'
CRON = 'credit_management.credit_letter_cron'
#: From this hour on, by the company's clock, mail goes that nobody approved.
SENDS_FROM = 8


class CreditLetter(models.Model):
    """A letter approved or rejected, printed, put into Odoo's mail queue."""

    _inherit = 'credit.letter'

    # === MAY IT GO === #

    def _look_whether_it_goes(self, day):
        """Note on drafts and approved letters of one company why they may not go on `day`."""
        if not self:
            return
        rules = self.env['credit.contact.rules']
        limits = self.company_id.ensure_one()._credit_contact_rules()
        recipients = rules._recipients(self.profile_id, day, without=self.ids)
        for letter in self:
            code, data = rules._refusal(letter, recipients[letter.profile_id.id], day, limits)
            if not code:
                code = letter._own_refusal()
            letter.write({'refusal': code or False, 'refusal_data': data or False})

    def _own_refusal(self):
        """Return why the letter itself cannot go, or None."""
        if self.kind != 'papers' and not self.line_ids.filtered(lambda line: line.asked > 0):
            return 'nothing_open' if not self._hidden_lines() else 'no_followup'
        return 'no_email' if self.channel == 'mail' and not self.email else None

    def _hidden_lines(self):
        """Tell whether entries of the customer are open that want no follow-up."""
        return bool(self.env['account.move.line'].sudo().search_count([
            ('partner_id.commercial_partner_id', '=', self.profile_id.partner_id.id),
            ('company_id', 'child_of', self.company_id.id),
            ('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted'),
            ('reconciled', '=', False), ('amount_residual', '>', 0), ('no_followup', '=', True),
        ], limit=1))

    def _look_before_it_goes(self, day):
        """Look whether letters of one company may go, and whether they still say what is true."""
        self._look_whether_it_goes(day)
        self.filtered(lambda letter: not letter.refusal)._changed(day).write(
            {'refusal': 'changed', 'refusal_data': False})

    def _changed(self, day):
        """Return those that ask for too much, or whose day to pay is over."""
        return self._asking_too_much(day) | self.filtered(
            lambda letter: letter.pay_by and letter.pay_by < day and letter.template != 'pre_due')

    def _asking_too_much(self, day):
        """Return those of whose lines something was paid, credited, disputed or promised since."""
        facts = self._facts_of(self.line_ids.move_line_id, day)
        return self.filtered(
            lambda letter: any(line._has_changed(day, facts) for line in letter.line_ids))

    # === APPROVED === #

    def _may_approve(self):
        """Tell whether the reader may approve: warnings and lawyers' letters are a manager's."""
        return self.has_access('write') and (self.degree < 2 or self.env.user.has_group(MANAGER))

    def action_approve(self):
        """Let drafts go: by the mail queue, or to be posted or handed over by a person."""
        self.check_access('write')
        drafts = self._lock_in('draft')
        if not drafts:
            raise UserError(self.env._("Only drafts are approved; open the list of drafts."))
        for letter in drafts:
            if not letter._may_approve():
                raise AccessError(self.env._(
                    "%(letter)s is of degree %(degree)s: a credit manager approves it.",
                    letter=letter.display_name, degree=letter.degree))
        drafts.sudo()._approve(self.env.user)
        stay = drafts.filtered(lambda letter: letter.state == 'draft')
        return drafts._tell_who_stays(stay) if stay else drafts._go_on()

    def _go_on(self):
        """Stay at one letter that a person posts: a dialog would close after its button."""
        if not self.env.context.get('credit_in_dialog') or len(self) > 1 or self.channel == 'mail':
            return True
        return {**self._open_form(), 'target': 'new', 'context': {'credit_in_dialog': True}}

    def _tell_who_stays(self, stay):
        """Say how many of these drafts stay, and why the first of them does."""
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification', 'params': {
                'type': 'warning', 'sticky': True, 'message': self.env._(
                    "%(approved)s of %(count)s letters go. %(letter)s stays a draft: %(reason)s",
                    approved=len(self) - len(stay), count=len(self),
                    letter=stay[0].display_name, reason=stay[0].refusal_text or self.env._(
                        "it lacks %(missing)s.", missing=stay[0].missing or '–')),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }

    def _approve(self, user, automatic=False, is_set=False):
        """Approve `self`; what may not go any more, or lacks something, stays a draft.

        :param is_set: they are part of a set, of which none is asked about alone
        :raises UserError: one letter alone is asked about, and may not go or lacks something
        """
        for letters in self.grouped('company_id').values():
            letters._look_before_it_goes(letters.company_id._credit_today())
        for letter in self.filtered(lambda one: one.kind in ('demand', 'limitation')):
            if 'evidence_copies' in (letter._letter().contents):
                letter._add_copies()
        ready = self.filtered(lambda letter: not letter.refusal)
        if len(self) == 1 and not automatic and not is_set:
            if not ready:
                raise UserError(self.env['credit.contact.rules']._sentence(self))
            ready._check_contents()
        ready = ready.filtered(lambda letter: not letter._missing() and not letter._taken_back())
        ready.write({
            'state': 'approved', 'approved_by_id': user.id, 'approved_at': fields.Datetime.now(),
            'is_automatic': automatic,
        })
        for letter in ready.filtered(lambda one: not one.signer_id):
            letter.signer_id = user
        ready.filtered(lambda one: one.channel != 'mail')._print()
        if ready:
            self.env.ref(CRON)._trigger()

    # === REJECTED === #

    def action_reject_dialog(self):
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Do Not Send"),
            'res_model': 'credit.letter.reject', 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new',
            'context': {'default_letter_ids': self.ids},
        }

    def action_reject(self, reason):
        """Do not send drafts, or what is approved and not in the mail queue; the reason is kept."""
        self.check_access('write')
        reason = self.env['credit.asked']._text('reason', reason).strip()
        if not reason:
            raise UserError(self.env._("Say why it does not go: the reason is kept."))
        letters = self._lock_in('draft', 'approved').filtered(lambda one: not one.queued_at)
        if not letters:
            raise UserError(self.env._("What is in the mail queue or gone is not taken back."))
        letters.sudo().write({'state': 'cancelled', 'reject_reason': reason})
        return True

    def _supersede(self):
        """Let drafts give way to newer ones; nobody rejected them."""
        self.write({'state': 'cancelled'})

    # === INTO THE QUEUE === #

    @api.model
    def _cron_work(self):
        """Put approved letters into the mail queue, and do what follows for those that are out."""
        self._see_lost()
        failure = self.env['credit.failure']
        approved = self.search([
            ('state', '=', 'approved'), ('channel', '=', 'mail'), ('queued_at', '=', False),
        ], order='id')
        if failure._in_turn('letters', list(approved), lambda letter: letter._queue()):
            out = self.search(
                [('state', 'in', ('sent', 'delivered')), ('is_settled', '=', False)], order='id')
            failure._in_turn('letters', list(out), lambda letter: letter._settle())

    @api.model
    def _see_lost(self):
        """Let letters fail whose mail somebody took out of the queue."""
        self.search([
            ('state', '=', 'approved'), ('channel', '=', 'mail'), ('queued_at', '!=', False),
            '|', ('mail_id', '=', False), ('mail_id.state', '=', 'cancel'),
        ])._fail(self.env._("Its mail was taken out of the mail queue."))

    def _queue(self):
        """Put one approved letter into Odoo's mail queue, once; if it may not go, it is a draft again."""
        letter = self._lock_in('approved').filtered(lambda one: not one.queued_at)
        if not letter or letter._is_early():
            return
        day = letter.company_id._credit_today()
        letter._look_before_it_goes(day)
        if letter.refusal:
            letter.write({'state': 'draft', 'approved_by_id': False, 'approved_at': False})
            return
        letter._print()
        mail = self.env['mail.mail'].create(letter._mail_values())
        letter.write({'queued_at': fields.Datetime.now(), 'mail_id': mail.id})

    def _is_early(self):
        """Tell whether a letter that nobody looks at waits for the day: the bank's lines of this
        morning are not here yet."""
        now = fields.Datetime.now().replace(tzinfo=UTC).astimezone(self.company_id._credit_zone())
        return self.is_automatic and now.hour < SENDS_FROM

    def _print(self):
        """Keep each letter as a PDF: the copy of what was sent."""
        for letter in self.filtered(lambda one: not one.document_id):
            content, _kind = self.env['ir.actions.report'].with_context(
                lang=letter.lang)._render_qweb_pdf(
                    'credit_management.credit_letter_report', letter.ids)
            letter.document_id = self.env['ir.attachment'].create({
                'name': letter._file_name(), 'raw': content, 'mimetype': 'application/pdf',
                'res_model': self._name, 'res_id': letter.id,
            })

    def _file_name(self):
        return f'{self.template}-{self.date}-{self.id}.pdf'

    def _mail_values(self):
        company, signer = self.company_id, self.signer_id
        return {
            'subject': self.subject, 'body_html': self.body, 'model': self._name,
            'res_id': self.id, 'email_to': formataddr((self.recipient or '', self.email)),
            'email_from': signer.email_formatted or company.email_formatted
            or self.env.user.email_formatted,
            'author_id': signer.partner_id.id or False, 'auto_delete': False,
            'attachment_ids': [(6, 0, (
                self.document_id | self.copy_ids | self.power_id).ids)],
        }

    # === BUTTONS === #

    def action_open_document(self):
        """Open the letter as PDF: as sent, or as it would be."""
        self.ensure_one()
        self.check_access('read')
        if self.document_id:
            return {'type': 'ir.actions.act_url', 'target': 'new',
                    'url': f'/web/content/{self.document_id.id}'}
        return self.env.ref('credit_management.credit_letter_report').report_action(self)

    def action_open_customer(self):
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_window', 'res_model': 'credit.profile',
            'res_id': self.profile_id.id, 'view_mode': 'form', 'views': [(False, 'form')],
        }

    def credit_preview(self):
        """Return what the pane beside the list shows: plain values and the text."""
        self.ensure_one()
        self.check_access('read')
        _states, _kinds = (
            dict(self._fields[name]._description_selection(self.env)) for name in ('state', 'kind'))
        return {
            'id': self.id, 'subject': self.subject, 'body': self.body or '',
            'to': self.recipient or '', 'email': self.email or '', 'address': self.address or '',
            'state': self.state, 'state_name': _states[self.state], 'kind_name': _kinds[self.kind],
            'refusal': self.refusal_text or '', 'missing': self.missing or '',
            'failure': self.failure or '', 'channel': self.channel, 'degree': self.degree,
            'reject_reason': self.reject_reason or '', 'copies': self.copy_ids.mapped('name'),
            'may_approve': self.state == 'draft' and self._may_approve(),
            'may_reject': self.state == 'draft' and self.has_access('write'),
        }
