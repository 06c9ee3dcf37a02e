from odoo import models

from .credit_timeline import Source


class CreditTimeline(models.AbstractModel):
    """What happened at court, what moved limitation, acts on guarantees, sheets of interest."""

    _inherit = 'credit.timeline'

    def _timeline_sources(self, profile):
        valid = ('withdrawn_at', '=', False)
        return super()._timeline_sources(profile) + [
            Source('court', 'papers', 'credit.court.event', 'date', [
                ('profile_id', '=', profile.id), valid,
            ], '_describe_court_events', secret=True),
            Source('limitation', 'papers', 'credit.limitation.event', 'date', [
                ('profile_id', '=', profile.id), valid,
            ], '_describe_limitation_events', secret=True),
            Source('guarantee', 'papers', 'credit.guarantee.act', 'date', [
                ('clock_id.profile_id', '=', profile.id), valid,
            ], '_describe_guarantee_acts', secret=True),
            Source('interest', 'money', 'credit.interest.claim', 'create_date', [
                ('profile_id', '=', profile.id),
            ], '_describe_interest_claims', secret=True),
        ]

    def _describe_court_events(self, events_sudo, readable):
        return {
            event.id: {
                'icon': 'fa-university', 'text': event.display_name,
                'note': ' · '.join(filter(None, (event.note, event.user_id.name))),
            }
            for event in events_sudo
        }

    def _describe_limitation_events(self, events_sudo, readable):
        kinds = dict(events_sudo._fields['kind']._description_selection(self.env))
        return {
            event.id: {
                'icon': 'fa-hourglass-half', 'text': kinds[event.kind],
                'note': ' · '.join(filter(None, (
                    event.documents, event.note, event.user_id.name))),
            }
            for event in events_sudo
        }

    def _describe_guarantee_acts(self, acts_sudo, readable):
        return {
            act.id: {
                'icon': 'fa-shield',
                'text': f'{act.display_name} · {act.clock_id.display_name}',
                'note': ' · '.join(filter(None, (act.note, act.user_id.name))),
                'res_model': 'credit.guarantee.clock', 'res_id': act.clock_id.id,
            }
            for act in acts_sudo
        }

    def _describe_interest_claims(self, claims_sudo, readable):
        return {
            claim.id: {
                'icon': 'fa-percent', 'text': claim.display_name,
                'amount': claim.currency_id.format(claim.total),
                'note': claim.user_id.name or '',
            }
            for claim in claims_sudo
        }
