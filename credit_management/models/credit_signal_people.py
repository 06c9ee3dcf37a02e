from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.signal_checks import flagged
from ..tools.signals import DEFINITIONS, acknowledge, overrule, update
from .credit_bureau_event import OVERRULE_DAYS
from .credit_signal_look import Look

OFFICER = 'credit_management.credit_management_group_officer'
MANAGER = 'credit_management.credit_management_group_manager'


class CreditSignal(models.Model):
    """What people do about signals: deal with one, overrule its stop, flag one, take a flag back.

    Each is noted with its reason, and the customer is looked at again at once.
    """

    _inherit = 'credit.signal'

    # === DEALT WITH === #

    def acknowledge(self, reason):
        """Take signals out of the score until they are worse; a stop stays.

        :param str reason: kept with the signal
        """
        self._check_credit_person()
        reason = self._told(reason, self.env._("Say why the signal needs no more attention."))
        stopped_sudo = self.sudo().profile_id.filtered(lambda one: one.danger_level == 'stop')
        for own in self.grouped('company_id').values():
            done = {key: acknowledge(signal, own._today(), self.env.uid, reason)
                    for key, (signal, _row) in own._living().items()}
            self._rewrite(done, 'acknowledged', reason, waits=False)
        if any(one.danger_level != 'stop' for one in stopped_sudo):
            self._check_credit_person(MANAGER, self.env._(
                "This would end a stop. A credit manager deals with these signals. Ask one of them."))
        for signal in self:
            signal._log_decision('acknowledged', reason)
        return True

    def action_acknowledge(self):
        return self._decide('acknowledge')

    # === A STOP OVERRULED === #

    def overrule(self, evidence, valid_until):
        """Let a stop rest until a day, inclusive: by a manager, with evidence; new facts stop again.

        What bureaus report is overruled event by event, so that rule H17 rests as well.

        :param str evidence: kept with the signal and in the log
        """
        self.ensure_one()
        self._check_credit_person(MANAGER, self.env._(
            "Stops are overruled by credit managers, with evidence. Ask one of them."))
        evidence = self._told(evidence, self.env._("Write down the evidence; it is kept."))
        until, today = fields.Date.to_date(valid_until), self._today()
        if not self.is_stop:
            raise UserError(self.env._("This signal stops nothing; deal with it instead."))
        if not until or not today <= until <= today + timedelta(days=OVERRULE_DAYS):
            raise UserError(self.env._(
                "Choose an end date up to %(days)s days from today (%(today)s).",
                days=OVERRULE_DAYS, today=today))
        (key, (signal, _row)), = self._living().items()
        done = overrule(signal, until, self.env.uid, [evidence])
        self._rewrite({key: done}, 'overruled', evidence)
        for event in self.sudo()._stopping_events():
            event.sudo(False).overrule(evidence, until)
        self._log_decision('overruled', evidence, until)
        self.sudo()._look_again()
        return True

    def _stopping_events(self):
        """Return the bureau's events behind a stop that no manager has overruled."""
        ids = [int(name.partition(',')[2]) for name in self.evidence or ()
               if name.startswith('credit.bureau.event,')]
        return self.env['credit.bureau.event'].browse(ids).exists().filtered(
            lambda event: event.is_open and event.level == 'stop' and not event.is_overruled)

    def action_overrule(self):
        return self._decide('overrule')

    # === A FLAG TAKEN BACK === #

    def lift(self, reason):
        """End a signal that a person flagged; what we or bureaus see ends by itself."""
        self.ensure_one()
        self._check_credit_person()
        reason = self._told(reason, self.env._("Say why it is over; the reason is kept."))
        if self.source != 'user':
            raise UserError(self.env._(
                "Only what a person flagged is taken back. Deal with it instead."))
        (key, (signal, _row)), = self._living().items()
        if signal.reading.is_stop:
            self._check_credit_person(MANAGER, self.env._(
                "A stop is taken back by a credit manager. Ask one of them."))
        self._rewrite(
            {key: replace(signal, lifted_on=self._today())}, 'lifted', reason, waits=False)
        self._log_decision('lifted', reason)
        self.sudo()._look_again()
        return True

    def action_lift(self):
        return self._decide('lift')

    # === SEEN === #

    def action_seen(self):
        """I have seen the alert: it leaves the queue, and counts as before."""
        self._check_credit_person()
        self.sudo().write({'waits_since': False})
        return True

    # === HELPERS === #

    def _check_credit_person(self, group=OFFICER, message=None):
        self.check_access('read')
        if not self.env.user.has_group(group):
            raise AccessError(message or self.env._(
                "Danger signals are a credit officer's. Ask one of them."))

    def _told(self, text, message):
        text = text.strip() if isinstance(text, str) else ''
        if not text:
            raise UserError(message)
        return text

    def _today(self):
        return self.company_id[:1].sudo()._credit_today()

    def _living(self):
        """Return ``{key: (Signal, row)}`` of `self`; what is over has nothing to decide."""
        sudo = self.sudo()
        sudo.lock_for_update()
        sudo.flush_model()
        ids, today = set(self.ids), self._today()
        found = {
            key: pair for key, pair in self._known(sudo.profile_id.ids).items()
            if pair[1]['id'] in ids
            and pair[0].status(today, self._settings(sudo.company_id[:1]).definitions) != 'expired'
        }
        if len(found) < len(self):
            raise UserError(self.env._("This signal is over. Load the page again."))
        return found

    @api.model
    def _rewrite(self, signals, kind, note, waits=True):
        """Write signals of one company that a person changed, each with a line of its history.

        :param signals: ``{(profile id, code, source): Signal}``
        """
        self_sudo = self.sudo()
        profiles_sudo = self_sudo.env['credit.profile'].browse({key[0] for key in signals})
        root = profiles_sudo.company_id.ensure_one()
        today = root._credit_today()
        look = Look(self_sudo._asked(root, profiles_sudo, today), False, fields.Datetime.now())
        for key, signal in signals.items():
            look.rows.append(self._values(look, key, signal))
            look.changes.append({
                **self._change(look, key, kind, signal, signal), 'user_id': self.env.uid,
                'note': note})
        self_sudo._keep(look)
        if not waits:
            self_sudo.search([('profile_id', 'in', profiles_sudo.ids)]).filtered(
                lambda one: (one.profile_id.id, one.code, one.source) in signals
            ).waits_since = False
        self_sudo._look(profiles_sudo, today)

    def _look_again(self):
        self._look(self.profile_id, self._today())

    def _log_decision(self, what, note, until=None):
        self.env['credit.decision'].sudo()._log(
            'signal', profile=self.sudo().profile_id, res_model=self._name, res_id=self.id,
            payload={'what': what, 'code': self.code, 'source': self.source, 'until': until,
                     'note': note})

    def _decide(self, decision):
        """Open the dialog that asks for the one sentence a decision needs."""
        self._check_credit_person()
        return self.env['credit.signal.decide']._dialog(decision, self.profile_id, self)


class CreditProfile(models.Model):
    """A signal that somebody has seen with his own eyes."""

    _inherit = 'credit.profile'

    def flag_signal(self, code, note, is_stop=False, attachment_ids=()):
        """Report a danger signal of this customer; whoever may see the customer may do so.

        :param code: DS1 to DS10
        :param note: what was seen; kept
        :param is_stop: it stops orders by itself; managers only
        :param attachment_ids: files of the user's that show it; they become the signal's
        """
        self.ensure_one()
        self.check_access('read')
        if not self.env.user.has_group('credit_management.credit_management_group_user'):
            raise AccessError(self.env._("Signals are flagged by people of the company."))
        self.env['credit.asked']._choice('code', code, tuple(DEFINITIONS))
        signals = self.env['credit.signal']
        note = signals._told(note, self.env._("Write down what was seen; it is kept."))
        if is_stop and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("A stop is flagged by a credit manager. Ask one of them."))
        files = self.env['credit.asked']._files(attachment_ids, 'credit.signal.decide')
        self.sudo()._flag(code, note, bool(is_stop), files)
        return True

    def _flag(self, code, note, is_stop, files):
        """Keep the flag, in sudo mode: its files, its line of history, the signal."""
        today, signals = self.company_id._credit_today(), self.env['credit.signal']
        known = {key[1:]: pair[0] for key, pair in signals._known(self.ids).items()}
        before = known.get((code, 'user'))
        definitions = signals._settings(self.company_id).definitions
        is_alive = before is not None and before.status(today, definitions) != 'expired'
        evidence = [*(before.reading.evidence if is_alive else ()),
                    *(f'ir.attachment,{file.id}' for file in files)]
        stops = is_stop or bool(is_alive and before.reading.is_stop)
        # A moment makes a flag another than the last: what is new is not overruled by an old word.
        reading = flagged(code, [*evidence, f'flag,{fields.Datetime.now().timestamp():.0f}'], stops)
        signal = update(before if is_alive else None, reading, today, definitions)
        if signal.acknowledged:
            signal = replace(signal, acknowledged=None, acknowledged_value=None)
        signals._rewrite({(self.id, code, 'user'): signal}, 'flagged', note)
        row = signals.search([
            ('profile_id', '=', self.id), ('code', '=', code), ('source', '=', 'user')])
        row.note = note
        files.sudo().write({'res_model': 'credit.signal', 'res_id': row.id})
        if is_stop:
            row._log_decision('flagged', note)

    def action_flag_signal(self):
        """Ask what was seen."""
        self.ensure_one()
        return self.env['credit.signal.decide']._dialog('flag', self)
