from .common import CreditCommon


class OfferCommon(CreditCommon):
    """Holds to make proposals on."""

    def _held(self, pieces=15, price=100.0, **values):
        """Return (order, hold) of pieces over what fits a limit of 1,000."""
        order = self._order(price, **values)
        order.order_line.write({'product_uom_qty': pieces, 'price_unit': price})
        self.confirm(order)
        return order, order.sudo().credit_hold_id.with_env(self.env)

    def _offer(self, hold, code):
        return next(one for one in hold.with_user(self.officer)._offers() if one.code == code)

    def _now(self, hold):
        """Return what the check says now, as (verdict, exposure, limit, amount)."""
        self.env.flush_all()
        self.env.invalidate_all()
        check = self.env['credit.check'].sudo()
        return self._figures(check._answer_if(check._held_question(hold.sudo())))

    @staticmethod
    def _figures(answer):
        facts = answer.facts
        return (
            answer.verdict.verdict, round(facts['exposure'], 2), facts['effective_limit'],
            round(answer.document.amount, 2),
        )

    def _reasons(self, hold):
        return {offer.code: offer.reason for offer in hold.with_user(self.officer)._offers()}

    def _dialog(self, hold, choice, user=None, **values):
        """Return the dialog with `choice` made, as `user` (the officer) would see it."""
        wizard = self.env['credit.hold.propose'].with_user(user or self.officer)._of_hold(
            hold.with_user(user or self.officer)
        )
        wizard.write({'choice': choice, **values})
        return wizard
