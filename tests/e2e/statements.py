"""Runs inside Odoo's shell: customers whose statements of two months are out, and their links."""

from datetime import timedelta


def prepare(env):
    """Return ``{"acme": [{"id", "path", "code_subject"}, two of them], "other", "expired"}``."""
    company = env.ref('base.main_company')
    today = company._credit_today()
    last = today.replace(day=1) - timedelta(days=1)
    ends = [last.replace(day=1) - timedelta(days=1), last]
    acme, other, late = (owing(env, name, ends) for name in ("Acme Yard", "Other Yard", "Late Yard"))
    found = {
        'acme': [out(env, acme, end, today) for end in ends],
        'other': out(env, other, ends[1], today), 'expired': out(env, late, ends[1], today),
    }
    env['credit.statement'].browse(found['expired']['id']).access_until = today - timedelta(days=1)
    return found


def owing(env, name, ends):
    partner = env['res.partner'].create({
        'name': name, 'is_company': True, 'lang': 'en_US',
        'email': f"{name.split()[0].lower()}@example.com"})
    for end, amount in zip(ends, (1_200.0, 3_400.0), strict=True):
        move = env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': partner.id, 'invoice_date': end,
            'invoice_date_due': end + timedelta(days=20), 'invoice_payment_term_id': False,
            'invoice_line_ids': [(0, 0, {
                'name': "Valves", 'quantity': 1, 'price_unit': amount, 'tax_ids': [(5,)]})]})
        move.date = end
        move.action_post()
    return env['credit.profile'].create({'partner_id': partner.id, 'credit_limit': 10_000.0})


def out(env, profile, end, today):
    """Let a statement be with its customer, as if the mail server had taken it."""
    letter = env['credit.letter']._make(
        profile, 'statement', statement_day=end, is_adhoc=False)
    letter.write({'state': 'sent', 'sent_on': today, 'approved_by_id': env.uid})
    letter._settle()
    statement = letter.statement_ids
    link = statement._link()
    return {'id': statement.id, 'name': statement.name, 'path': link[link.index('/my/'):]}
