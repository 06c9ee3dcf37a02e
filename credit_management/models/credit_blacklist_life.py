from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.limit_requests import approval_refusal
from .credit_blacklist import ACTS
from .credit_limit_proposal import MANAGER

#: Who agrees to an entry, and to its removal.
APPROVERS = 2


class CreditBlacklist(models.Model):
    """Asked for, agreed to by two others, in force, told, reviewed, removed by two others."""

    _inherit = 'credit.blacklist'

    turn = fields.Integer(readonly=True, copy=False)
    may_approve = fields.Boolean(compute='_compute_may_approve')
    why_not = fields.Char(string="Why You Cannot", compute='_compute_may_approve')

    @api.depends_context('uid', 'lang')
    @api.depends('state', 'approval_ids', 'requester_id', 'editor_id', 'removal_requester_id')
    def _compute_may_approve(self):
        for entry in self:
            waits = entry.state in ('submitted', 'removing')
            why = waits and entry._approval_refusal(self.env.user)
            entry.may_approve = waits and not why
            entry.why_not = why and entry._refusal_words(why)

    # === ASK === #

    def action_submit(self):
        """Put it before two managers; it does not act yet."""
        self.check_access('write')
        for entry in self:
            entry._check_draft()
            if not (entry.evidence or '').strip():
                raise UserError(self.env._(
                    "Say what shows it, and where that is kept: nobody is listed on hearsay."))
            if not entry.key_ids and not entry.partner_id:
                raise UserError(self.env._(
                    "Say by what he is known: a customer, a registered number, a name, a phone."))
            entry._check_review_date(entry.review_date)
            entry.sudo()._ask('submitted', requester_id=self.env.uid)
            entry._log('asked')
        return True

    def _check_review_date(self, day):
        if not day or day <= self.company_id.sudo()._credit_today():
            raise UserError(self.env._("Give a day after today by which it is looked at again."))

    def action_ask_removal(self, note):
        """Ask two managers to take it off; it acts until they agree."""
        note = self._said(note)
        self.check_access('write')
        for entry in self:
            entry_sudo = entry._locked(('in_force',))
            entry_sudo._ask('removing', removal_requester_id=self.env.uid, removal_reason=note)
            entry._log('removal_asked', note=note)
        return True

    def _ask(self, state, **values):
        """Put it on the desk of a manager who may agree, of a sudo record."""
        self.write({
            **values, 'state': state, 'turn': self.turn + 1, 'note': False,
            'decide_by': self.company_id._credit_decide_by()})
        people = self._people()
        if len(people) < self._count():
            raise UserError(self.env._(
                "%(count)s credit managers agree, beside who wrote it, asked or sells to him; there"
                " is: %(people)s. Somebody gives another person the role of credit manager.",
                count=self._count(), people=', '.join(people.mapped('name')) or self.env._("nobody")))
        self.user_id = people[:1]

    # === WHO === #

    def _count(self):
        return 1 if self.sudo().company_id.credit_single_approver else APPROVERS

    def _agreed(self):
        """Return who agreed this time."""
        return self.sudo().approval_ids.filtered(lambda yes: yes.turn == self.turn).user_id

    def _asker(self):
        entry_sudo = self.sudo()
        return entry_sudo.removal_requester_id if self.state == 'removing' else (
            entry_sudo.requester_id)

    def _authors(self):
        entry_sudo = self.sudo()
        return entry_sudo.editor_id | entry_sudo.requester_id

    def _sellers(self):
        entry_sudo = self.sudo()
        acting = entry_sudo.match_ids.filtered(lambda match: match.state == 'acts')
        return (entry_sudo.partner_id | acting.partner_id).user_id

    def _approval_refusal(self, user):
        """Return the code of `tools.limit_requests.approval_refusal`, or None."""
        company = self.sudo().company_id
        return approval_refusal(
            user.id, self._asker().id, self._authors().ids, self._sellers().ids,
            self._agreed().ids, user in self.env['credit.authority']._managers(company),
            alone=company.credit_single_approver)

    def _refusal_words(self, code):
        return {
            'requester': self.env._("You asked for it, so others decide."),
            'author': self.env._("You wrote it, so others decide."),
            'seller': self.env._("He is your own sales customer; other managers decide."),
            'twice': self.env._("You approved it already; a second person has to."),
            'authority': self.env._("Only credit managers decide on the blacklist."),
        }[code]

    def _people(self):
        """Return who may still agree."""
        return self.env['credit.authority']._managers(self.company_id).filtered(
            lambda user: user != self.env.ref('base.user_root') and not self._approval_refusal(user)
        ).sorted(lambda user: (user.has_group('base.group_system'), user.id))

    # === DECIDED === #

    def action_approve(self):
        """Agree; with the second person it acts, or ends."""
        for entry in self:
            entry_sudo = entry._checked_for_decision()
            act = 'remove' if entry_sudo.state == 'removing' else 'list'
            entry_sudo.approval_ids.create({
                'blacklist_id': entry.id, 'user_id': self.env.uid, 'act': act,
                'turn': entry_sudo.turn})
            entry._log('approved', act=act)
            if len(entry_sudo._agreed()) < entry_sudo._count():
                entry_sudo.user_id = entry_sudo._people()[:1]
            elif act == 'list':
                entry_sudo._begin()
            else:
                entry_sudo._end()
        return True

    def _begin(self):
        self.write({
            'state': 'in_force', 'date_from': self.company_id._credit_today(), 'user_id': False,
            'decide_by': False})
        self._log('in_force')
        self.env['credit.blacklist.match']._look_for(self)
        self._tell_asker(self.requester_id, self.env._("On the list: %(entry)s.", entry=self.name))

    def _end(self):
        self.write({
            'state': 'removed', 'date_to': self.company_id._credit_today(), 'user_id': False,
            'decide_by': False})
        self._log('removed', reason=self.removal_reason)
        self.match_ids._over()
        self._tell_asker(
            self.removal_requester_id, self.env._("Off the list: %(entry)s.", entry=self.name))

    def action_refuse(self, note):
        """Leave things as they are: not listed, or not removed."""
        note = self._said(note)
        for entry in self:
            entry_sudo = entry._checked_for_decision()
            back = 'in_force' if entry_sudo.state == 'removing' else 'refused'
            asker = entry_sudo._asker()
            entry_sudo.write(
                {'state': back, 'user_id': False, 'note': note, 'decide_by': False})
            entry._log('refused', note=note, act=back)
            entry_sudo._tell_asker(asker, self.env._(
                "%(user)s refused %(entry)s: %(note)s", user=self.env.user.name,
                entry=entry.name, note=note))
        return True

    def _tell_asker(self, user, words):
        self.message_post(body=words, partner_ids=(user - self.env.user).partner_id.ids)

    def _said(self, note):
        note = self.env['credit.asked']._text('note', note or '').strip()
        if not note:
            raise UserError(self.env._("Say why: the reason is kept in the log."))
        return note

    def _checked_for_decision(self):
        """Return `self` in sudo, locked, still waiting, and the user's to decide."""
        self.ensure_one()
        self.check_access('read')
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self._refusal_words('authority'))
        entry_sudo = self._locked(('submitted', 'removing'))
        if why := self._approval_refusal(self.env.user):
            raise AccessError(self._refusal_words(why))
        return entry_sudo

    def _locked(self, states):
        self.ensure_one()
        entry_sudo = self.sudo()
        entry_sudo.lock_for_update(allow_referencing=True)
        entry_sudo.invalidate_recordset()
        if entry_sudo.state not in states:
            words = dict(self._fields['state']._description_selection(self.env))
            raise UserError(self.env._(
                "%(entry)s does not wait for this (%(state)s).", entry=self.display_name,
                state=words[entry_sudo.state]))
        return entry_sudo

    # === TOLD, LOOKED AT AGAIN === #

    def action_told(self, note, day=None):
        """Note that he was told, how, and that he may object."""
        note, day = self._said(note), self.env['credit.asked']._day('day', day)
        self.check_access('write')
        for entry in self:
            entry._locked(ACTS).write({
                'told_on': day or entry.company_id.sudo()._credit_today(), 'told_how': note})
            entry._log('told', note=note)
        return True

    def action_keep(self, note, day=None):
        """After a look: it stays, until it is looked at again on `day`."""
        note, day = self._said(note), self.env['credit.asked']._day('day', day)
        self.check_access('write')
        for entry in self:
            entry_sudo = entry._locked(ACTS)
            entry._check_review_date(day)
            entry_sudo.review_date = day
            entry._log('kept', note=note, until=str(day))
        return True

    def action_say(self):
        """Open the dialog that asks for the words of `credit_say` in the context."""
        self.ensure_one()
        method = self.env['credit.asked']._choice(
            'credit_say', self.env.context.get('credit_say'),
            tuple(self.env['credit.blacklist.say']._titles()))
        return {
            'type': 'ir.actions.act_window', 'res_model': 'credit.blacklist.say',
            'name': self.env['credit.blacklist.say']._titles()[method], 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new',
            'context': {'default_blacklist_id': self.id, 'default_method': method},
        }
