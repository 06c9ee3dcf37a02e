from odoo import api, models


class CreditExcuse(models.Model):
    """What contracts and letters of authority say to an excuse.

    A letter that is missing proves nothing: who signed may have been authorised all the same.
    """

    _inherit = 'credit.excuse'

    @api.model
    def _fact_pod_signed_authorised(self, case_sudo, lines):
        signed, proofs = self._fact_pod_signed(case_sudo, lines)
        values = {}
        for line in lines:
            own = proofs.filtered(lambda one, line=line: (
                one.picking_id in self._sold_lines(line).move_ids.picking_id))
            good = all(one.receiver in ('ok', 'warn', 'ratified') for one in own)
            values[line.id] = bool(signed[line.id] and own and good) or None
        return values, proofs.filtered(lambda one: one.receiver != 'fail')

    @api.model
    def _fact_signer_authorised(self, case_sudo, lines):
        def known(contract):
            return contract.signatory_ids and all(
                self.env['credit.authorization']._may(
                    'contract', contract.company_id, contract.partner_id, person,
                    contract.amount or None, contract.signed_on).result != 'fail'
                for person in contract.signatory_ids)
        return self._of_contract(lines, lambda contract: bool(known(contract)) or None)

    @api.model
    def _fact_sme_protected(self, case_sudo, lines):
        return self._of_contract(
            lines, lambda contract: contract.is_small and contract.debtor_kind != 'other')

    @api.model
    def _fact_pay_when_paid_clause(self, case_sudo, lines):
        return self._of_contract(lines, lambda contract: contract.pay_when_paid)

    @api.model
    def _of_contract(self, lines, says):
        """Return (``{line id: what its contract says}``, contracts); without one nobody knows."""
        values, shown = {}, self.env['credit.contract'].sudo()
        for line in lines:
            contract = (
                line.move_id.credit_contract_id
                or self._sold_lines(line).order_id.credit_contract_id)[:1].sudo()
            values[line.id] = says(contract) if contract else None
            shown |= contract
        return values, shown
