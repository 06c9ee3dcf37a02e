from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

from .credit_policy import STANDARD


class CreditPolicy(models.Model):
    """Which policy applies to a customer: his own, his segment's, his company's, else *Standard*.
    Exactly one; never a merge.
    """

    _inherit = 'credit.policy'

    def _resolve_rows(self, rows):
        """Return ``{profile id: (policy id, origin)}``; `rows` are plain, see `credit.check._rows`.

        `origin`: own, segment, company or default.
        """
        found = {}
        for row in rows:
            own = row['policy_id'] and self._in_force(row['policy_id'])
            if own:
                found[row['id']] = (own, 'own')
        rest = [row for row in rows if row['id'] not in found]
        if rest:
            self._add_segments(rest, found)
            self._add_companies([row for row in rest if row['id'] not in found], found)
        return found

    def _add_segments(self, rows, found):
        for profile_id, policy_id in self.env['credit.segment']._match(rows).items():
            current = self._in_force(policy_id)
            if current:
                found[profile_id] = (current, 'segment')

    def _add_companies(self, rows, found):
        chosen = self._of_companies(
            {row['company_id'] for row in rows if 'company_policy_id' not in row}
        )
        for row in rows:
            own = row.get('company_policy_id') or chosen.get(row['company_id'])
            current = self._in_force(own)
            origin = 'company' if current else 'default'
            found[row['id']] = (current or self._default_id(row['company_id']), origin)

    def _of_companies(self, company_ids):
        if not company_ids:
            return {}
        self.env['res.company'].flush_model(['credit_policy_id'])
        self.env.cr.execute(SQL(
            "SELECT id, credit_policy_id FROM res_company WHERE id = ANY(%s)", list(company_ids)
        ))
        return dict(self.env.cr.fetchall())

    @api.model
    def _in_force(self, policy_id):
        """Return the id of the version of `policy_id` that is in force now, or False.

        A scheduled version is in force from its moment on, whether or not anything ran since.
        """
        found, now = False, fields.Datetime.now()
        for version_id, state, starts_at in self._versions(policy_id):
            if state == 'published' or (state == 'scheduled' and starts_at <= now):
                found = version_id
        return found

    @api.model
    @tools.ormcache('policy_id')
    def _versions(self, policy_id):
        """Return ``[(id, state, starts_at)]`` of a policy and what follows it, in order."""
        versions, policy = [], self.sudo().browse(policy_id or []).exists()
        while policy:
            versions.append((policy.id, policy.state, policy.starts_at))
            policy = policy.successor_id or self.sudo().search(
                [('previous_id', '=', policy.id), ('state', '=', 'scheduled')], limit=1)
        return versions

    @api.model
    def _default_id(self, company_id):
        standard_id = self.env['ir.model.data']._xmlid_to_res_id(STANDARD)
        for policy_id in [standard_id, *self._shared_ids(company_id)]:
            if in_force := self._in_force(policy_id):
                return in_force
        raise UserError(self.env._(
            "No credit policy is published, so nothing can be checked. Publish one under"
            " Configuration, Policies."
        ))

    @api.model
    @tools.ormcache('company_id')
    def _shared_ids(self, company_id):
        """Return the ids of published and scheduled policies that a company may be judged by."""
        return self.sudo().search([
            ('state', 'in', ['published', 'scheduled']), ('company_id', 'in', [False, company_id]),
        ]).ids

    def _values_of_rows(self, rows):
        """Return ``{profile id: policy values}`` for plain profile rows."""
        resolved = self._resolve_rows(rows)
        return {key: self._fixed_values(policy) for key, (policy, _origin) in resolved.items()}
