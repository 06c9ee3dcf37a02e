"""The buttons of *Go-live* as the people of a company press them."""

import time
from collections import Counter
from contextlib import contextmanager

from . import snapshots
from .rpc import Json2

#: What is done in the background.
CRONS = ('credit_go_live_scope_cron', 'credit_limit_proposal_cron', 'credit_backtest_cron')
#: So often at most.
ROUNDS = 50
UNDER_WAY = """
    SELECT EXISTS (SELECT FROM credit_go_live WHERE scope_state IS NOT NULL)
        OR EXISTS (SELECT FROM credit_limit_proposal WHERE state IN ('applying', 'undoing'))
        OR EXISTS (SELECT FROM credit_backtest WHERE state IN ('waiting', 'running'))"""


class GoLive:
    """The company, its people, and the buttons of *Go-live* as they press them."""

    def __init__(self, server, people):
        self.server, self.database, self.people = server, server.database, people
        self.seconds, self.before = Counter(), {}

    def __getattr__(self, login):
        return Json2(self.server, self.people[login])

    def page(self, by=None):
        return (by or self.mona).call('credit.go.live', 'get_page')

    def step(self, code):
        return next(step for step in self.page()['steps'] if step['code'] == code)

    def figures(self, code):
        return {figure['name']: figure['value'] for figure in self.step(code)['figures']}

    @contextmanager
    def timed(self, code):
        started = time.monotonic()
        yield
        self.seconds[code] += time.monotonic() - started

    def remember(self, code):
        """Keep what the addon stores before a step."""
        self.before[code] = snapshots.credit(self.database)

    def press(self, code):
        """Press the button of a step, and let what it began in the background come to its end."""
        with self.timed(code):
            action = self.mona.call('credit.go.live', 'act', code=code)
            self.crons()
        return action

    def complete(self, code):
        self.mona.call('credit.go.live', 'complete', code=code)

    def undo(self, code):
        with self.timed(f'undo {code}'):
            self.mona.call('credit.go.live', 'undo', code=code)
            self.crons()

    def give_limits(self):
        """Propose limits, change the largest by hand, and sign."""
        assert self.press('limits')['res_model'] == 'credit.limit.proposal.fill'
        with self.timed('limits'):
            self.dialog('credit.limit.proposal.fill', 'action_propose')
        [largest] = self.mona.search('credit.limit.proposal.line', ['rank', '=', 1])
        self.mona.write('credit.limit.proposal.line', largest, {
            'limit': 250_000.0, 'why': "Agreed with the owner"})
        assert self.press('limits')['res_model'] == 'credit.limit.proposal.sign'
        with self.timed('limits'):
            self.dialog('credit.limit.proposal.sign', 'action_sign', reason="Opening limits")

    def dialog(self, model, button, **values):
        """Fill a dialog in and press its button."""
        names = self.mona.call(model, 'fields_get', attributes=['type'])
        given = {**self.mona.call(model, 'default_get', fields=list(names)), **values}
        wizard = self.mona.create(model, given)
        self.mona.call(model, button, wizard)
        self.crons()

    def crons(self):
        """Run what was triggered until nothing is under way, as the scheduler does."""
        for _round in range(ROUNDS):
            for name in CRONS:
                self.admin_of_all.call('ir.cron', 'method_direct_trigger', self.reference(name))
            if not self.database.value(UNDER_WAY):
                return
        raise AssertionError(f"still under way after {ROUNDS} rounds")

    def ask_too_much(self, partner):
        """Make a quotation of a million."""
        [service] = self.sam.search('product.product', ['name', '=', "Upkeep"])
        return self.sam.create('sale.order', {
            'partner_id': partner, 'order_line': [[0, 0, {
                'product_id': service, 'product_uom_qty': 1, 'price_unit': 1_000_000.0}]]})

    def customer_of_wave(self, number):
        return self.database.value(
            "SELECT p.partner_id FROM credit_profile p JOIN credit_wave w ON w.id = p.wave_id"
            " WHERE w.number = %s AND p.limit_mode = 'limited' ORDER BY p.id", number)

    def reference(self, name):
        return self.database.value(
            "SELECT res_id FROM ir_model_data WHERE module = 'credit_management' AND name = %s",
            name)
