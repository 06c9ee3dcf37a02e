from odoo import models


class CreditProvisionMatrix(models.Model):
    """Versions of a table: copied with its segments, fixed by the first sheet that uses it."""

    _inherit = 'credit.provision.matrix'

    def copy(self, default=None):
        """Copy the rates with their segments: a line points to the segment of its own table."""
        copies = super().copy(default)
        for matrix, new in zip(self, copies, strict=True):
            new.line_ids.unlink()
            matrix._copy_rates(new)
        return copies

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if 'name' not in (default or {}):
            for matrix, vals in zip(self, vals_list, strict=True):
                vals['name'] = self.env._("%(name)s (copy)", name=matrix.name)
        return vals_list

    def _copy_rates(self, new):
        segments = {
            segment.id: segment.copy({'matrix_id': new.id}).id for segment in self.segment_ids
        }
        self.env['credit.provision.matrix.line'].create([{
            'matrix_id': new.id, 'segment_id': segments.get(line.segment_id.id),
            'first_day': line.first_day, 'rate': line.rate,
        } for line in self.line_ids])

    def action_new_version(self):
        """Open the next version of used rates, made now if there is none."""
        self.ensure_one()
        self.check_access('write')
        following = self.with_context(active_test=False).search([('previous_id', '=', self.id)])
        if not following:
            # In sudo: version and predecessor are the server's; the right to write was checked.
            following = self.sudo().copy({
                'name': self.name, 'version': self.version + 1, 'previous_id': self.id,
            }).sudo(self.env.su)
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': following.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }

    def _use(self):
        """Fix the tables: a sheet is computed with them. Each takes the place of its predecessor."""
        fresh_sudo = self.sudo().filtered(lambda matrix: not matrix.is_used)
        fresh_sudo.write({'is_used': True})
        fresh_sudo.previous_id.write({'active': False})
