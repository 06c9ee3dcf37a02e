from odoo import models

from .credit_timeline import Source

ICONS = {
    'phone': 'fa-phone', 'mail': 'fa-envelope-o', 'letter': 'fa-file-text-o',
    'message': 'fa-comment-o', 'visit': 'fa-handshake-o', 'evidence': 'fa-paperclip',
    'excuse': 'fa-commenting-o',
}


class CreditTimeline(models.AbstractModel):
    """What was done about a customer's cases, and proofs that goods arrived."""

    _inherit = 'credit.timeline'

    def _timeline_sources(self, profile):
        companies = self.env['res.company'].sudo().search([
            ('id', 'child_of', profile.company_id.id)
        ]).ids
        return super()._timeline_sources(profile) + [
            Source('case', 'talks', 'credit.case.action', 'day', [
                ('profile_id', '=', profile.id),
                ('kind', 'not in', ('cause', 'merged', 'joined')),
            ], '_describe_case_actions', secret=True),
            Source('proof', 'goods', 'credit.delivery.proof', 'date', [
                ('partner_id', '=', profile.partner_id.id), ('company_id', 'in', companies),
                ('withdrawn_at', '=', False),
            ], '_describe_proofs'),
        ]

    def _describe_case_actions(self, actions_sudo, readable):
        words = dict(actions_sudo._fields['kind']._description_selection(self.env))
        verdicts = dict(actions_sudo._fields['verdict']._description_selection(self.env))
        reached = dict(actions_sudo._fields['is_reached']._description_selection(self.env))
        return {
            action.id: {
                'icon': ICONS.get(action.kind, 'fa-folder-open-o'),
                'text': ' · '.join(filter(None, (
                    action.case_id.name, words[action.kind], action.excuse_id.name))),
                'note': ' · '.join(filter(None, (
                    verdicts.get(action.verdict), reached.get(action.is_reached), action.note,
                    action.user_id.name))),
                'res_model': 'credit.case', 'res_id': action.case_id.id,
                **({'amount': action.currency_id.format(action.amount)}
                   if action.kind in ('opened', 'closed') else {}),
            }
            for action in actions_sudo
        }

    def _describe_proofs(self, proofs_sudo, readable):
        return {
            proof.id: {
                'icon': 'fa-check-square-o',
                'text': self.env._("proof of delivery %(transfer)s", transfer=proof.picking_id.name)
                if proof.id in readable else self.env._("proof of delivery"),
                'note': proof.signer or proof.carrier if proof.id in readable else '',
            }
            for proof in proofs_sudo
        }
