from markupsafe import Markup
from odoo import api, fields, models

#: A method: whether it has an amount, code, name, amount, what it rests on.
ROW = Markup("<tr class='%s'><td>%s</td><td>%s</td><td class='text-end'>%s</td><td>%s</td></tr>")


class CreditLimitSuggestion(models.Model):
    """The methods as people read them: amount, inputs, and what is missing by name."""

    _inherit = 'credit.limit.suggestion'

    rows_html = fields.Html(string="Methods", compute='_compute_rows_html', sanitize=False)

    @api.depends('rows')
    @api.depends_context('lang')
    def _compute_rows_html(self):
        names, words = self._method_names(), self._input_names()
        for record in self:
            body = Markup().join(
                ROW % (
                    '' if row['amount'] is not None else 'text-muted', row['code'],
                    names[row['code']], record._amount_words(row),
                    record._input_words(row, words))
                for row in record.rows or ())
            record.rows_html = body and Markup(
                "<table class='table table-sm'><thead><tr><th></th><th>%s</th>"
                "<th class='text-end'>%s</th><th>%s</th></tr></thead><tbody>%s</tbody></table>") % (
                self.env._("Method"), self.env._("Amount"), self.env._("What It Rests On"), body)

    def _amount_words(self, row):
        if row['amount'] is None:
            return '–'
        return (self.currency_id or self.company_id.currency_id).format(row['amount'])

    def _input_words(self, row, words):
        if row['why'] == 'long_term':
            return self.env._("Holds for terms of up to 30 days.")
        if row['why'] == 'no_share':
            return self.env._("The insured part is above 0 and at most 100 %.")
        known = [
            f'{words.get(name, name)} {_figure(value)}' for name, value in row['inputs'].items()
            if value not in (None, [])]
        lacks = ', '.join(words.get(name, name) for name in row['missing'])
        parts = [' · '.join(known)] if known else []
        if lacks:
            parts.append(self.env._("not known: %(names)s", names=lacks))
        if row['why']:
            parts.append(self.env['credit.score']._why_words(row['why']))
        return '; '.join(parts)

    @api.model
    def _method_names(self):
        return {
            'F1': self.env._("Working assets"), 'F2': self.env._("A tenth of the net worth"),
            'F3': self.env._("What other suppliers give"), 'F4': self.env._("What he needs"),
            'F5': self.env._("A month of last year's sales"), 'F6': self.env._("Six factors"),
            'F7': self.env._("Bureau"), 'F8': self.env._("Insurance"),
            'F9': self.env._("High credit"),
        }

    @api.model
    def _input_names(self):
        return {
            **dict(self.env['credit.annual.accounts.line']._selection_entry()),
            'accounts': self.env._("annual accounts"), 'assets': self.env._("working assets"),
            'value': self.env._("value"), 'share': self.env._("share (%)"),
            'net_worth': self.env._("net worth"), 'references': self.env._("trade references"),
            'purchases': self.env._("purchases of a year"), 'term': self.env._("days of payment"),
            'tolerated': self.env._("days tolerated"), 'season': self.env._("season on top"),
            'sales': self.env._("sales of twelve months"),
            'need': self.env._("part of his purchases"), 'habit': self.env._("how he pays"),
            'years': self.env._("years in business"), 'margin': self.env._("our margin"),
            'current': self.env._("current ratio"), 'debt': self.env._("part borrowed"),
            'amount': self.env._("recommended"), 'insured': self.env._("insured limit"),
            'high_credit': self.env._("peak of twelve months"),
            'behaviour': self.env._("part for how he paid"), 'uplift': self.env._("uplift"),
        }


def _figure(value):
    if isinstance(value, list):
        return ', '.join(map(_figure, value))
    return f'{value:,.2f}'.rstrip('0').rstrip('.')
