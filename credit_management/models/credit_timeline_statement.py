from odoo import models
from odoo.tools import format_date

from .credit_statement import GONE
from .credit_timeline import Source


class CreditTimeline(models.AbstractModel):
    """Statements in the story of a customer."""

    _inherit = 'credit.timeline'

    def _timeline_sources(self, profile):
        return super()._timeline_sources(profile) + [
            Source('statement', 'talks', 'credit.statement', 'sent_on', [
                ('profile_id', '=', profile.id), ('state', 'in', GONE),
            ], '_describe_statements', secret=True),
        ]

    def _describe_statements(self, statements_sudo, readable):
        states = dict(statements_sudo._fields['state']._description_selection(self.env))
        return {
            statement.id: {
                'icon': 'fa-balance-scale',
                'text': self.env._(
                    "statement %(number)s up to %(day)s", number=statement.name,
                    day=format_date(self.env, statement.date_to)),
                'amount': statement.currency_id.format(statement.closing),
                'note': ' · '.join(filter(None, [states[statement.state], statement.signer_name])),
                **({'tone': 'amber'} if statement.state in ('differs', 'silent') else {}),
            } for statement in statements_sudo
        }
