from odoo import api, fields, models

from ..tools.limitation_laws import EventRule

#: What may happen to a debt: the kinds of `tools.limitation_laws`.
KINDS = [
    ('demand_delivered', "Demand that arrived"),
    ('demand_sent', "Demand sent"),
    ('acknowledged', "Acknowledged in writing"),
    ('part_payment', "Part payment"),
    ('statement_signed', "Statement signed"),
    ('audit_confirmation', "Confirmation for an audit"),
    ('lawsuit', "Lawsuit"),
    ('arbitration', "Arbitration"),
    ('payment_order', "Order for payment"),
    ('insolvency_claim', "Claim filed in insolvency"),
    ('preservation', "Assets preserved"),
    ('enforcement', "Enforcement"),
    ('set_off', "Set-off in court"),
    ('mediation_request', "Mediation asked for"),
    ('police_report', "Report to the police"),
    ('public_notice', "Public notice"),
    ('assignment_notice', "Notice of assignment"),
    ('obstacle', "Obstacle to suing"),
]


class CreditLimitationLawEvent(models.Model):
    """What one kind of event does under a law, and what proves it."""

    _name = 'credit.limitation.law.event'
    _inherit = ['credit.limitation.law.part']
    _description = "Event of a Limitation Law"
    _order = 'law_id, sequence, id'

    law_id = fields.Many2one(
        'credit.limitation.law', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='law_id.company_id', store=True, index=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, string="Event", required=True)
    effect = fields.Selection(
        [('restart', "Begins the period anew"), ('suspend', "Lets it end later"),
         ('halt', "Keeps the claim while it runs")],
        required=True, default='restart',
    )
    at_end = fields.Boolean(
        string="From Its End", help="Once it ended, and a ruling says so, counting begins there."
    )
    revives = fields.Boolean(
        string="After Expiry Too", help="It counts even when the claim was barred already."
    )
    revive_evidence_ids = fields.Many2many(
        'credit.limitation.evidence', 'credit_limitation_law_event_revive_rel',
        string="After Expiry With", help="Only with this evidence. Empty: with what it needs anyway.",
    )
    proof_ids = fields.One2many(
        'credit.limitation.law.proof', 'event_id', string="Evidence", copy=True,
        help="Each line is enough; all of a line is needed.",
    )
    proof_text = fields.Char(compute='_compute_proof_text', string="Evidence Needed")
    basis = fields.Char(string="Source", help="The article.")

    _kind_once = models.UniqueIndex(
        '(law_id, kind)', "A law has each event once. Change the line that is there.")

    @api.depends('kind')
    def _compute_display_name(self):
        names = dict(self._fields['kind']._description_selection(self.env))
        for event in self:
            event.display_name = names.get(event.kind, '')

    @api.depends_context('lang')
    @api.depends('proof_ids.evidence_ids')
    def _compute_proof_text(self):
        for event in self:
            event.proof_text = self.env._(" — or ").join(
                ' + '.join(proof.evidence_ids.mapped('name')) for proof in event.proof_ids)

    def _shared_owner(self):
        return self.law_id

    def _as_rule(self):
        """Return the `tools.limitation_laws.EventRule` of this record."""
        self.ensure_one()
        return EventRule(
            self.effect, tuple(
                frozenset(proof.evidence_ids.mapped('code')) for proof in self.proof_ids),
            self.basis or '', at_end=self.at_end,
            revives=frozenset(self.revive_evidence_ids.mapped('code')) if self.revives else None,
        )

    def _as_logged(self):
        self.ensure_one()
        rule = self._as_rule()
        return {
            'kind': self.kind, 'effect': rule.effect, 'at_end': rule.at_end,
            'evidence': [sorted(needed) for needed in rule.evidence],
            'revives': None if rule.revives is None else sorted(rule.revives),
            'basis': rule.basis,
        }
