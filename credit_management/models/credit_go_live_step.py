from odoo import api, fields, models

from ..const import GO_LIVE_STEPS


class CreditGoLiveStep(models.Model):
    """One step that was done, or undone since: by whom and when. What is to do has no row."""

    _name = 'credit.go.live.step'
    _description = "Step of Go-live"
    _order = 'go_live_id, id'
    _rec_name = 'code'

    go_live_id = fields.Many2one(
        'credit.go.live', required=True, readonly=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='go_live_id.company_id', store=True, index=True)
    code = fields.Selection('_selection_code', string="Step", required=True, readonly=True)
    state = fields.Selection(
        [('done', "Done"), ('undone', "Undone")], required=True, readonly=True
    )
    user_id = fields.Many2one('res.users', string="By", readonly=True, ondelete='set null')
    date = fields.Datetime(readonly=True)

    _code_unique = models.UniqueIndex('(go_live_id, code)')

    @api.model
    def _selection_code(self):
        names = self.env['credit.go.live']._steps()
        return [(code, names[code].name) for code in GO_LIVE_STEPS if code in names]
