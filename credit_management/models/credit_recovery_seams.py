from odoo import api, models

from ..tools.exact import exact, rounded


class CreditRpmItem(models.Model):
    """What an agency collects is followed by nobody of ours."""

    _inherit = 'credit.rpm.item'

    @api.model
    def _line_facts(self, line_ids, today):
        facts = super()._line_facts(line_ids, today)
        for line_id, until in self.env['credit.mandate']._with_agency(line_ids, today).items():
            facts.setdefault(line_id, {}).update(is_away=True, away_until=until)
        return facts


class CreditMandate(models.Model):
    _inherit = 'credit.mandate'

    def _lines_moved(self):
        """Have the steps of these claims looked at again."""
        super()._lines_moved()
        self.env['credit.rpm.event'].sudo()._note_by_company('line', self.sudo().line_ids)


class CreditLetter(models.Model):
    """Letters name the interest up to their day."""

    _inherit = 'credit.letter'

    @api.model
    def _interest_lines(self, lines, day):
        known = super()._interest_lines(lines, day)
        # What bears interest is counted in its currency; a letter is in the company's here.
        claims = {line.id: line for line in lines if line.balance > 0}
        sheets = self.env['credit.interest.claim'].sudo()
        # What is itself interest bears none.
        invoices = sheets.search([('move_id', 'in', lines.move_id.ids)]).move_id
        known.update((line.id, 0.0) for line in claims.values() if line.move_id in invoices)
        # What an invoice claims already is asked for by that invoice.
        claimed = sheets._claimed(list(claims), ('posted',))
        interest = self.env['credit.interest']._of_lines(list(claims), day, claimed)
        for line_id, one in interest.items():
            claim = claims[line_id]
            if one.charge is None or not claim.amount_currency:
                known[line_id] = 0.0
            elif one.amount is not None:
                rate = exact(claim.balance) / exact(claim.amount_currency)
                known[line_id] = rounded(
                    one.amount * rate, claim.company_currency_id.decimal_places)
        return known
