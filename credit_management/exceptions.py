from odoo.exceptions import UserError


class CreditHold(UserError):
    """A document was held by the credit gate.

    Over RPC the text is the only argument, and `context` carries plain JSON:
    ``{"order_ids", "hold_ids", "verdict", "breaches"}``.
    """

    def __init__(self, message, outcomes=()):
        super().__init__(message)
        #: Server side only: what a door needs to write the hold again after a savepoint took it.
        self.outcomes = tuple(outcomes)
        self.context = {
            'order_ids': [o.order_id for o in self.outcomes if o.order_id],
            'hold_ids': [o.hold_id for o in self.outcomes if o.hold_id],
            'verdict': 'stop' if any(o.verdict == 'stop' for o in self.outcomes) else 'hold',
            'breaches': [breach for o in self.outcomes for breach in o.breaches],
        }


class BureauRefusal(UserError):
    """A whole call of the sync agent was refused; over RPC `context` is ``{"code"}``.

    Codes: ``batch_too_large``, ``contract_version``, ``bureau_unknown``, ``malformed``.
    """

    def __init__(self, code, message):
        super().__init__(f'{code}: {message}')
        self.context = {'code': code}
