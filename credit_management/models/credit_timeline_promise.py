from odoo import models
from odoo.tools import format_date

from .credit_promise import BROKEN
from .credit_timeline import Source


class CreditTimeline(models.AbstractModel):
    """Promises and disputes in the story of a customer."""

    _inherit = 'credit.timeline'

    def _timeline_sources(self, profile):
        own = [('profile_id', '=', profile.id)]
        return super()._timeline_sources(profile) + [
            Source('promise', 'talks', 'credit.promise', 'made_on', own, '_describe_promises'),
            Source('dispute', 'talks', 'credit.dispute', 'raised_on', own, '_describe_disputes'),
        ]

    def _describe_promises(self, promises_sudo, readable):
        states = dict(promises_sudo._fields['state']._description_selection(self.env))
        return {
            promise.id: {
                'icon': 'fa-handshake-o',
                'text': self.env._(
                    "promised for %(day)s", day=format_date(self.env, promise.day)),
                'amount': promise.currency_id.format(promise.amount),
                'note': ' · '.join(filter(None, [
                    states[promise.state], promise.user_id.name, promise.note])),
                **({'tone': 'amber'} if promise.state in BROKEN else {}),
            } for promise in promises_sudo
        }

    def _describe_disputes(self, disputes_sudo, readable):
        resolutions = dict(disputes_sudo._fields['resolution']._description_selection(self.env))
        return {
            dispute.id: {
                'icon': 'fa-comments-o',
                'text': self.env._(
                    "disputed %(document)s: %(reason)s", document=dispute.move_name or '–',
                    reason=dispute.reason_id.name),
                'amount': dispute.currency_id.format(dispute.amount),
                'note': resolutions.get(dispute.resolution) or dispute.user_id.name or '',
            } for dispute in disputes_sudo
        }
