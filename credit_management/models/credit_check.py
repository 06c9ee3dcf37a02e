from dataclasses import dataclass, field

from odoo import models
from odoo.tools import SQL

from .. import facts as fact_registry
from .. import rules
from ..exposure import prepared, standing
from ..tools import breaches as core
from ..tools.deadlines import today_in

#: Facts that every logged check keeps, whatever its rules asked for.
LOGGED = {
    'exposure', 'effective_limit', 'components', 'overdue_days', 'overdue_amount', 'standing',
    'grade', 'in_transit', 'limit_mode',
}
#: Facts that it keeps where a rule asked for them: rebuilt later, they may have changed.
LOGGED_IF_ASKED = frozenset({'first_order', 'danger_score', 'danger_level'})


@dataclass
class Outcome:
    """What the gate answered to one document."""

    verdict: str
    order_id: int = 0
    picking_id: int = 0
    name: str = ''
    profile_id: int = 0
    hold_id: int = 0
    hold_name: str = ''
    report_only: bool = False
    #: The figures of a delivery that passes because the rest of its order stays in the warehouse.
    part: dict = None
    breaches: list = field(default_factory=list)
    not_checked: list = field(default_factory=list)
    #: What writes the hold again when the savepoint around the door took it away.
    record: dict = field(default_factory=dict)
    #: The open hold of a document that passes now; it has nothing to decide any more.
    waiting_id: int = 0
    #: The letter of authority and the contract that a document that passes uses up.
    letter_id: int = 0
    contract_id: int = 0
    #: The hold stands in the database for good; this transaction's snapshot cannot see it.
    committed: bool = False

    @property
    def held(self):
        return self.verdict in ('hold', 'stop') and not self.report_only


#: What stands behind profile `p`, as JSON; which of it counts is asked of the day.
SECURITIES = SQL(
    """SELECT json_agg(json_build_object(
              'id', s.id, 'kind', s.kind, 'effect', s.effect, 'amount', s.eligible,
              'from', s.valid_from, 'to', s.valid_to, 'percent', s.prepayment_percent,
              'extension', s.extension_days) ORDER BY s.id)
         FROM credit_security s WHERE s.profile_id = p.id AND s.state = 'active'""")
#: The entry of the blacklist that acts on profile `p`, the gravest.
LISTED = SQL(
    """SELECT m.blacklist_id FROM credit_blacklist_match m
        WHERE m.state = 'acts' AND m.partner_id = p.partner_id AND m.company_id = p.company_id
     ORDER BY m.level DESC, m.blacklist_id LIMIT 1""")


class CreditCheck(models.AbstractModel):
    """The one answer that gate, banner, delivery and `may_sell` call, and how it is said."""

    _name = 'credit.check'
    _description = "Credit Check"

    # === FIGURES === #

    def _rows(self, cr, profile_ids):
        """Return the plain rows of profiles, read on `cr`: what every fact provider starts from."""
        if not profile_ids:
            return []
        prepared.execute(cr, SQL(
            """SELECT p.id, p.partner_id, p.company_id, p.limit_mode, p.credit_limit,
                      p.temporary_limit, p.temporary_from, p.temporary_to, p.limit_valid_until,
                      %(standing)s AS standing,
                      COALESCE(listed.date_from, p.standing_date) AS standing_date,
                      COALESCE(listed.name, p.standing_reason) AS standing_reason,
                      COALESCE(listed.requester_id, p.standing_user_id) AS standing_user_id,
                      p.fraud_stop, p.grade, p.policy_id, p.payment_term_id, p.review_date,
                      p.prepayment_percent, p.user_id, p.active, p.wave_id, wave.date_from AS wave_from,
                      u.rounding AS currency_rounding, u.name AS currency,
                      u.id AS currency_id, c.credit_mode, c.credit_horizon_days AS horizon_days,
                      c.credit_count_in_transit AS count_in_transit,
                      c.credit_policy_id AS company_policy_id,
                      COALESCE(calendar.tz, home.tz) AS zone,
                      (SELECT m.group_id FROM credit_group_member m
                         JOIN credit_group g ON g.id = m.group_id AND g.state = 'active'
                        WHERE m.profile_id = p.id AND m.date_to IS NULL) AS group_id,
                      (%(securities)s) AS securities,
                      ARRAY(SELECT b.id FROM res_company b
                             WHERE b.parent_path LIKE c.parent_path || '%%') AS company_ids
                 FROM credit_profile p
                 JOIN res_company c ON c.id = p.company_id
                 JOIN res_currency u ON u.id = c.currency_id
                 JOIN res_partner home ON home.id = c.partner_id
            LEFT JOIN resource_calendar calendar ON calendar.id = c.resource_calendar_id
            LEFT JOIN credit_wave wave ON wave.id = p.wave_id
            LEFT JOIN credit_blacklist listed
                   ON listed.id = (%(listed)s) AND %(standing)s <> p.standing
                WHERE p.id = ANY(%(ids)s)""",
            securities=SECURITIES, standing=standing(SQL("p")), listed=LISTED, ids=list(profile_ids),
        ))
        return cr.dictfetchall()

    def _facts(self, cr, rows, needs, as_of=None, **context):
        """Return ``{profile id: {fact: value}}`` for a set of profiles, one query a provider.

        `as_of`: date; default each company's own calendar day.
        `context`: see `facts.load`.
        """
        env = self.env if cr is self.env.cr else self.env(cr=cr)
        found = {}
        for company_id in {row['company_id'] for row in rows}:
            own = [row for row in rows if row['company_id'] == company_id]
            day = as_of or today_in(own[0]['zone'])
            found.update(fact_registry.load(env, cr, own, day, needs, context))
        return found

    def _evaluate(self, cr, document, checkpoint, row, as_of=None, **context):
        """Return (verdict, facts, policy values) of one document; the only place that decides.

        `floor`: facts as another view sees them; of exposure and group the larger counts.
        `only`: codes of the rules to ask, where not all of the policy's concern the document.
        `policy`: values to judge by instead of the policy that applies: it is only tried.
        """
        env = self.env if cr is self.env.cr else self.env(cr=cr)
        floor, only = context.pop('floor', None), context.pop('only', None)
        tried = context.pop('policy', None)
        policies = {row['id']: tried} if tried else env[
            'credit.policy'].sudo()._values_of_rows([row])
        if only:
            policies = {key: _narrowed(values, only) for key, values in policies.items()}
        needs = LOGGED | core.needed_facts(policies.values(), checkpoint)
        if document.res_model == 'sale.order':
            context['own_order_ids'] = [document.res_id]
        facts = self._facts(cr, [row], needs, as_of=as_of, policies=policies, **context)[row['id']]
        if floor:
            _raise_to(facts, floor)
        policy = policies[row['id']]
        verdict = core.evaluate(facts, document, policy, checkpoint)
        details = core.needed_details(verdict)
        if details:
            loaded = self._facts(
                cr, [row], details, as_of=as_of, policies=policies, breaches=verdict.breaches
            )
            core.complete(verdict, loaded[row['id']])
        return verdict, facts, policy

    # === WHAT IS SAID === #

    def _public(self, breach):
        """Return a breach as plain JSON for RPC: code and figures, rendered for the reader."""
        formatter = self._formatter()
        return {
            'code': breach.code,
            'severity': breach.severity,
            'message': rules.sentence(breach, formatter),
            'value': breach.value if formatter.shows_figures else None,
            'threshold': breach.threshold if formatter.shows_figures else None,
            'cure': formatter.cure(breach),
        }

    def _formatter(self, audience=None):
        """Return the renderer of breaches for this user (or `audience`)."""
        company_sudo = self.env.company.sudo().root_id
        audience = audience or self._audience()
        return rules.Formatter(
            self.env, audience, company_sudo.currency_id,
            show_amounts=audience == 'officer'
            or (audience == 'sales' and company_sudo.credit_sales_see_amounts),
        )

    def _audience(self):
        user = self.env.user
        if user.has_group('credit_management.credit_management_group_officer') or user.has_group(
            'credit_management.credit_management_group_auditor'
        ):
            return 'officer'
        return 'sales' if user._is_internal() else 'customer'

    def _hold_message(self, outcomes):
        """Return the text of a refusal: what was held, with whom, and why."""
        if self._audience() == 'customer':
            if all(outcome.hold_id for outcome in outcomes):
                return self.env._("Thank you, we have your order and will confirm it shortly.")
            # It goes with the request: nobody has it, and nobody would confirm it.
            return self.env._("Please contact us about this order, we will gladly help.")
        return '\n\n'.join(self._one_message(outcome) for outcome in outcomes)

    def _one_message(self, outcome):
        reasons = [breach['message'] for breach in outcome.breaches if breach['severity'] != 'warn']
        head = self.env._(
            "%(order)s is held: %(hold)s.", order=outcome.name,
            hold=outcome.hold_name or self.env._("not saved"),
        )
        return '\n'.join([head, *(reasons or [self.env._("A credit officer holds it by hand.")])])


def _raise_to(facts, floor):
    """Put into `facts` the larger exposures of the customer and of his group."""
    if facts.get('exposure') is not None:
        facts['exposure'] = max(facts['exposure'], floor['exposure'])
    seen = {bound['kind']: bound for bound in (floor.get('group') or {}).get('bounds') or ()}
    for bound in (facts.get('group') or {}).get('bounds') or ():
        if bound['kind'] in seen:
            bound['others'] = max(bound['others'], seen[bound['kind']]['others'])


def _narrowed(policy, codes):
    """Return policy values with the rules of `codes` alone."""
    kept = {code: rule for code, rule in policy['rules'].items() if code in codes}
    return {**policy, 'rules': kept}
