from odoo import api, fields, models
from odoo.exceptions import UserError

from .credit_profile import FIGURES

STOP = ('contact_stop', 'contact_stop_reason', 'contact_stop_until')
WORDS = {
    'contact_stop': 'stopped', 'contact_stop_reason': 'reason', 'contact_stop_until': 'until',
}


class CreditProfile(models.Model):
    """Letters to the customer, and whether any may be sent to him."""

    _inherit = 'credit.profile'

    letter_ids = fields.One2many('credit.letter', 'profile_id', groups=FIGURES)
    contact_stop = fields.Boolean(
        string="On the Stop List", groups=FIGURES,
        help="No letter is sent to this customer by mail until it is taken off, or ends.")
    contact_stop_reason = fields.Char(string="Why Stopped", groups=FIGURES)
    contact_stop_until = fields.Date(
        string="Stopped Until", groups=FIGURES, help="The last day; empty: until it is taken off.")

    def _is_contact_stopped(self, day):
        """Tell whether the stop list keeps everything from this customer on `day`."""
        self.ensure_one()
        return self.contact_stop and (
            not self.contact_stop_until or self.contact_stop_until >= day)

    @api.model_create_multi
    def create(self, vals_list):
        profiles = super().create(vals_list)
        for profile in profiles.sudo().filtered('contact_stop'):
            profile._log_contact_stop({'contact_stop': False})
        return profiles

    def write(self, vals):
        if not set(vals) & set(STOP):
            return super().write(vals)
        before = {profile: profile._snapshot_values(STOP) for profile in self}
        done = super().write(vals)
        for profile, then in before.items():
            if profile._snapshot_values(STOP) != then:
                profile.sudo()._log_contact_stop(then)
        return done

    def _log_contact_stop(self, before):
        """Note who put the customer on the list or took him off; a stop has a reason."""
        self.ensure_one()
        if self.contact_stop and not (self.contact_stop_reason or '').strip():
            raise UserError(self.env._(
                "Say why no letter may go to %(customer)s: the reason is kept in the log.",
                customer=self.display_name))
        after = self._snapshot_values(STOP)
        for values in (before, after):
            if values.get('contact_stop_until'):
                values['contact_stop_until'] = str(values['contact_stop_until'])
        self._log_change(
            'contact_stop', {WORDS[key]: value for key, value in before.items()},
            {WORDS[key]: value for key, value in after.items()}, self.contact_stop_reason)

    def action_open_letters(self):
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Letters to %(customer)s", customer=self.display_name),
            'res_model': 'credit.letter', 'view_mode': 'list,form',
            'domain': [('profile_id', '=', self.id)], 'context': {'create': False},
        }

    def _merge_into(self, partner, kind):
        """Letters go on with the survivor: what was demanded stays demanded."""
        survivor = super()._merge_into(partner, kind)
        letters = self.env['credit.letter'].sudo().search([('profile_id', '=', self.id)])
        letters.filtered(lambda letter: letter.state == 'draft')._supersede()
        letters.write({'profile_id': survivor.id, 'batch_id': False})
        if self.contact_stop and not survivor.contact_stop:
            survivor.write({name: self[name] for name in STOP})
        return survivor

    def action_new_letter(self):
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("New Letter"),
            'res_model': 'credit.letter.new', 'view_mode': 'form', 'views': [(False, 'form')],
            'target': 'new', 'context': {'default_profile_id': self.id},
        }

    def action_call(self):
        """Open call mode at this customer: at what is planned with him, or a call of today."""
        self.ensure_one()
        self.check_access('read')
        self.env['credit.touch'].check_access('create')
        return self.env['credit.touch']._of_today(self).action_call()
