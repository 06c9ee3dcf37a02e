from odoo import models

from .credit_timeline import Source


class CreditTimeline(models.AbstractModel):
    """What was given to agencies and handed over."""

    _inherit = 'credit.timeline'

    def _timeline_sources(self, profile):
        return super()._timeline_sources(profile) + [
            Source('mandate', 'talks', 'credit.mandate', 'given_on', [
                ('profile_id', '=', profile.id), ('state', '!=', 'draft'),
            ], '_describe_mandates', secret=True),
            Source('mandate_back', 'talks', 'credit.mandate', 'returned_on', [
                ('profile_id', '=', profile.id),
            ], '_describe_mandates_back', secret=True),
            Source('handover', 'papers', 'credit.handover', 'create_date', [
                ('profile_id', '=', profile.id),
            ], '_describe_handovers', secret=True),
        ]

    def _describe_mandates(self, mandates_sudo, readable):
        return {
            mandate.id: {
                'icon': 'fa-share-square-o',
                'text': self.env._(
                    "given to %(agency)s", agency=mandate.agency_id.display_name),
                'amount': mandate.currency_id.format(mandate.amount),
                'note': mandate.user_id.name or '',
            }
            for mandate in mandates_sudo
        }

    def _describe_mandates_back(self, mandates_sudo, readable):
        return {
            mandate.id: {
                'icon': 'fa-reply',
                'text': self.env._(
                    "returned by %(agency)s", agency=mandate.agency_id.display_name),
                'note': mandate.return_reason or '',
            }
            for mandate in mandates_sudo
        }

    def _describe_handovers(self, handovers_sudo, readable):
        return {
            handover.id: {
                'icon': 'fa-file-archive-o',
                'text': self.env._("hand-over file %(name)s", name=handover.name),
                'note': handover.user_id.name,
            }
            for handover in handovers_sudo
        }
