from odoo import api, models
from odoo.tools import SQL, split_every

#: Customers whose letters are drafted and committed in one go.
CHUNK = 50


class CreditLimitation(models.Model):
    """A limitation letter is drafted when it is due: once a claim and period, a person approves it.

    What is disputed, promised or with an agency runs out as well: its letter is drafted too.
    """

    _inherit = 'credit.limitation'

    @api.model
    def _night_done(self, root, today):
        yield from super()._night_done(root, today)
        yield from self._draft_letters(root, today)

    @api.model
    def _draft_letters(self, root, today):
        """Draft letters about claims whose letter is due, where none names them in this period.

        Nothing before the company's day of watching. Who cancelled a draft hears of its claims in
        his tasks, and gets no second one about them.
        """
        watched = root.credit_limitation_from
        if not watched or watched > today:
            return
        due = self.search([
            ('company_id', '=', root.id), ('letter_on', '<=', today), ('safe_date', '>=', today),
            ('pending_kind', '=', False), ('amount', '>=', root.credit_limitation_least),
        ], order='profile_id, id')
        named = due._named_on()
        drafted = self.env['credit.letter'].sudo().search([
            ('profile_id', 'in', due.profile_id.ids), ('kind', '=', 'limitation'),
            ('state', '=', 'draft')]).profile_id
        wanted = due.filtered(lambda claim: (
            claim.profile_id not in drafted and not claim.move_line_id.no_followup
            and (not named.get(claim.move_line_id.id)
                 or named[claim.move_line_id.id] < claim.anchor_date)))
        for part in split_every(CHUNK, wanted.grouped('profile_id').items(), list):
            self.env['credit.letter'].sudo()._make_all(today, [
                {'profile': profile, 'kind': 'limitation', 'degree': 0, 'lines': own.move_line_id,
                 'channel': 'courier'} for profile, own in part])
            yield

    def _named_on(self):
        """Return ``{maturity line id: day of the last limitation letter that names it}``."""
        self.env['credit.letter.line'].flush_model()
        self.env['credit.letter'].flush_model()
        return dict(self.env.execute_query(SQL(
            """SELECT line.move_line_id, MAX(letter.date) FROM credit_letter_line line
                 JOIN credit_letter letter ON letter.id = line.letter_id
                  AND letter.kind = 'limitation'
                WHERE line.move_line_id = ANY(%s) GROUP BY 1""", self.move_line_id.ids)))
