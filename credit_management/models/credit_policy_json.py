import json

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.policy_json import SWITCHES, TARGETS, dump, read

#: What of a value that does not fit is quoted.
QUOTED = 60


class CreditPolicy(models.Model):
    """A policy as a file: it leaves as JSON, and comes back as a draft."""

    _inherit = 'credit.policy'

    def export_json(self):
        """Return the text of the policy's file; `docs/operating/policies.md` has its form."""
        self.ensure_one()
        self.check_access('read')
        values, known = self._values(), self._rules()
        return dump({
            **values, 'note': self.note or None,
            # What a part brought that is gone since has no meaning to whoever reads the file.
            'rules': {code: rule for code, rule in values['rules'].items() if code in known},
        }, self._clock().currency_id.name)

    def action_export_json(self):
        """Download the policy's file."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_url', 'target': 'download',
            'url': f'/credit_management/policy/{self.id}/json',
        }

    @api.model
    def import_json(self, text, previous_id=None):
        """Make a draft of a file, all or nothing; return its id.

        :param previous_id: the policy whose next version it becomes; none: a policy of its own
        :raise UserError: naming every value that does not fit, by its path, and what would
        """
        self.check_access('create')
        values = self._read_json(text)
        if not previous_id:
            draft = self.create({
                **self._prepare_import(values), 'name': self._free_name(values['name']),
                'rule_ids': [],
            })
            draft._set_rules(values['rules'])
            return draft.id
        previous = isinstance(previous_id, int) and self.browse(previous_id).exists()
        if not previous:
            raise UserError(self.env._(
                "There is no policy %(id)s. Give the id of one, or none.", id=previous_id))
        draft = self._draft_after(previous)
        draft.note = values['note']
        draft._set_values({**values, 'rules': self._whole(draft, values['rules'])})
        return draft.id

    @api.model
    def _free_name(self, name):
        """Return `name`, or one that no other policy has: versions are told apart by it."""
        while self.search_count([('name', '=', name)], limit=1):
            name = self.env._("%(name)s (copy)", name=name)
        return name

    @api.model
    def _draft_after(self, policy):
        """Return the draft of the next version; one that is there is somebody's work and stays."""
        known = self.search([('previous_id', '=', policy._in_force(policy.id) or policy.id),
                             ('state', 'in', ['draft', 'scheduled'])], limit=1)
        if known:
            raise UserError(self.env._(
                "%(policy)s is being drafted already, or waits for its day. Delete or publish that"
                " one first, or import the file as a policy of its own.",
                policy=known.display_name,
            ))
        return self.browse(policy.action_new_version()['res_id'])

    @api.model
    def _read_json(self, text):
        """Return the values of a file, or raise all that is wrong with it."""
        if not isinstance(text, str | bytes):
            raise UserError(self.env._("The file of a policy is text. Give it as such."))
        values, problems = read(text, self._rules())
        if problems:
            raise UserError('\n'.join([
                self.env._("The file was not imported, and nothing was written:"),
                *map(self._problem_text, problems),
            ]))
        return values

    @api.model
    def _prepare_import(self, values):
        named = [name for name in TARGETS if name in values]
        return {name: values[name] for name in (*SWITCHES, *named, 'note')}

    @api.model
    def _whole(self, policy, rules):
        """Return `rules` with those of `policy` that they leave out, switched off."""
        return {
            **{code: {**rule, 'severity': {}} for code, rule in policy._values()['rules'].items()},
            **rules,
        }

    # === PROBLEMS IN WORDS === #

    @api.model
    def _problem_text(self, problem):
        """Return one problem for people: path, value, way out."""
        among = ', '.join(map(str, problem.among))
        try:
            value = json.dumps(problem.value, ensure_ascii=False)
        except (TypeError, ValueError):
            value = str(problem.value)
        value = value.encode('utf-8', 'replace').decode().replace('\0', ' ')
        return self.env._(
            "%(path)s is %(value)s. %(way_out)s", path=problem.path or self.env._("The file"),
            value=value if len(value) <= QUOTED else value[:QUOTED] + '…',
            way_out=self._way_out(problem.wanted, among),
        )

    @api.model
    def _way_out(self, wanted, among):
        words = {
            'utf8': self.env._("Save it as UTF-8 text; this byte is none."),
            'shorter': self.env._("No policy has so many characters."),
            'json': self.env._("This is the line and column where it stops being JSON."),
            'once': self.env._("It stands there twice. Keep one."),
            'object': self.env._("Put { } with names and values there."),
            'key': self.env._("No such name belongs there. Remove it, or take one of: %(among)s."),
            'exactly': self.env._("Put one of these there: %(among)s."),
            'text': self.env._("Put a text of at most %(among)s characters there."),
            'characters': self.env._("It has characters that cannot be kept. Type it anew."),
            'rule': self.env._("No such rule is known here. Remove it, or take one of: %(among)s."),
            'parameter': self.env._(
                "The rule has no such threshold. Remove it, or take one of: %(among)s."),
            'checkpoint': self.env._(
                "The rule says nothing there. Remove it, or take one of: %(among)s."),
            'severity': self.env._("Take one of: %(among)s."),
            'by_grade': self.env._("Put one number a grade there, in { }: %(among)s."),
            'grade': self.env._("There is no such grade. Take one of: %(among)s."),
            'number': self.env._("Put a number from 0 on there."),
            'share': self.env._("Put a number from 0 to 100 there."),
            'one_or_zero': self.env._("Put 1 (on) or 0 (off) there."),
            'aging_grade': self.env._("Put the number of a grade, 1 to 8, there."),
            'decimals': self.env._("Round it to two decimals."),
        }
        return words[wanted] % {'among': among}
