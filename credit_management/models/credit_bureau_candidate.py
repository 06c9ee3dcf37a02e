import hashlib

from odoo import api, fields, models

from ..tools import chain


class CreditBureauCandidate(models.Model):
    """A customer whom a report may be about, with what speaks for it."""

    _name = 'credit.bureau.candidate'
    _description = "Credit Bureau Candidate"
    _order = 'match_id, state, confidence desc, id'
    _rec_name = 'partner_id'

    match_id = fields.Many2one(
        'credit.bureau.match', required=True, readonly=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='match_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, readonly=True, index=True,
        ondelete='cascade',
    )
    confidence = fields.Float(readonly=True, digits=(3, 2))
    evidence = fields.Json(readonly=True)
    evidence_hash = fields.Char(
        readonly=True, help="A rejected candidate is offered again only with other evidence."
    )
    state = fields.Selection(
        [('proposed', "Proposed"), ('accepted', "Accepted"), ('rejected', "Rejected")],
        default='proposed', required=True, readonly=True,
    )
    user_id = fields.Many2one('res.users', string="Decided by", readonly=True)
    date = fields.Datetime(string="Decided on", readonly=True)
    reason = fields.Char(readonly=True)

    _unique = models.UniqueIndex('(match_id, partner_id)')

    @api.model
    def _file(self, proposals):
        """Enter the candidates of matches; return the matches that got something new to decide.

        :param proposals: [(match, {partner id: (confidence, evidence)})]
        """
        matches = self.env['credit.bureau.match'].union(*(match for match, _found in proposals))
        known = {(item.match_id.id, item.partner_id.id): item for item in matches.candidate_ids}
        news, missing = self.env['credit.bureau.match'], []
        for match, found in proposals:
            # Of a subject that is nobody's, nobody is offered again, whatever the evidence.
            state = 'rejected' if match.state == 'never' else 'proposed'
            for partner_id, (confidence, evidence) in found.items():
                values = {
                    'confidence': confidence, 'evidence': evidence, 'state': state,
                    'evidence_hash': evidence_hash(evidence),
                }
                candidate = known.get((match.id, partner_id))
                if candidate is None:
                    missing.append({'match_id': match.id, 'partner_id': partner_id, **values})
                    news |= match
                elif candidate.evidence_hash != values['evidence_hash']:
                    news |= match if candidate.state != 'proposed' else news.browse()
                    candidate.write(values)
        self.create(missing)
        again = [item.partner_id.id for item in known.values() if item.match_id in news]
        self.env['credit.profile']._touch_bureau_keys(self.env['res.partner'].browse(again))
        return news

    def _decide(self, state, reason):
        self.write({
            'state': state, 'reason': reason, 'user_id': self.env.uid,
            'date': fields.Datetime.now(),
        })


def evidence_hash(evidence):
    """Return the hash of what speaks for a candidate, whatever its order."""
    rows = sorted(chain.canonical(row) for row in evidence)
    return hashlib.sha256('\n'.join(rows).encode()).hexdigest()
