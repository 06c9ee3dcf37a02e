from odoo import api, models

BATCH = 500


class CreditFile(models.Model):
    """Every night: which kind each customer is, what is known of him, which files are due."""

    _inherit = 'credit.file'

    @api.model
    def _cron_night(self):
        roots = self.env['res.company'].sudo().search([('parent_id', '=', False)], order='id')
        self.env['credit.failure']._in_turn('files', roots, self._night)

    @api.model
    def _night(self, root):
        """Go through the customers of one company once a day; yield after each batch but the last."""
        today, profiles = root._credit_today(), self.env['credit.profile'].sudo()
        while root.credit_files_on != today:
            if not root.credit_files_upto:
                profiles._classify(root)
            batch = profiles.search([
                ('company_id', '=', root.id), ('id', '>', root.credit_files_upto),
            ], order='id', limit=BATCH)
            self.env['credit.failure']._apart_records('files', batch, self._look)
            if len(batch) < BATCH:
                root.write({'credit_files_on': today, 'credit_files_upto': 0})
            else:
                root.credit_files_upto = batch[-1].id
                yield

    @api.model
    def _look(self, profiles):
        """Do the night's work for a set of customers; extend it."""
        self._fill(profiles)


class CreditFailure(models.Model):
    """Work of this part, by name."""

    _inherit = 'credit.failure'

    @api.model
    def _selection_work(self):
        return [*super()._selection_work(), ('files', self.env._("Credit files"))]
