from odoo import api, models


class CreditLimitation(models.Model):
    """A limitation letter is drafted when it is due: once a customer, and a person approves it."""

    _inherit = 'credit.limitation'

    @api.model
    def _night_done(self, root, today):
        super()._night_done(root, today)
        self._draft_letters(root, today)

    @api.model
    def _draft_letters(self, root, today):
        """Draft letters about claims whose letter is due, where none was written since then.

        Nothing before the company's day of watching. Who cancelled a draft hears of it in his
        tasks, and gets no second one.
        """
        watched = root.credit_limitation_from
        if not watched or watched > today:
            return
        claims = self.search([
            ('company_id', '=', root.id), ('letter_on', '<=', today), ('safe_date', '>=', today),
            ('pending_kind', '=', False), ('amount', '>=', root.credit_limitation_least),
        ])
        letters = self.env['credit.letter'].sudo()
        written = dict(letters._read_group(
            [('profile_id', 'in', claims.profile_id.ids), ('kind', '=', 'limitation')],
            ['profile_id'], ['date:max']))
        drafts = []
        for profile, own in claims.grouped('profile_id').items():
            last = written.get(profile)
            if not last or last < min(own.mapped('letter_on')):
                drafts.append({'profile': profile, 'kind': 'limitation', 'degree': 0,
                               'lines': own.move_line_id, 'channel': 'courier'})
        if drafts:
            letters._make_all(today, drafts)
