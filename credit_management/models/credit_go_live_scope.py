from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..health import REGISTRY
from ..tools.exact import rounded
from ..tools.provisional_grades import provisional
from .credit_go_live import Step
from .credit_health import MOST_LISTED

#: Names of those without a provisional grade, in what is kept.
UNGRADED = '-'


class CreditGoLive(models.Model):
    """The step that decides who gets a profile, and with which first grade.

    Its button looks first, then makes. What it makes is held by nobody: each profile waits for its
    wave, has the limit that Odoo's own field had, or none. `credit_scope_batches.py` makes them.
    """

    _inherit = 'credit.go.live'

    scope = fields.Json(readonly=True, help="Who was found to be in scope, and when.")
    scope_state = fields.Selection(
        [('making', "Making profiles"), ('undoing', "Taking them back")], readonly=True
    )
    scope_user_id = fields.Many2one('res.users', readonly=True, ondelete='set null')
    scope_ids = fields.Json(
        string="Contacts in Scope", readonly=True, help="Contacts who get a profile, while they are made."
    )
    scope_last_id = fields.Integer(readonly=True, help="How far it came.")
    profile_row_ids = fields.One2many('credit.go.live.profile', 'go_live_id', readonly=True)

    @api.model
    def _steps(self):
        return {**super()._steps(), 'scope': Step(self.env._("Scope"), writes=True)}

    # === WHAT IT SHOWS === #

    def _step_scope(self):
        told = {'data': self._scope_told(), 'figures': self._scope_figures()}
        if self.scope_state:
            note = self.env._("It goes on in the background; you may leave this page.")
        elif not self.scope:
            note = self.env._(
                "Who buys on credit or owes something since 18 months gets a profile, with a first"
                " grade from how he paid. Look first; nothing is made.")
        elif self._is_done('scope'):
            note = self.env._(
                "Each waits for his wave: his orders are checked, and none is held. Who has no"
                " limit yet gets one in the next step.")
        else:
            note = self.env._("Nothing is made yet. Profiles that are there stay as they are.")
        return {**told, 'note': note, 'button': self._scope_button()}

    def _scope_button(self):
        if self.scope_state or self._is_done('scope'):
            return None
        if not self.scope:
            return self.env._("Look who is in scope")
        return self.env._("Make %(count)s profiles", count=formatLang(
            self.env, self.scope['in_scope'], digits=0))

    def _scope_figures(self):
        if not self.scope:
            return []
        known = self.env['credit.profile'].search_count([('company_id', '=', self.company_id.id)])
        made = len(self.profile_row_ids) if self.scope_state or self._is_done('scope') else None
        return [
            {'name': self.env._("In scope"), 'value': self.scope['in_scope'], 'kind': 'integer'},
            {'name': self.env._("Left out"), 'kind': 'integer',
             'value': sum(self.scope['left_out'].values())},
            {'name': self.env._("Profiles made"), 'value': made, 'kind': 'integer'},
            {'name': self.env._("Profiles in all"), 'value': known, 'kind': 'integer'},
        ]

    def _scope_told(self):
        """Return what stands below the figures, in the reader's language; None before a look."""
        if not self.scope:
            return None
        segments = self.env['credit.segment'].sudo().browse(
            int(key) for key in self.scope['segments'] if key != UNGRADED).exists()
        return {
            'state': self.scope_state or None, 'done': len(self.profile_row_ids),
            'in_scope': self.scope['in_scope'], 'failed': len(self.scope.get('failed') or []),
            'grades': [
                {'grade': None if grade == UNGRADED else grade,
                 'count': self.scope['grades'].get(grade, 0)}
                for grade in ('A', 'B', 'C', 'D', UNGRADED)
            ],
            'segments': [
                {'name': segment.name, 'policy': segment.policy_id.display_name,
                 'count': self.scope['segments'][str(segment.id)]} for segment in segments
            ],
            'no_segment': self.scope['segments'].get(UNGRADED, 0),
            'left_out': [
                {'code': code, 'name': self._scope_reason(code), 'count': count}
                for code, count in self.scope['left_out'].items()
            ],
        }

    def _scope_reason(self, code):
        names = {
            'own_companies': self.env._("Own companies"), 'employees': self.env._("Employees"),
            'consumers': self.env._("Private persons"), 'archived': self.env._("Archived contacts"),
        }
        return names[code]

    # === WHAT IT DOES === #

    def _act_scope(self):
        """Look; the second time, make what was found."""
        if self._is_done('scope'):
            raise UserError(self.env._("The profiles are made. Undo the step to begin anew."))
        if self.scope_state:
            raise UserError(self.env._("It is under way in the background. Wait until it is over."))
        go_live_sudo = self._scope_locked()
        looked_before = bool(self.scope)
        go_live_sudo.scope, ids = go_live_sudo._scope_look()
        if not looked_before:
            return
        go_live_sudo.write({
            'scope_state': 'making', 'scope_user_id': self.env.uid, 'scope_ids': ids,
            'scope_last_id': 0,
        })
        go_live_sudo._scope_go_on()
        return

    def _scope_locked(self):
        """Return the record as superuser, on behalf of who asks; two at once are one after another."""
        go_live_sudo = self.sudo()
        go_live_sudo.lock_for_update()
        return go_live_sudo

    def _scope_look(self):
        """Return what is found, as plain figures, and the ids of who is in scope, in order."""
        scope = self.env['credit.scope']
        found = scope._found(self.company_id)
        inside = {key: segment for key, left_out, segment in found if not left_out}
        paying = scope._paying(self.company_id, list(inside))
        figures = {
            'date': fields.Datetime.to_string(fields.Datetime.now()), 'in_scope': len(inside),
            'grades': _counts(key in paying and provisional(paying[key]) or None for key in inside),
            'segments': _counts(inside.values()),
            'left_out': _counts(left_out for _key, left_out, _segment in found if left_out),
        }
        return figures, list(inside)

    @api.model
    def scope_forget(self, company_id=None):
        """Look again: forget what was found."""
        go_live = self._asked('scope', company_id)
        if go_live.scope_state or go_live._is_done('scope'):
            raise UserError(self.env._("The profiles are made. Undo the step to begin anew."))
        go_live.sudo().scope = False
        return True

    @api.model
    def scope_open(self, code, company_id=None):
        """Return the list of those who are left out, by the code of the reason; or what was made."""
        self.check_access('read')
        root_sudo = self.env['credit.receivable']._root_asked(company_id)
        if code == 'made':
            return {
                'type': 'ir.actions.act_window', 'name': self.env._("Profiles made by Go-live"),
                'res_model': 'credit.go.live.profile', 'views': [(False, 'list')],
                'domain': [('company_id', '=', root_sudo.id)],
            }
        if code != 'archived' and code not in REGISTRY:
            raise UserError(self.env._("There is no reason %(code)s.", code=code))
        found = self._of(root_sudo)._in_root().env['credit.scope']._found(root_sudo)
        return {
            'type': 'ir.actions.act_window', 'name': self._scope_reason(code),
            'res_model': 'res.partner', 'views': [(False, 'list'), (False, 'form')],
            'domain': [('id', 'in', [
                key for key, reason, _segment in found if reason == code][:MOST_LISTED])],
            'context': {'active_test': False},
        }

    def _undo_scope(self):
        """Take back the profiles that nobody touched; False while that goes on."""
        if self.scope_state:
            return False
        go_live_sudo = self._scope_locked()
        go_live_sudo.write({
            'scope_state': 'undoing', 'scope_user_id': self.env.uid, 'scope_last_id': 0})
        return go_live_sudo._scope_go_on(log=False)


def _counts(keys):
    """Return how often each key is there, None as `UNGRADED`; keys as text, as JSON has them."""
    counts = {}
    for key in keys:
        name = UNGRADED if key is None else str(key)
        counts[name] = counts.get(name, 0) + 1
    return counts


def figures_of(paying):
    """Return a `Paying` as the columns of `credit.go.live.profile`."""
    if not paying:
        return {}
    return {
        'months': paying.months, 'lines': paying.lines,
        'beyond_terms': rounded(paying.beyond_terms, 1) or 0.0,
        'late_share': rounded(paying.late_share, 4) or 0.0,
    }
