from odoo import api, models

#: Effects of which somebody hears -> the role that does.
TOLD = {
    'copy_sales': 'sales', 'inform_sales_manager': 'sales_director',
    'inform_general_manager': 'cfo', 'inform_board': 'cfo',
}
#: What a manager decides; a step only proposes it (`practice.md` F15).
PROPOSED = ('stop_supply', 'limit_zero', 'freeze_account', 'provide')
#: Roles that read no figures: what they hear of hangs on the customer's address.
OF_SALES = ('sales', 'sales_director')


class CreditRpmDone(models.Model):
    """What follows of a step beside the contact: people are told, managers are asked to decide.

    Nothing of it happens by itself. Orders are held by H09, a case is opened by `credit_case_step`.
    """

    _inherit = 'credit.rpm.done'

    @api.model_create_multi
    def create(self, vals_list):
        done = super().create(vals_list)
        for profile_sudo, own in done.sudo().grouped('profile_id').items():
            own._tell_effects(profile_sudo)
        return done

    def _tell_effects(self, profile_sudo):
        """Tell who is to hear of these steps of one customer: each of each effect once."""
        of_effect = {}
        for done in self:
            for code in filter(None, (done.effects or '').split(',')):
                of_effect[code] = of_effect.get(code, self.browse()) | done
        roles = {code: TOLD.get(code, 'credit_manager') for code in of_effect
                 if code in TOLD or code in PROPOSED}
        if not roles:
            return
        root = profile_sudo.company_id
        today = root._credit_today()
        owners = self.env['credit.duty']._owners(root, profile_sudo, today)
        for code, role in roles.items():
            user = self.env['res.users'].sudo().browse(owners.get((profile_sudo.id, role)) or [])
            where = profile_sudo.partner_id if role in OF_SALES else profile_sudo
            if user and where.with_user(user).has_access('read'):
                of_effect[code]._tell_effect(code, where, user, today)

    def _tell_effect(self, code, where, user, today):
        """Put an effect of these steps on the desk of `user`, at a customer's address or profile."""
        own = self.with_context(lang=user.lang)
        term = own.env['credit.rpm.term']._of('effect', [code])
        documents = ', '.join(dict.fromkeys(
            f'{done.code} {done.document or ""}'.strip() for done in self))
        words = {'effect': term.name, 'customer': where.display_name, 'documents': documents}
        summary = own.env._(
            "Proposed: %(effect)s, %(customer)s (%(documents)s)", **words
        ) if code in PROPOSED else own.env._("%(customer)s was asked to pay: %(documents)s", **words)
        if code == 'copy_sales':
            where.message_notify(
                partner_ids=user.partner_id.ids, subject=summary, body=summary,
                model_description=own.env._("Customer"))
            return
        where.with_context(mail_activity_quick_update=True).activity_schedule(
            'mail.mail_activity_data_todo', user_id=user.id, summary=summary, date_deadline=today)
