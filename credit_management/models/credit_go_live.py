from collections import namedtuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..const import GO_LIVE_STEPS

MANAGER = 'credit_management.credit_management_group_manager'

#: One step: its name in the reader's language; `writes`: it changes records that undoing takes back;
#: `by_hand`: a person says that it is done, else the step says so itself.
Step = namedtuple('Step', 'name writes by_hand', defaults=(False, False))


class CreditGoLive(models.Model):
    """How one root company starts: ordered steps, each done, left, undone until *enforce*.

    A part adds a step by extending `_steps`, and for its code:

    - ``_step_<code>()``: its figures, as superuser, in milliseconds (see `_told`);
    - ``_act_<code>()``: what its button does, with the manager's own rights; returns an action or
      nothing;
    - ``_complete_<code>()``, for `by_hand`: raises what speaks against it, returns figures to log;
    - ``_undo_<code>()``: takes back what it wrote, returns figures to log; False while that goes on
      in the background, then the step calls `_undone` itself.
    """

    _name = 'credit.go.live'
    _description = "Go-live"
    _order = 'company_id'
    _rec_name = 'company_id'

    company_id = fields.Many2one('res.company', required=True, readonly=True, ondelete='cascade')
    state = fields.Selection(
        [('open', "Under way"), ('away', "Put away"), ('finished', "Finished")],
        default='open', required=True, readonly=True,
    )
    step_ids = fields.One2many('credit.go.live.step', 'go_live_id', readonly=True)

    _company_unique = models.UniqueIndex('(company_id)')

    @api.model
    def _steps(self):
        """Return ``{code: Step}``; codes are those of `GO_LIVE_STEPS`, which has their order."""
        return {}

    @api.model
    def _of(self, root_sudo):
        """Return the record of a root company, as superuser; it is made when first asked for."""
        self.env.cr.execute(SQL(
            "INSERT INTO credit_go_live (company_id, state, create_uid, create_date)"
            " SELECT %s, 'open', %s, now() AT TIME ZONE 'UTC'"
            " WHERE NOT EXISTS (SELECT FROM credit_go_live WHERE company_id = %s)"
            " ON CONFLICT DO NOTHING", root_sudo.id, self.env.uid, root_sudo.id,
        ))
        return self.sudo().search([('company_id', '=', root_sudo.id)])

    # === ANSWER === #

    @api.model
    def get_page(self, company_id=None):
        """Return where a company stands, step by step.

        :return: ``{"id", "company_id", "company", "currency_id", "state", "may_act", "steps": […]}``
            with steps as `_told` gives them
        """
        self.check_access('read')
        root_sudo = self.env['credit.receivable']._root_asked(company_id)
        go_live_sudo = self._of(root_sudo)._in_root()
        return {
            'id': go_live_sudo.id, 'company_id': root_sudo.id, 'company': root_sudo.name,
            'currency_id': root_sudo.currency_id.id, 'state': go_live_sudo.state,
            'may_act': self._may_act(),
            'steps': [
                go_live_sudo._told(code, step) for code, step in go_live_sudo._in_order().items()
            ],
        }

    def _in_root(self):
        """Return the record in its company with all branches, whatever the reader chose."""
        self.ensure_one()
        branches_sudo = self.env['res.company'].sudo().search(
            [('id', 'child_of', self.company_id.id)])
        return self.with_company(self.company_id).with_context(
            allowed_company_ids=[self.company_id.id, *(branches_sudo - self.company_id).ids])

    @api.model
    def _in_order(self):
        steps = self._steps()
        return {code: steps[code] for code in GO_LIVE_STEPS if code in steps}

    def _told(self, code, step):
        """Return one step for the page.

        `_step_<code>()` gives ``figures``: ``[{"name", "value", "kind": "integer|money|percent|
        text"}]``, a `percent` as part of one, None for unknown; ``note``: a sentence; ``button``:
        what its button says; ``data``: what its component asks for. All may be left out.
        """
        row = self._row(code)
        against = self._against_undoing(code) if row.state == 'done' else None
        return {
            'code': code, 'name': step.name, 'state': row.state or 'todo',
            'user': row.user_id.name or None,
            'date': fields.Datetime.to_string(row.date) if row.date else None,
            'by_hand': step.by_hand, 'may_undo': row.state == 'done' and not against,
            'against_undoing': against, 'figures': [], 'note': None, 'button': None, 'data': None,
            **getattr(self, f'_step_{code}')(),
        }

    def _row(self, code):
        return self.sudo().step_ids.filtered(lambda row: row.code == code)

    def _is_done(self, code):
        return self._row(code).state == 'done'

    # === ACTIONS === #

    @api.model
    def act(self, code, company_id=None):
        """Press the button of a step; return an action to open, or False."""
        return getattr(self._asked(code, company_id), f'_act_{code}')() or False

    @api.model
    def complete(self, code, company_id=None):
        """Say that a step is done, where a person is to say so."""
        go_live = self._asked(code, company_id)
        if not self._steps()[code].by_hand:
            raise UserError(self.env._(
                "%(step)s is done when what it does is done. Use its own button.",
                step=self._steps()[code].name,
            ))
        go_live._done(code, getattr(go_live, f'_complete_{code}')())
        return True

    @api.model
    def undo(self, code, company_id=None):
        """Take a step back; return whether that is over (else it goes on in the background)."""
        go_live = self._asked(code, company_id)
        if not go_live._is_done(code):
            raise UserError(self.env._(
                "%(step)s is not done, so there is nothing to undo.",
                step=self._steps()[code].name,
            ))
        if against := go_live._against_undoing(code):
            raise UserError(against)
        figures = getattr(go_live, f'_undo_{code}')()
        if figures is False:
            return False
        go_live._undone(code, figures)
        return True

    @api.model
    def put_away(self, company_id=None):
        """Take go-live off the first place of the menu: nobody wants it, or not now."""
        self._asked(None, company_id)._set_state('away')
        return True

    @api.model
    def take_up(self, company_id=None):
        """Put it back there."""
        self._asked(None, company_id)._set_state('open')
        return True

    @api.model
    def _may_act(self):
        return self.env.su or self.env.user.has_group(MANAGER)

    @api.model
    def _asked(self, code, company_id):
        """Return the record of the company, with the manager's own rights.

        :raise AccessError: for whoever is no credit manager, or none of that company
        """
        if not self._may_act():
            raise AccessError(self.env._("Only credit managers do go-live. Ask one of them."))
        root_sudo = self.env['credit.receivable']._root_asked(company_id)
        if code is not None and code not in self._steps():
            raise UserError(self.env._("Go-live has no step %(code)s.", code=code))
        return self._of(root_sudo).with_env(self.env)._in_root()

    def _against_undoing(self, code):
        """Return why a step that is done stays, or None."""
        self.ensure_one()
        steps = self._in_order()
        if self._is_done('enforce'):
            return self.env._(
                "Orders are held since enforcement began, so no step is undone any more. Pause"
                " enforcement, or step back a wave."
            )
        codes = list(steps)
        for later in reversed(codes[codes.index(code) + 1:]):
            if steps[code].writes and steps[later].writes and self._is_done(later):
                return self.env._(
                    "%(later)s stands on %(step)s. Undo %(later)s first.",
                    later=steps[later].name, step=steps[code].name,
                )
        return None

    # === STATE === #

    def _done(self, code, figures=None):
        """Write down, and log with plain `figures`, that a step is done."""
        self._mark(code, 'done', figures)
        if code == 'enforce':
            self._set_state('finished')

    def _undone(self, code, figures=None):
        self._mark(code, 'undone', figures)

    def _mark(self, code, state, figures):
        self.ensure_one()
        values = {'state': state, 'user_id': self.env.uid, 'date': fields.Datetime.now()}
        if row_sudo := self._row(code):
            row_sudo.write(values)
        else:
            self.env['credit.go.live.step'].sudo().create(
                {'go_live_id': self.id, 'code': code, **values})
        self._log(state, code, figures)

    def _set_state(self, state):
        self.ensure_one()
        if self.state == state:
            return
        self.sudo().state = state
        self._log(state)
        # The menus are cached for each user.
        self.env.registry.clear_cache()

    def _log(self, act, code=None, figures=None):
        self.env['credit.decision'].sudo()._log(
            'go_live', company=self.sudo().company_id, res_model=self._name, res_id=self.id,
            payload={'act': act, 'step': code, 'figures': figures or {}},
        )

    @api.model
    def _is_under_way(self):
        """Return whether a company of the reader is still to go live."""
        roots = self.env.user.sudo().company_ids.root_id
        over = self.sudo().search_count(
            [('company_id', 'in', roots.ids), ('state', '!=', 'open')])
        return over < len(roots)
