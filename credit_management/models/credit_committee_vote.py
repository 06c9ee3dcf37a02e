from odoo import api, fields, models

from ..tools.committees import VOTES


class CreditCommitteeVote(models.Model):
    """One member's seat at one request: made when it is asked, voted on once."""

    _name = 'credit.committee.vote'
    _description = "Vote of a Credit Committee"
    _order = 'id'
    _rec_name = 'user_id'

    request_id = fields.Many2one(
        'credit.limit.request', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='request_id.company_id', store=True, index=True)
    member_id = fields.Many2one(
        'credit.committee.member', string="Seat", readonly=True, ondelete='set null')
    user_id = fields.Many2one('res.users', string="Member", required=True, readonly=True)
    is_barred = fields.Boolean(
        string="May Not Vote", readonly=True,
        help="Who asks, wrote the request, or sells to the customer has no vote.")
    vote = fields.Selection('_selection_vote', readonly=True)
    voter_id = fields.Many2one('res.users', string="Voted By", readonly=True)
    date = fields.Datetime(string="On", readonly=True)
    note = fields.Char(readonly=True)

    _once = models.UniqueIndex('(request_id, user_id)')
    _open_idx = models.Index("(request_id) WHERE vote IS NULL")

    @api.model
    def _selection_vote(self):
        words = {'yes': self.env._("Agrees"), 'no': self.env._("Against"),
                 'abstain': self.env._("Abstains")}
        return [(vote, words[vote]) for vote in VOTES]

    def _person(self):
        """Return who votes on this seat today."""
        today = self.company_id._credit_today()
        return self.member_id._person(today) if self.member_id else self.user_id
