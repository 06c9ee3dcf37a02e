from datetime import timedelta

from odoo import api, models
from odoo.tools import format_amount, format_date

from ..tools import contact_rules

#: Reasons that time does not lift, whatever way a letter takes.
FIRM = ('other_system', 'stop_list', 'unmatched_money')


class CreditContactRules(models.AbstractModel):
    """Whether a customer may be written to: figures for a set, the rule in `tools/contact_rules`."""

    _name = 'credit.contact.rules'
    _description = "Contact Rules"

    @api.model
    def _recipients(self, profiles, day, without=()):
        """Return ``{profile id: contact_rules.Recipient}`` of customers of one company.

        :param without: ids of letters that do not count among those sent: they are asked about
        """
        profiles_sudo = profiles.sudo()
        if not profiles_sudo:
            return {}
        rules = profiles_sudo.company_id.ensure_one()._credit_contact_rules()
        late = self._late(profiles_sudo, day)
        others = self.env['credit.other.followup']._active_for(profiles_sudo)
        since = day - timedelta(days=rules.reminder_days)
        sent = self.env['credit.letter'].sudo()._sent_lately(profiles_sudo.ids, since, without)
        return {profile.id: contact_rules.Recipient(
            overdue=late.get(profile.id, (0, 0))[0], unmatched=late.get(profile.id, (0, 0))[1],
            is_stopped=profile._is_contact_stopped(day), other_system=others.get(profile.id),
            sent=sent.get(profile.id, ()),
        ) for profile in profiles_sudo}

    def _late(self, profiles_sudo, day):
        """Return ``{profile id: (what is late, what of his is here and covers it)}``."""
        self.env.flush_all()
        rows = self.env['credit.check'].sudo()._rows(self.env.cr, profiles_sudo.ids)
        return {
            profile_id: (facts['raw_amount'],
                         facts['applied_unallocated'] + facts['applied_in_transit'])
            for profile_id, facts in self.env['credit.exposure']._overdue(rows, day).items()
        }

    @api.model
    def _refusal(self, letter, recipient, day, rules):
        """Return (code, data) why `letter` may not go on `day`, or (None, None)."""
        kind = letter._rule_kind()
        code = contact_rules.refusal(kind, recipient, day, rules)
        if letter.channel != 'mail' and code not in FIRM:
            code = None
        data = {
            'other_system': lambda: {'system': recipient.other_system},
            'unmatched_money': lambda: {
                'overdue': float(recipient.overdue), 'unmatched': float(recipient.unmatched)},
        }.get(code, dict)()
        return (code, data) if code else (None, None)

    @api.model
    def _sentence(self, letter):
        """Return why `letter` does not go, and what helps, in the reader's language."""
        data, profile_sudo = letter.refusal_data or {}, letter.profile_id.sudo()
        if letter.refusal == 'stop_list':
            return self._stop_sentence(profile_sudo)
        amounts = {name: format_amount(self.env, data.get(name, 0), letter.currency_id)
                   for name in ('overdue', 'unmatched')}
        return {
            'other_system': self.env._(
                "%(system)s is active for this customer; two would write to him. Switch it off"
                " there, or for this customer.", system=data.get('system', '')),
            'unmatched_money': self.env._(
                "%(unmatched)s of this customer is here and not matched; %(overdue)s is late. Match"
                " it first.", **amounts),
            'quiet_day': self.env._(
                "Nothing is sent on quiet days. It can go on the next other day."),
            'mail_today': self.env._("This customer was written to today already."),
            'reminder_lately': self.env._(
                "This customer was reminded within %(days)s days.",
                days=profile_sudo.company_id.credit_reminder_days),
            'no_followup': self.env._("All that is open is marked for no follow-up on its entries."),
            'no_email': self.env._(
                "There is no e-mail address. Add one to the contact for invoices."),
            'nothing_open': self.env._("Nothing that it asks for is open any more."),
            'changed': self.env._(
                "Something was paid, credited, promised or disputed since it was written. Write it"
                " again."),
        }.get(letter.refusal, '')

    def _stop_sentence(self, profile_sudo):
        if profile_sudo.contact_stop_until:
            return self.env._(
                "On the stop list until %(day)s: %(reason)s",
                day=format_date(self.env, profile_sudo.contact_stop_until),
                reason=profile_sudo.contact_stop_reason or '')
        return self.env._(
            "On the stop list: %(reason)s", reason=profile_sudo.contact_stop_reason or '')
