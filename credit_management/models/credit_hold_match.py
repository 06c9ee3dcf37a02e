from odoo import api, fields, models

from .credit_profile import FIGURES


class CreditHold(models.Model):
    """A hold's way to the money that is here and not matched."""

    _inherit = 'credit.hold'

    match_asked = fields.Char(related='profile_id.match_asked', groups=FIGURES)

    @api.depends('figures', 'state')
    def _compute_gauge_now(self):
        """Money of a payer who only has the customer's name does not count until it is matched."""
        super()._compute_gauge_now()
        doubtful = self.profile_id._doubtful_money()
        for hold in self.filtered(lambda hold: doubtful.get(hold.profile_id.id)):
            text = self.env._(
                "%(amount)s received from a payer of this name",
                amount=hold.profile_id.currency_id.format(doubtful[hold.profile_id.id]),
            )
            hold.unmatched_text = ' · '.join(filter(None, [hold.unmatched_text, text]))
            hold.can_match = hold.state == 'open'

    def action_match(self):
        """Match the money that is here, or ask accounting for it."""
        self.ensure_one()
        self.check_access('read')
        return self.profile_id._match(self.document_name)

    def credit_preview(self):
        return {
            **super().credit_preview(), 'match_asked': self.match_asked or '',
            'may_match': self.env['credit.match']._may_match(),
        }
