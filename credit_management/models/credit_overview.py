import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from psycopg2.extras import Json

_logger = logging.getLogger(__name__)

#: Figures younger than this are shown as they are; older ones too, and are worked out anew.
FRESH = timedelta(minutes=15)


class CreditOverview(models.AbstractModel):
    """The frame of the overview: which tiles there are, and their figures.

    A tile is a method `_tile_<code>(root_sudo)` that returns plain JSON, or None while there is
    nothing to show. It runs as superuser in the root company with all its branches, without a
    language: codes, dates and amounts, no sentences; what is said in words is added by `_words`.
    Tiles of `_tiles` are kept in `credit.overview.figure`; those of `_live_tiles` answer in
    milliseconds and are asked whenever the page opens.
    """

    _name = 'credit.overview'
    _description = "Credit Overview"

    @api.model
    def _tiles(self):
        """Return ``{code: method}`` of the tiles whose figures are kept; extend to add one."""
        return {}

    @api.model
    def _live_tiles(self):
        """Return ``{code: method}`` of the tiles that are asked each time."""
        return {}

    @api.model
    def _words(self, code, data):
        """Return `data` of a tile with what the reader's language makes of its codes."""
        return data

    # === ANSWERS === #

    @api.model
    @api.readonly
    def get_overview(self, company_id=None):
        """Return all tiles as they are known; nothing is worked out but what is live.

        :return: ``{"company_id", "company", "currency_id", "day", "tiles": {code: {"data",
            "computed_at", "state"}}}``; `state`: ``live``, ``fresh``, ``old``, ``none`` (never
            worked out) or ``failed`` (the last try stopped; `data` is what was known before)
        """
        root_sudo = self._root_read(company_id)
        kept = self._kept(root_sudo)
        tiles = {code: self._answer(code, kept.get(code)) for code in self._tiles()}
        asked = self._asked(root_sudo)
        for code, method in asked._live_tiles().items():
            tiles[code] = {
                'data': self._words(code, method(root_sudo.with_env(asked.env))),
                'computed_at': fields.Datetime.to_string(fields.Datetime.now()), 'state': 'live',
            }
        return {
            'company_id': root_sudo.id, 'company': root_sudo.name,
            'currency_id': root_sudo.currency_id.id,
            'day': root_sudo._credit_today().isoformat(), 'tiles': tiles,
        }

    @api.model
    def refresh(self, code, company_id=None, force=False):
        """Work one tile out anew, if it is not fresh, and return it as `get_overview` does.

        Who asks for what somebody else is working out gets what is known.
        """
        root_sudo = self._root_read(company_id)
        self.env['credit.asked']._choice('code', code, self._tiles())
        known = self._kept(root_sudo).get(code)
        if (force or self._state(known) != 'fresh') and self._lock(root_sudo, code):
            self._work_out(root_sudo, code)
            known = self._kept(root_sudo).get(code)
        return self._answer(code, known)

    @api.model
    def _root_read(self, company_id):
        """Return the root company asked about, to those who may read figures of it."""
        self.env['credit.overview.figure'].check_access('read')
        return self.env['credit.receivable']._root_asked(company_id)

    @api.model
    def _answer(self, code, known):
        moment = known and known['computed_at']
        return {
            'data': self._words(code, known['data']) if known and known['data'] else None,
            'computed_at': fields.Datetime.to_string(moment) if moment else None,
            'state': self._state(known),
        }

    @staticmethod
    def _state(known):
        if not known:
            return 'none'
        if known['failed']:
            return 'failed'
        fresh = fields.Datetime.now() - known['computed_at'] < FRESH
        return 'fresh' if fresh else 'old'

    # === KEEPING === #

    @api.model
    def _kept(self, root_sudo):
        rows = self.env['credit.overview.figure'].sudo().search_read(
            [('company_id', '=', root_sudo.id)], ['code', 'data', 'computed_at', 'failed']
        )
        return {row['code']: row for row in rows}

    @api.model
    def _lock(self, root_sudo, code):
        """Return whether this transaction is the one that works the tile out."""
        self.env.cr.execute(SQL(
            "SELECT pg_try_advisory_xact_lock(hashtext(%s), %s)",
            f'credit_overview:{code}', root_sudo.id,
        ))
        return self.env.cr.fetchone()[0]

    @api.model
    def _asked(self, root_sudo):
        """Return `self` as tiles are worked out: the same whoever asks."""
        branches_sudo = self.env['res.company'].sudo().search([('id', 'child_of', root_sudo.id)])
        return self.sudo().with_company(root_sudo).with_context(
            allowed_company_ids=[root_sudo.id, *(branches_sudo - root_sudo).ids], lang=None,
        )

    @api.model
    def _work_out(self, root_sudo, code):
        """Ask one tile and keep its answer; a tile that fails harms no other."""
        asked = self._asked(root_sudo)
        try:
            with self.env.cr.savepoint():
                data = asked._tiles()[code](root_sudo.with_env(asked.env))
        except Exception as error:  # noqa: BLE001 - whatever it is, the page shows the rest
            _logger.exception("tile %s of the overview failed", code)
            self._keep(root_sudo, code, failed=f'{type(error).__name__}: {error}'[:500])
        else:
            self._keep(root_sudo, code, failed=None, data=Json(data),
                       computed_at=fields.Datetime.now())

    @api.model
    def _keep(self, root_sudo, code, **values):
        values['tried_at'] = fields.Datetime.now()
        names = [SQL.identifier(name) for name in values]
        self.env.cr.execute(SQL(
            """INSERT INTO credit_overview_figure (company_id, code, %s) VALUES (%s, %s, %s)
               ON CONFLICT (company_id, code) DO UPDATE SET %s""",
            SQL(", ").join(names), root_sudo.id, code, SQL(", ").join(
                SQL("%s", value) for value in values.values()
            ), SQL(", ").join(SQL("%(name)s = EXCLUDED.%(name)s", name=name) for name in names),
        ))
        self.env['credit.overview.figure'].invalidate_model()

    @api.model
    def _cron_refresh(self):
        """Work out what is not fresh, the oldest first; it may stop after any tile."""
        tried = {
            (row['company_id'], row['code']): row['tried_at']
            for row in self.env['credit.overview.figure'].search_read(
                [], ['company_id', 'code', 'tried_at'], load=None)
        }
        since = fields.Datetime.now() - FRESH
        never = since - timedelta(days=36_500)
        units = sorted(
            (tried.get((root_sudo.id, code), never), root_sudo.id, code)
            for root_sudo in self.env['res.company'].sudo().search([('parent_id', '=', False)])
            for code in self._tiles()
        )
        units = [unit for unit in units if unit[0] <= since]
        cron = self.env['ir.cron']
        cron._commit_progress(remaining=len(units))
        for _tried, root_id, code in units:
            root_sudo = self.env['res.company'].sudo().browse(root_id)
            if self._lock(root_sudo, code):
                self._work_out(root_sudo, code)
            if not cron._commit_progress(1):
                break
