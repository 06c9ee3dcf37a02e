from collections import namedtuple
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config, email_normalize, formatLang

from .credit_authority import ABOVE_ALL, OFFICER
from .credit_health import MOST_LISTED

#: At most this part of all claims may be money that nobody matched.
UNMATCHED_SHARE = 0.02
#: A look at the data is of use for so many days.
HEALTH_DAYS = 7
#: A job whose turn was so long ago is not run by anybody.
LATE_HOURS = 2

#: One thing to be ready: `is_needed`: without it nobody enforces; `button`: what the one who mends
#: presses; `for_admin`: administrators alone can.
Check = namedtuple('Check', 'name button is_needed for_admin', defaults=(False, False))


class CreditReadiness(models.AbstractModel):
    """Whether a company can enforce: people, jobs, mail, data. It reads; people mend.

    A part adds a check by extending `_checks`, and for its code ``_is_<code>(root_sudo)``, which
    returns (fine, sentence), and ``_mend_<code>(root_sudo)``, which returns an action.
    """

    _name = 'credit.readiness'
    _description = "Readiness to Enforce"

    @api.model
    def _checks(self):
        """Return ``{code: Check}`` in the order in which they are shown."""
        return {
            'policy': Check(self.env._("A policy is published"), self.env._("Policies"), True),
            'approvers': Check(
                self.env._("Two people at each level, one of them no salesperson"),
                self.env._("Release authority"), True),
            'substitutes': Check(
                self.env._("Somebody stands in for each approver"),
                self.env._("Release authority")),
            'limits': Check(self.env._("Limits are given"), self.env._("Open them")),
            'unmatched': Check(
                self.env._("Unmatched money below 2 % of claims"), self.env._("Match")),
            'crons': Check(
                self.env._("Scheduled work runs"), self.env._("Scheduled actions"),
                for_admin=True),
            'mail': Check(
                self.env._("Mail goes out"), self.env._("Outgoing mail servers"), for_admin=True),
            'strangers': Check(
                self.env._("Customers without a profile are provided for"),
                self.env._("Settings"), for_admin=True),
        }

    @api.model
    def _told(self, root_sudo):
        """Return each check for the page, in the reader's language.

        :return: ``[{"code", "name", "fine", "needed", "text", "button"}]``; `button` None for who
            may not mend it
        """
        mends = self.env.user.has_group('base.group_system')
        told = []
        for code, check in self._checks().items():
            fine, text = getattr(self.sudo(), f'_is_{code}')(root_sudo)
            told.append({
                'code': code, 'name': check.name, 'fine': fine, 'needed': check.is_needed,
                'text': text, 'button': check.button if mends or not check.for_admin else None,
            })
        return told

    @api.model
    def action_mend(self, code, company_id=None):
        """Return the action where a check is mended."""
        self.env['credit.go.live'].check_access('read')
        if code not in self._checks():
            raise UserError(self.env._("There is no check %(code)s.", code=code))
        root_sudo = self.env['credit.receivable']._root_asked(company_id)
        return getattr(self, f'_mend_{code}')(root_sudo)

    def _list(self, name, records):
        return {
            'type': 'ir.actions.act_window', 'name': name, 'res_model': records._name,
            'domain': [('id', 'in', records.ids)], 'views': [(False, 'list'), (False, 'form')],
        }

    # === PEOPLE === #

    def _is_approvers(self, root_sudo):
        if root_sudo.credit_single_approver:
            return True, self.env._("One person may ask and release: so it was chosen, and logged.")
        sellers = self._sellers(root_sudo)
        lacking = [
            self._lacking(level, people, people - sellers)
            for level, people in self._people_by_level(root_sudo)
        ]
        lacking = [sentence for sentence in lacking if sentence]
        return not lacking, ' '.join(lacking) or self.env._(
            "Each level has at least two, and one who sells nothing.")

    def _people_by_level(self, root_sudo):
        """Return ``[(level, who decides what takes it)]``; above all bounds comes last."""
        authority = self.env['credit.authority']
        lines = authority._in_force(root_sudo)
        unbound = authority._managers(root_sudo) - lines.user_id - self.env.ref('base.user_root')
        return [
            (level, self.env['res.users'].union(*(
                line.user_id for line in lines if line.level >= level
            )).filtered(lambda user: user.active and user.has_group(OFFICER)) | unbound)
            for level in [*sorted(set(lines.mapped('level'))), ABOVE_ALL]
        ]

    def _lacking(self, level, people, others):
        """Say what a level lacks, or nothing."""
        name = self.env._("above all levels") if level == ABOVE_ALL else self.env._(
            "at level %(level)s", level=level)
        if len(people) < 2:
            return self.env._(
                "%(count)s person %(level)s; two are needed, or the setting Single approver.",
                count=len(people), level=name)
        if not others:
            return self.env._("All who decide %(level)s sell as well.", level=name)
        return None

    def _sellers(self, root_sudo):
        """Return who sold to somebody in the last 12 months, or looks after a customer."""
        since = fields.Datetime.now() - timedelta(days=365)
        sold = self.env['sale.order']._read_group(
            [('company_id', 'child_of', root_sudo.id), ('date_order', '>=', since),
             ('state', '=', 'sale'), ('user_id', '!=', False)], ['user_id'])
        kept = self.env['res.partner']._read_group(
            [('credit_profile_ids.company_id', '=', root_sudo.id), ('user_id', '!=', False)],
            ['user_id'])
        return self.env['res.users'].union(*(user for (user,) in (*sold, *kept)))

    def _mend_approvers(self, root_sudo):
        return self.env['ir.actions.act_window']._for_xml_id(
            'credit_management.credit_authority_action')

    def _is_substitutes(self, root_sudo):
        lines = self.env['credit.authority']._in_force(root_sudo)
        bare = lines.filtered(lambda line: not line.substitute_id.active)
        if bare:
            return False, self.env._(
                "Nobody stands in for %(people)s.", people=', '.join(bare.user_id.mapped('name')))
        return True, self.env._("Managers stand in for each other.") if not lines else self.env._(
            "All %(count)s have one.", count=len(lines.user_id))

    def _mend_substitutes(self, root_sudo):
        return self._mend_approvers(root_sudo)

    # === DATA === #

    def _is_policy(self, root_sudo):
        published = self.env['credit.policy'].search([
            ('state', '=', 'published'), ('company_id', 'in', [False, root_sudo.id])])
        if not published:
            return False, self.env._("Without one, every order would be held.")
        return True, ', '.join(published.mapped('display_name'))

    def _mend_policy(self, root_sudo):
        return self.env['ir.actions.act_window']._for_xml_id('credit_management.credit_policy_action')

    def _without_limit(self, root_sudo):
        """Return the domain of customers to whom nobody gave a limit, or freedom from one."""
        made = self.env['credit.go.live.profile'].sudo()._search(
            [('company_id', '=', root_sudo.id)])
        return [
            ('company_id', '=', root_sudo.id), '|',
            '&', ('limit_mode', '=', 'limited'), ('credit_limit', '=', 0.0),
            '&', ('limit_mode', '=', 'unlimited'), ('id', 'in', made.subselect('profile_id')),
        ]

    def _is_limits(self, root_sudo):
        profiles = self.env['credit.profile']
        count = profiles.search_count([('company_id', '=', root_sudo.id)])
        bare = profiles.search_count(self._without_limit(root_sudo))
        if not count:
            return False, self.env._("No customer has a profile.")
        if bare:
            return False, self.env._(
                "%(bare)s of %(count)s customers have none.", bare=self._number(bare),
                count=self._number(count))
        return True, self.env._(
            "All %(count)s customers have one.", count=self._number(count))

    def _number(self, count):
        return formatLang(self.env, count, digits=0)

    def _mend_limits(self, root_sudo):
        bare = self.env['credit.profile'].search(
            self._without_limit(root_sudo), limit=MOST_LISTED)
        return self._list(self.env._("Customers without a limit"), bare)

    def _is_unmatched(self, root_sudo):
        last, _before = self.env['credit.health']._last(root_sudo)
        oldest = fields.Datetime.now() - timedelta(days=HEALTH_DAYS)
        if not last or last.date < oldest:
            return False, self.env._("The data were not checked this week. Check them in Health.")
        if not last.has_unmatched_share:
            return True, self.env._("Nobody owes anything.")
        return last.unmatched_share < UNMATCHED_SHARE, self.env._(
            "%(share)s %% of all claims.", share=round(100 * last.unmatched_share, 1))

    def _mend_unmatched(self, root_sudo):
        return self.env['credit.health'].action_open('unmatched', root_sudo.id)

    def _is_strangers(self, root_sudo):
        if root_sudo.credit_no_profile == 'unchecked':
            return False, self.env._(
                "They are not checked: a second contact of a customer goes round his limit.")
        names = dict(root_sudo._fields['credit_no_profile']._description_selection(self.env))
        return True, names[root_sudo.credit_no_profile]

    def _mend_strangers(self, root_sudo):
        return self.env['ir.actions.act_window']._for_xml_id(
            'credit_management.res_config_settings_action')

    # === MACHINERY === #

    def _is_crons(self, root_sudo):
        late = fields.Datetime.now() - timedelta(hours=LATE_HOURS)
        dead = self._crons().filtered(lambda cron: not cron.active or cron.nextcall < late)
        failed = self.env['credit.failure'].search_count(
            [('company_id', 'in', [False, root_sudo.id])])
        if dead:
            return False, self.env._(
                "%(count)s jobs are not run, as %(job)s.", count=len(dead), job=dead[0].name)
        if failed:
            return False, self.env._("%(count)s pieces of work failed last time.", count=failed)
        return True, self.env._("All are run in time.")

    def _crons(self):
        """Return the scheduled actions of this application, those switched off too."""
        ids = self.env['ir.model.data'].sudo().search(
            [('module', '=', 'credit_management'), ('model', '=', 'ir.cron')]).mapped('res_id')
        return self.env['ir.cron'].sudo().with_context(active_test=False).search(
            [('id', 'in', ids)])

    def _mend_crons(self, root_sudo):
        return self._list(self.env._("Scheduled work"), self._crons())

    def _is_mail(self, root_sudo):
        if not self.env['ir.mail_server'].sudo().search_count([], limit=1) and (
                config['smtp_server'] in (False, 'localhost')):
            return False, self.env._("There is no outgoing mail server.")
        people = self.env.ref(OFFICER).sudo().all_user_ids.filtered(
            lambda user: user.active and not user.share and root_sudo in user.company_ids.root_id
            and user != self.env.ref('base.user_root') and not email_normalize(user.email or ''))
        if people:
            return False, self.env._(
                "No address is known of %(people)s.", people=', '.join(people.mapped('name')))
        return True, self.env._("There is a server, and all credit people have an address.")

    def _mend_mail(self, root_sudo):
        return {**self._list(
            self.env._("Outgoing mail servers"), self.env['ir.mail_server']), 'domain': []}
