from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditWriteOffPaper(models.Model):
    """A paper on a request to write off; once people approve on it, it stays."""

    _name = 'credit.write.off.paper'
    _description = "Paper of a Write-off"
    _order = 'write_off_id, evidence_id, id'
    _rec_name = 'evidence_id'

    write_off_id = fields.Many2one(
        'credit.write.off', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='write_off_id.company_id', store=True, index=True)
    evidence_id = fields.Many2one(
        'credit.write.off.evidence', string="What It Is", required=True, ondelete='restrict')
    file = fields.Binary(attachment=True, required=True)
    filename = fields.Char()
    note = fields.Char()

    @api.model_create_multi
    def create(self, vals_list):
        papers = super().create(vals_list)
        if not self.env.su and (over := papers.write_off_id.filtered(
            lambda request: request.state in ('refused', 'withdrawn', 'reversed')
        )):
            raise UserError(self.env._(
                "%(request)s is over; papers belong to a request that goes on.",
                request=over[0].display_name))
        return papers

    def write(self, vals):
        self._check_free()
        res = super().write(vals)
        self._check_free()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_free(self):
        self._check_free()

    def _check_free(self):
        if not self.env.su and (kept := self.write_off_id.filtered(
            lambda request: request.state != 'draft'
        )):
            raise UserError(self.env._(
                "People decide on the papers of %(request)s, so they stay. Add another one beside"
                " it.", request=kept[0].display_name))
