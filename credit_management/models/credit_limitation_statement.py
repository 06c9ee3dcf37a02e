from odoo import api, models

from ..tools.limitation import Event


class CreditLimitation(models.Model):
    """Statements that customers signed: the claims in them, but for those they do not agree to."""

    _inherit = 'credit.limitation'

    @api.model
    def _events(self, line_ids, as_of):
        found = super()._events(line_ids, as_of)
        lines = self.env['credit.statement.line'].sudo().search([
            ('move_line_id', 'in', list(line_ids)), ('open_amount', '>', 0),
            ('statement_id.signed_at', '!=', False), ('statement_id.answered_on', '<=', as_of),
        ], order='id')
        disputed = lines.statement_id.dispute_ids.statement_line_id
        for line in lines - disputed:
            if line.move_line_id.id in found:
                found[line.move_line_id.id].append(line.statement_id._limitation_event())
        return found


class CreditStatement(models.Model):
    """What a signed statement is to the limitation of its claims."""

    _inherit = 'credit.statement'

    def _limitation_event(self):
        """Return the `tools.limitation.Event` of a signed statement, with what proves it."""
        self.ensure_one()
        letter = self.letter_id
        there = {
            'statement': self.document_hash, 'signer': self.signature or self.paper_name,
            # The company's own seal is its own act, whoever put it there.
            'authorization': (self.signer_right or '').strip() or self.seal == 'company',
            'demand_sentence': letter and 'demand_sentence' in letter._contents()
            and not letter._taken_back(),
        }
        return Event(
            'statement_signed', self.answered_on, ref=f'credit.statement,{self.id}',
            evidence=frozenset(code for code, is_there in there.items() if is_there))
