"""Subject by subject: whom to ask a bureau about, and what becomes of each answer.

An answer is stored before anything else happens to it, so that nothing is bought twice.
"""

import contextvars
import logging
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

import orjson

from . import retry
from .errors import (
    UNEXPECTED,
    Ambiguous,
    BadPayload,
    Forbidden,
    NotFound,
    OutcomeUnknown,
    Reaction,
    SchemaDrift,
    SourceError,
    SyncError,
)
from .match.candidates import choose, query_of
from .match.names import is_distinctive
from .records import Reject
from .sources.base import Pending
from .summary import NOT_DUE, WITHOUT
from .tasks import Owed, Task, as_raw, batches

_logger = logging.getLogger(__name__)
#: Requests to one bureau at a time; its own rate counts beside it.
THREADS = 4
#: So many candidates of one customer go to the match queue.
MAX_CANDIDATES = 5
#: The law or a missing consent does not change overnight.
LEGAL_DAYS = 90
MISS_DAYS = 30
#: Why nobody searches for a customer again: a search has found him.
FETCHED = 'fetched'
#: After these an order has come to its end, whatever it brought.
FINAL = frozenset({Reaction.NO_HIT, Reaction.REVIEW, Reaction.RECORD, Reaction.QUARANTINE,
                   Reaction.DISABLE_PRODUCT})


class Fetch:
    """Fetches for one source in one run."""

    def __init__(self, source, state, summary, run_id, dry=False):
        self._source, self._state, self._summary = source, state, summary
        self._run_id, self._dry = run_id, dry
        self._abilities = source.describe()
        self._owed = Owed(state, source.name)
        self._disabled = set()
        self._stopped = False

    # === WHAT TO DO === #

    def due(self):
        """Return the Tasks of a run: orders first, then what was owed, then customers by age."""
        tasks = [Task(row['partner_id'], row['provider_ref'], row['product'], (row, token))
                 for row, token in self._state.orders.due(self._source.name)]
        tasks += [task for ref, product in self._owed.pairs()
                  for task in self.of_ref(ref, forced=True) if task.product == product]
        for partner_id in self._state.partners.all_ids():
            tasks += self._of_partner(partner_id)
        return list(dict.fromkeys(tasks))

    def _of_partner(self, partner_id):
        customer = self._state.partners.get(partner_id)
        reason = self._state.misses.valid(
            self._source.name, partner_id, customer['identity_hash'])
        refs = [row['provider_ref'] for row in self._state.partners.refs_of(partner_id)
                if row['provider'] == self._source.settings.provider]
        # Fetched after a search and bound since: now its age counts.
        if reason and not (refs and reason == FETCHED):
            return []
        if refs:
            tasks = [task for ref in refs for task in self.of_ref(ref, partner_id)]
            if not tasks:
                self._summary.count(NOT_DUE)
            return tasks
        countries = self._abilities.countries
        if countries is not None and customer['country'] not in countries:
            return []
        return [Task(partner_id)] if self._is_findable(customer) else []

    def _is_findable(self, customer):
        if self._abilities.charges == 'per_call' and not self._source.settings.quota.pay_for_misses:
            self._summary.count('not searched: a miss would be charged')
            return False
        schemes = {row['scheme'] for row in self._state.partners.identifiers(customer['id'])}
        if schemes & set(self._abilities.schemes):
            return True
        return self._abilities.finds_by_name and is_distinctive(customer['name'])

    def of_ref(self, provider_ref, partner_id=None, forced=False):
        """Return a Task for each product of a subject that is older than it may be."""
        if partner_id is None:
            bound = self._state.partners.bound_to(self._source.settings.provider, provider_ref)
            partner_id = min(bound, default=None)
        return [Task(partner_id, provider_ref, product) for product in self._abilities.products
                if (forced or self._is_old(provider_ref, product))
                and not self._state.orders.is_open(self._source.name, product, provider_ref)]

    def _is_old(self, provider_ref, product):
        at = self._state.raw.fetched_at(self._source.name, product, provider_ref)
        return at is None or time.time() - at > self._source.settings.refresh_days * 86400

    # === DOING IT === #

    def run(self, tasks):
        """Do the tasks, a few at a time; yield after each, so that answers can be passed on."""
        if self._dry and self._abilities.charges != 'never':
            self._summary.would_ask += [
                (self._source.name, task.product or 'search', task.provider_ref or task.partner_id)
                for task in tasks]
            return
        waiting = batches(tasks, self._abilities.batch)
        with ThreadPoolExecutor(THREADS, thread_name_prefix=self._source.name) as pool:
            running = set()
            while True:
                self._fill(pool, running, waiting)
                if not running:
                    return
                done = next(as_completed(running))
                running.remove(done)
                self._note(done)
                yield

    def _fill(self, pool, running, waiting):
        while len(running) < THREADS and not self._stopped and not retry.stop.wanted:
            tasks = next(waiting, None)
            if tasks is None:
                return
            if tasks[0].product not in self._disabled:
                # The run's words stand in the logs of its threads too.
                running.add(pool.submit(contextvars.copy_context().run, self._do_all, tasks))

    def _do_all(self, tasks):
        """Runs in a thread: do tasks, together if there are several; return [(task, its error)]."""
        if len(tasks) > 1:
            try:
                return self._do_together(tasks)
            except (SchemaDrift, BadPayload, *UNEXPECTED) as error:
                _logger.warning("%s: %d at once: %s; one by one", self._source.name, len(tasks), error)
            except SourceError as error:
                return [(task, error) for task in tasks]
        return [(task, self._attempt(task)) for task in tasks]

    def _do_together(self, tasks):
        answers = self._source.fetch_many(
            [task.provider_ref for task in tasks], tasks[0].product)
        missing = []
        for task in tasks:
            if task.provider_ref in answers:
                self._store(task, answers[task.provider_ref])
            else:
                missing.append(task)
        return [(task, NotFound("The bureau knows no such subject.") if task in missing else None)
                for task in tasks]

    def _attempt(self, task):
        """Do one task; return the error of the source that it ended with, or None."""
        try:
            self._do(task)
        except UNEXPECTED as error:
            return SchemaDrift(f"{type(error).__name__}: {error}")
        except SourceError as error:
            return error
        return None

    def _do(self, task):
        """Ask, and store what comes at once."""
        if task.order is not None:
            row, token = task.order
            return self._store(task, self._source.poll(row['provider_ref'], row['product'], token))
        if task.provider_ref is not None:
            return self._fetch(task)
        return self._find(task)

    def _fetch(self, task):
        try:
            self._store(task, self._source.fetch(task.provider_ref, task.product))
        except OutcomeUnknown:
            # It may have been ordered: asked about later, never ordered again blindly.
            self._state.orders.note(self._source.name, task.product, task.provider_ref,
                                    task.partner_id, None, 60)
            raise

    def _find(self, task):
        customer = self._state.partners.get(task.partner_id)
        query = query_of(customer, self._state.partners.identifiers(task.partner_id),
                         orjson.loads(customer['names']))
        candidates = self._source.find(query)
        proven = choose(candidates, query)
        if proven is not None:
            self._fetch_found(task, proven.provider_ref)
            return
        self._miss(task, 'ambiguous' if candidates else 'not_found', MISS_DAYS)
        for candidate in candidates[:MAX_CANDIDATES]:
            self._store(task, as_raw(candidate))

    def _fetch_found(self, task, provider_ref):
        """Fetch what a search has proven to be the customer, and do not search again soon.

        Odoo may see it differently and bind nobody; that must not cost a search and a report a run.
        """
        for found in self.of_ref(provider_ref, task.partner_id):
            if found.product not in self._disabled:
                try:
                    self._fetch(found)
                except Forbidden as error:
                    # Of this product, not of searching.
                    self._react(found, error)
        self._miss(task, FETCHED, self._source.settings.refresh_days)

    def _store(self, task, answer):
        """Keep an answer, or the promise of one."""
        if isinstance(answer, Pending):
            if task.order is not None:
                self._state.orders.postpone(task.order[0], answer.poll_after)
            else:
                self._state.orders.note(self._source.name, task.product, task.provider_ref,
                                        task.partner_id, answer.token, answer.poll_after)
                self._owed.settle(task)
            return
        key = self._state.raw_store.put(answer.data)
        parts = self._state.raw.parts(self._source.name, answer.product, answer.provider_ref)
        with self._state.transaction():
            self._state.raw.add(self._source.name, answer, key, task.partner_id)
            # They are in the whole now.
            unused = [row['hash'] for row in parts if self._state.raw.delete(row)]
            if task.order is not None:
                self._state.orders.close(task.order[0])
            self._owed.settle(task)
        for key in unused:
            self._state.raw_store.delete(key)

    # === WHAT BECAME OF IT === #

    def _note(self, done):
        """Count finished tasks, or react to their errors as `errors.Reaction` says."""
        try:
            outcomes = done.result()
        except SyncError:
            self._stopped = True
            raise
        for task, error in outcomes:
            if error is None:
                self._summary.count('asked')
            else:
                self._summary.count(WITHOUT[error.reaction])
                self._react(task, error)

    def _react(self, task, error):
        _logger.warning("%s %s: %s", self._source.name, task.provider_ref or task.partner_id, error)
        reaction = error.reaction
        if task.order is not None and reaction in FINAL:
            self._state.orders.close(task.order[0])
        if reaction is Reaction.STOP_SOURCE:
            self._stopped = True
            self.owe([task])
        elif reaction is Reaction.DISABLE_PRODUCT:
            self._disabled.add(task.product)
            self._owed.settle(task)
        elif reaction in (Reaction.NO_HIT, Reaction.REVIEW):
            name = 'ambiguous' if isinstance(error, Ambiguous) else 'not_found'
            self._miss(task, name, MISS_DAYS)
        elif reaction is Reaction.RECORD:
            self._miss(task, 'legal_block', LEGAL_DAYS)
        elif reaction is Reaction.RETRY:
            self.owe([task])
            self._stopped = bool(self._state.breakers.open_until(self._source.name))
        elif reaction is Reaction.QUARANTINE:
            self._quarantine(task, error)
        if error.exit_code:
            self._summary.fail(error, self._source.name)

    def _miss(self, task, reason, days):
        """Remember not to ask for a customer again for a while; his data changed, it is forgotten."""
        customer = task.partner_id and self._state.partners.get(task.partner_id)
        if customer:
            self._state.misses.note(
                self._source.name, task.partner_id, reason, customer['identity_hash'], days)
        self._owed.settle(task)

    def _quarantine(self, task, error):
        reject = Reject(
            'schema_drift', getattr(error, 'path', ''), str(error),
            {'ref': task.provider_ref, 'product': task.product, 'partner': task.partner_id},
            None, task.provider_ref)
        self._state.quarantine.add(
            self._source.name, self._source.settings.provider, 'fetch', reject, self._run_id)
        self._owed.settle(task)

    def owe(self, tasks):
        self._owed.add(tasks)
