from datetime import date

from freezegun import freeze_time

from .common import CreditCommon

#: A Monday.
TODAY = date(2026, 4, 13)


class TouchCommon(CreditCommon):
    """Steps of receivable items that are due on a Monday, and people who contact customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        frozen = freeze_time(f'{TODAY} 02:00:00')
        frozen.start()
        cls.addClassCleanup(frozen.stop)
        cls.env['credit.touch'].search([('state', '=', 'planned')]).unlink()
        cls.profile.user_id = cls.officer
        cls.env['credit.collector'].search([]).unlink()
        cls.env['credit.duty'].search([]).unlink()
        cls.root = cls.company.root_id
        cls.touches = cls.env['credit.touch']

    @classmethod
    def _customers(cls, count, **values):
        partners = cls.env['res.partner'].create([
            {'name': f"Customer {number}", 'is_company': True} for number in range(count)])
        return cls.env['credit.profile'].create([
            {'partner_id': partner.id, 'company_id': cls.company.id, 'credit_limit': 1000.0,
             'user_id': cls.officer.id, **values} for partner in partners])

    @classmethod
    def _item(cls, profile, **values):
        return cls.env['credit.rpm.item'].sudo().create({
            'name': f"Item of {profile.partner_id.name}", 'profile_id': profile.id,
            'company_id': cls.root.id, 'kind': 'invoice', 'status': 'open', **values})

    @classmethod
    def _step(cls, profile, code='R10', amount=100.0, role='credit_officer', channel='phone',
              line=None, item=None, **values):
        """Make a step that is due today."""
        return cls.env['credit.rpm.step'].sudo().create({
            'item_id': (item or cls._item(profile)).id, 'profile_id': profile.id,
            'company_id': cls.root.id, 'code': code, 'date': TODAY, 'day': TODAY, 'status': 'due',
            'role': role, 'channel': channel, 'amount': amount,
            'move_line_id': line.id if line else False, **values})

    @classmethod
    def _line(cls, amount, profile=None, due=-9):
        """Return the maturity line of a new invoice that is late."""
        move = cls._invoice(amount, (profile or cls.profile).partner_id, due=due)
        return move.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')

    def _plan(self, day=TODAY):
        for _part in self.touches._plan(self.root, day):
            pass
        self.env.invalidate_all()

    def _planned(self, profile=None):
        domain = [('state', '=', 'planned'), ('company_id', '=', self.root.id)]
        if profile:
            domain.append(('profile_id', 'in', profile.ids))
        return self.touches.search(domain)

    def _state(self):
        """Return all touches as plain values, to compare."""
        return sorted(
            (touch.id, touch.profile_id.id, touch.day, touch.kind, touch.role, touch.user_id.id,
             touch.state, touch.is_overflow, touch.codes, touch.amount, touch.score,
             tuple(touch.step_ids.ids)) for touch in self.touches.search([]))
