import logging
from collections import defaultdict

from odoo import models
from odoo.exceptions import ConcurrencyError
from psycopg2 import IntegrityError, OperationalError

from ..tools import chain
from ..tools.bureau_checks import Error

_logger = logging.getLogger(__name__)

#: Breaking one of these means that another transaction was faster: Odoo tries the call again.
RACED = {
    'credit_bureau_report_content_unique', 'credit_bureau_binding_ref_unique',
    'credit_bureau_match_ref_unique', 'credit_bureau_event_key_unique',
}


class CreditBureauIntake(models.AbstractModel):
    """The writing half: everything in one savepoint; if that fails, halves, down to the bad one."""

    _inherit = 'credit.bureau.intake'

    def _store(self, company, batch, items):
        """Write `items`; one that cannot be written is answered so and takes no other with it."""
        if not items:
            return
        try:
            with self.env.cr.savepoint():
                self._store_part(company, batch, items)
        except (OperationalError, ConcurrencyError):
            raise  # Odoo tries the whole call again
        except Exception as error:  # noqa: BLE001 - it must not take the others along
            if _is_race(error):
                raise ConcurrencyError(str(error)) from error
            self._halve(company, batch, items, error)

    def _halve(self, company, batch, items, error):
        if len(items) == 1:
            item = items[0]
            _logger.warning(
                "bureau report %s could not be stored", item.checked.external_id, exc_info=error
            )
            item.outcome, item.state, item.report_id = 'rejected', None, None
            item.errors = [Error('malformed', '', {'expected': type(error).__name__})]
            return
        middle = len(items) // 2
        self._store(company, batch, items[:middle])
        self._store(company, batch, items[middle:])

    def _store_part(self, company, batch, items):
        self._bind(company, items)
        matches = self.env['credit.bureau.match'].sudo()._file(company, [
            item for item in items if item.state == 'unmatched'
        ])
        reports = self.env['credit.bureau.report'].sudo().create([
            self._prepare_report(company, batch, item, matches) for item in items
        ])
        self.env['credit.bureau']._come_into_use()
        for item, report in zip(items, reports, strict=True):
            item.report_id = report.id
        self._store_lines(company, items)
        self._object(company, items)
        self.env['credit.bureau.report'].sudo()._settle({
            (company.id, item.bureau.id, item.whose.partner_id)
            for item in items if item.state in ('bound', 'history')
        }, self._observations(company, items))
        # What does not fit the database is found here, inside the savepoint.
        self.env.flush_all()

    def _bind(self, company, items):
        """Remember whose a bureau's subject is where a strong identifier said so."""
        new = {}
        for item in items:
            if item.whose.by_identifier and item.state in ('bound', 'history'):
                new.setdefault(item.ref_key, item)
        partners = self.env['res.partner'].browse(
            sorted({item.whose.partner_id for item in new.values()})
        )
        self.env['credit.profile'].sudo()._touch_bureau_keys(partners)
        self.env['credit.bureau.binding'].sudo().create([{
            'company_id': company.id, 'bureau_id': item.bureau.id,
            'provider_ref': item.ref_key[1], 'partner_id': item.whose.partner_id,
            'subject_name': item.checked.report['subject']['legal_name'], 'method': 'identifier',
            'evidence': ', '.join(f"{row['scheme']} {row['value']}" for row in item.whose.evidence),
        } for item in new.values()])

    def _prepare_report(self, company, batch, item, matches):
        model = self.env['credit.bureau.report']
        bound = item.state in ('bound', 'history')
        return {
            **model._columns(item.checked, company, item.bureau),
            'state': item.state, 'corrects_id': item.corrects_id,
            'partner_id': item.whose.partner_id if bound else False,
            'match_id': matches.get(item.ref_key, False) if item.state == 'unmatched' else False,
            'reasons': _reasons(item.errors), 'batch_id': batch.id,
            'payload_offset': item.place[0], 'payload_size': item.place[1],
            'payload_type': (item.checked.report.get('raw') or {}).get('media_type'),
        }

    def _store_lines(self, company, items):
        """Write scores, limits and cover of all `items`, a list a model."""
        env = self.sudo().env
        currencies = self._currencies(items)
        scales = env['credit.bureau.scale'].search([
            ('bureau_id', 'in', [item.bureau.id for item in items]),
        ])._in_force()
        rows = defaultdict(list)
        for item in items:
            common = self._common(company, item)
            for row in item.checked.rows('scores'):
                values = env['credit.bureau.score']._prepare(row, common)
                values.update(env['credit.bureau.score']._grading(values, scales))
                rows['credit.bureau.score'].append(values)
            for section, model in (('limits', 'credit.bureau.limit'),
                                   ('cover', 'credit.bureau.cover')):
                rows[model] += [
                    env[model]._prepare(row, common, currencies)
                    for row in item.checked.rows(section)
                ]
        for model, values in rows.items():
            env[model].create(values)

    def _common(self, company, item):
        bound = item.state in ('bound', 'history')
        return {
            'report_id': item.report_id, 'company_id': company.id, 'bureau_id': item.bureau.id,
            'partner_id': item.whose.partner_id if bound else False,
            'as_of': item.checked.report['as_of'],
        }

    def _currencies(self, items):
        """Return ``{ISO code: id}`` of the currencies that the limits and covers name."""
        codes = {
            row.get('currency') for item in items for section in ('limits', 'cover')
            for row in item.checked.rows(section)
        } - {None}
        if not codes:
            return {}
        found = self.env['res.currency'].sudo().with_context(active_test=False).search_fetch(
            [('name', 'in', sorted(codes))], ['name']
        )
        return {currency.name: currency.id for currency in found}

    def _object(self, company, items):
        """A report that its subject disputes opens an objection; one that is not closes it."""
        self.env['credit.bureau.objection'].sudo()._of_reports(company, [
            (item.bureau.id, item.whose.partner_id, item.report_id,
             bool(item.checked.report.get('disputed')))
            for item in items if item.state == 'bound'
        ])

    def _observations(self, company, items):
        """Return ``{(company, bureau, partner): [events as `tools.bureau_events` takes them]}``."""
        found = defaultdict(list)
        for item in items:
            if item.state in ('bound', 'history'):
                found[company.id, item.bureau.id, item.whose.partner_id] += [
                    self.env['credit.bureau.event']._observed(row, item.order, item.report_id)
                    for row in item.checked.rows('events')
                ]
        return found

    def _answer(self, item):
        """Return the answer to one report, as the contract gives it."""
        if item.twin:
            item.report_id, item.errors = item.twin.report_id, item.twin.errors
            if item.report_id is None:
                item.outcome = item.twin.outcome
        model = self.env['credit.bureau.report']
        return {
            'external_id': item.checked.external_id, 'outcome': item.outcome,
            'id': item.report_id, 'errors': [model._error_answer(error) for error in item.errors],
        }


def _reasons(errors):
    """Return errors as text to keep, or nothing."""
    return chain.canonical([
        {'code': error.code, 'field': error.field, 'params': error.params} for error in errors
    ]) if errors else False


def _is_race(error):
    """Tell whether a unique index was broken by what this transaction cannot see yet."""
    return isinstance(error, IntegrityError) and error.diag.constraint_name in RACED
