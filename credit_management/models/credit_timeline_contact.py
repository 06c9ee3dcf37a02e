from odoo import models

from .credit_letter import GOES
from .credit_timeline import Source

ICONS = {
    'phone': 'fa-phone', 'visit': 'fa-handshake-o', 'email': 'fa-envelope-o',
    'letter': 'fa-file-text-o', 'sms': 'fa-comment-o',
}


class CreditTimeline(models.AbstractModel):
    """Contacts, decisions of the desk and letters in the story of a customer."""

    _inherit = 'credit.timeline'

    def _timeline_sources(self, profile):
        return super()._timeline_sources(profile) + [
            Source('touch', 'talks', 'credit.touch', 'done_at', [
                ('profile_id', '=', profile.id), ('state', '=', 'done'), ('undone_at', '=', False),
            ], '_describe_touches', secret=True),
            Source('letter', 'talks', 'credit.letter', 'sent_on', [
                ('profile_id', '=', profile.id), ('state', 'in', GOES),
            ], '_describe_letters', secret=True),
        ]

    def _describe_touches(self, touches_sudo, readable):
        outcomes = dict(touches_sudo._fields['outcome']._description_selection(self.env))
        channels = dict(touches_sudo._fields['channel']._description_selection(self.env))
        return {
            touch.id: {
                'icon': 'fa-gavel' if touch.kind == 'desk' else ICONS.get(touch.channel, 'fa-phone'),
                'text': ' · '.join(filter(None, (
                    channels.get(touch.channel), touch.contact_id.name, outcomes.get(touch.outcome)))),
                'note': ' · '.join(filter(None, (touch.note, touch.done_by_id.name))),
                **({'amount': touch.currency_id.format(touch.said_amount)}
                   if touch.said_amount else {}),
            } for touch in touches_sudo
        }

    def _describe_letters(self, letters_sudo, readable):
        kinds = dict(letters_sudo._fields['kind']._description_selection(self.env))
        states = dict(letters_sudo._fields['state']._description_selection(self.env))
        return {
            letter.id: {
                'icon': 'fa-envelope', 'text': f'{kinds[letter.kind]}: {letter.subject}',
                'amount': letter.currency_id.format(letter.amount),
                'note': ' · '.join(filter(None, (
                    states[letter.state], letter.failure, letter.sent_by_id.name))),
                **({'tone': 'amber'} if letter.state == 'failed' else {}),
            } for letter in letters_sudo
        }
