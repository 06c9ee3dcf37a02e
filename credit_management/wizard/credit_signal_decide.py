from datetime import timedelta

from odoo import api, fields, models


class CreditSignalDecide(models.TransientModel):
    """Asks for what every decision about a danger signal needs: a sentence, a file, an end."""

    _name = 'credit.signal.decide'
    _description = "Decide about a Danger Signal"

    decision = fields.Selection(
        [('flag', "Flag a signal"), ('acknowledge', "It is dealt with"),
         ('overrule', "Overrule its stop"), ('lift', "Take the flag back")],
        required=True, readonly=True,
    )
    profile_id = fields.Many2one(
        'credit.profile', readonly=True, ondelete='cascade', help="None: signals of several.")
    signal_ids = fields.Char(readonly=True, help="Which ones, as ids between commas.")
    subject = fields.Char(compute='_compute_subject')
    code = fields.Selection(
        selection=lambda self: self.env['credit.signal']._selection_code(), string="Which One",
        default='DS9',
    )
    note = fields.Text(string="What, and how it is known")
    is_stop = fields.Boolean(
        string="Stops orders by itself",
        help="For a credit manager: whatever the points, until it is taken back or overruled.",
    )
    attachment_ids = fields.Many2many('ir.attachment', string="Files", bypass_search_access=True)
    valid_until = fields.Date(
        default=lambda self: self.env.company._credit_today() + timedelta(days=30))

    @api.model
    def _dialog(self, decision, profile, signals=None):
        wizard = self.create({
            'decision': decision, 'profile_id': profile.id if len(profile) == 1 else False,
            'signal_ids': ','.join(map(str, signals.ids)) if signals else False,
        })
        return {
            'type': 'ir.actions.act_window',
            'name': dict(self._fields['decision']._description_selection(self.env))[decision],
            'res_model': self._name, 'res_id': wizard.id, 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new',
        }

    def _signals(self):
        return self.env['credit.signal'].browse(
            int(one) for one in (self.signal_ids or '').split(',') if one.isdigit())

    @api.depends('profile_id', 'signal_ids')
    def _compute_subject(self):
        for wizard in self:
            signals = wizard._signals()
            wizard.subject = ' · '.join(filter(None, [
                wizard.profile_id.display_name or None, ', '.join(signals.mapped('display_name'))]))

    def action_apply(self):
        """Hand the decision to the signal, or to the customer."""
        self.ensure_one()
        signals = self._signals()
        if self.decision == 'flag':
            self.profile_id.flag_signal(
                self.code, self.note, self.is_stop, self.sudo().attachment_ids.ids)
        elif self.decision == 'overrule':
            signals.overrule(self.note, self.valid_until)
        elif self.decision == 'lift':
            signals.lift(self.note)
        else:
            signals.acknowledge(self.note)
        return {'type': 'ir.actions.act_window_close'}
