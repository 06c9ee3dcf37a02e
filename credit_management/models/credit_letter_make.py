from datetime import timedelta
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import split_every

from ..tools import demand_letters
from ..tools.bank_days import next_bank_day

#: Code of a text -> (kind, degree); the degree of monitoring's letters stands in `DEGREES`.
TEXTS = {
    'pre_due': ('reminder', 0), 'notice': ('reminder', 0), 'reminder': ('reminder', 0),
    'statement': ('statement', 0), 'limitation': ('limitation', 0), 'lawyer': ('demand', 3),
    'suspension': ('suspension', 0),
    'papers': ('papers', 0),
    **{code: ('demand', degree) for code, degree in demand_letters.DEGREES.items()},
}
#: The text of a letter that somebody writes himself.
OF_KIND = {
    ('reminder', 0): 'reminder', ('statement', 0): 'statement', ('limitation', 0): 'limitation',
    ('suspension', 0): 'suspension',
    ('papers', 0): 'papers',
    ('demand', 1): 'demand_1', ('demand', 2): 'demand_2', ('demand', 3): 'lawyer',
}
#: A reminder is answered within so many days, as the first demand is.
REPLY_DAYS = demand_letters.LETTERS[0].reply_days
#: Letters that are rendered together.
CHUNK = 50


class Known(NamedTuple):
    """What is known of a set of customers and their lines: `{profile id: …}`, `{line id: …}`."""

    contacts: dict
    lines: dict
    facts: dict
    interest: dict
    rest: tuple


class CreditLetter(models.Model):
    """Letters written: what is open, for whom, in his language."""

    _inherit = 'credit.letter'

    @api.model
    def _make(self, profile, kind, degree=0, lines=None, **values):
        """Write a draft to a customer about `lines` (account.move.line; default all it is about).

        Who calls has checked that the reader may. `values`: `template`, `day`, `channel`,
        `signer_id`, and other fields of the letter.

        :return: the letter, with `refusal` set if it may not go
        """
        draft = {'profile': profile, 'kind': kind, 'degree': degree, 'lines': lines, **values}
        return self._make_all(values.pop('day', None) or profile.company_id._credit_today(), [draft])

    @api.model
    def _make_all(self, day, drafts):
        """Write drafts of `_make` to customers of one company; see there."""
        letters = self.browse()
        for part in split_every(CHUNK, drafts, list):
            letters |= self._make_part(day, part)
        return letters

    def _make_part(self, day, drafts):
        profiles = self.env['credit.profile'].sudo().union(*(d['profile'].sudo() for d in drafts))
        root = profiles.company_id.ensure_one()
        self_sudo = self.sudo().with_company(root).with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True, tracking_disable=True)
        asked = profiles.browse(
            {d['profile'].id for d in drafts if d['kind'] != 'statement'})
        known = self_sudo._known(
            profiles, day, [d['lines'] for d in drafts if d.get('lines')], asked)
        values = [self_sudo._draft_values(draft, day, known) for draft in drafts]
        letters_sudo = self_sudo._put(drafts, values)
        letters_sudo._write_text()
        letters_sudo._look_whether_it_goes(day)
        return letters_sudo.sudo(self.env.su)

    def _put(self, drafts, values):
        """Create letters, or write those anew that a draft names as its `letter`; return them."""
        kept = self.browse()
        for draft, own in zip(drafts, values, strict=True):
            if letter := draft.get('letter'):
                letter = self.browse(letter.id)
                letter.line_ids.unlink()
                letter.write(own)
                kept |= letter
        return kept | self.create([
            own for draft, own in zip(drafts, values, strict=True) if not draft.get('letter')])

    # === WHAT THEY ARE ABOUT === #

    def _known(self, profiles, day, wanted=(), asked=None):
        """Read what the letters of a set of customers of one company are made of.

        :param asked: those who get more than a statement, which has lines of its own; None: all
        """
        asked = profiles if asked is None else asked
        open_lines = self._open_lines(asked, day)
        every = self.env['account.move.line'].union(
            *open_lines.values(), *(lines.sudo() for lines in wanted))
        # Read at once: what is picked of them line by line does not read alone then.
        every.move_id.fetch(['name', 'ref', 'invoice_date', 'move_type', 'partner_bank_id'])
        company = profiles.company_id
        return Known(
            self._contacts(profiles), open_lines, self._facts_of(every, day),
            self._interest_lines(every, day), company._credit_rest()[company.id])

    def _contacts(self, profiles):
        """Return ``{profile id: contact for invoices}``: the customer's own, else the customer."""
        found = {}
        for contact in self.env['res.partner'].search(
            [('parent_id', 'in', profiles.partner_id.ids), ('type', '=', 'invoice')], order='id',
        ):
            found.setdefault(contact.parent_id.id, contact)
        return {one.id: found.get(one.partner_id.id, one.partner_id) for one in profiles}

    def _open_lines(self, profiles, day):
        """Return ``{profile id: open maturity lines}``, credits among them; all but `no_followup`."""
        lines = self.env['account.move.line'].search(profiles._open_lines_domain() & Domain([
            ('amount_residual', '!=', 0), ('no_followup', '=', False), ('date', '<=', day),
        ]), order='date_maturity, id')
        of_partner = lines.grouped(lambda line: line.partner_id.commercial_partner_id)
        return {
            profile.id: of_partner.get(profile.partner_id, lines.browse()) for profile in profiles}

    def _facts_of(self, lines, day):
        """Return what is disputed and promised of lines, as monitoring knows it."""
        return self.env['credit.rpm.item'].sudo()._line_facts(lines.ids, day)

    @api.model
    def _interest_lines(self, lines, day):
        """Return ``{line id: interest up to `day`, in company currency}``; left out: unknown."""
        return {}

    def _chosen(self, template, lines, wanted, facts, day):
        """Return the lines of a letter: what is late and what it names; a statement has its own.

        What reminds before the due day is about nothing that is late.
        A demand that names lines is not about what fell due after them: that has its own reminders.
        Nobody is asked for what he promised or disputes as a whole; his credits stand in it. Only a
        limitation letter is about that too: a claim runs out meanwhile.
        """
        kind = TEXTS[template][0]
        if kind == 'statement':
            return lines.browse()
        if kind == 'papers':
            return wanted or lines
        late = lines.filtered(lambda line: (line.date_maturity or line.date) < day)
        if template == 'pre_due':
            wanted, late = (wanted or lines) - late, lines.browse()
        if kind == 'demand' and wanted:
            latest = max(line.date_maturity or line.date for line in wanted)
            late = late.filtered(lambda line: (line.date_maturity or line.date) <= latest)
        asked = (late | (wanted or lines.browse()) & lines).filtered(
            lambda line: line.amount_residual > 0
            and (kind == 'limitation'
                 or not self._is_silent(line, facts.get(line.id) or {}, day)))
        if not asked:
            return asked
        return asked | lines.filtered(lambda line: line.amount_residual < 0)

    def _is_silent(self, line, fact, day):
        """Tell whether nobody asks: promised, disputed as a whole on `day`, or with somebody else."""
        def runs(until):
            return until is None or until is False or until >= day
        silent = sum(
            fact.get(what) or 0.0 for what in ('disputed', 'promised')
            if fact.get(what) and runs(fact.get(f'{what}_until')))
        return bool(fact.get('is_away')) or silent >= line.amount_residual - 1e-6

    # === VALUES === #

    def _draft_values(self, draft, day, known):
        profile, kind = draft['profile'].sudo(), draft['kind']
        degree = draft.get('degree') or 0
        template = draft.get('template') or OF_KIND.get((kind, degree))
        if template not in TEXTS or (kind == 'demand') != bool(degree):
            raise UserError(self.env._(
                "There is no %(kind)s of degree %(degree)s. Demands have a degree from 1 to 3.",
                kind=kind, degree=degree))
        contact, wanted, facts = known.contacts[profile.id], draft.get('lines'), known.facts
        chosen = self._chosen(
            template, known.lines.get(profile.id, self.env['account.move.line']),
            wanted and wanted.sudo(), facts, day)
        snapshots = [
            self.env['credit.letter.line']._values(
                line, day, facts.get(line.id) or {}, kind, known.interest.get(line.id))
            for line in chosen
        ]
        company = profile.company_id
        bank = chosen.move_id.partner_bank_id[:1] or company.partner_id.bank_ids[:1]
        lang = contact.lang or profile.partner_id.lang or company.partner_id.lang or 'en_US'
        own = {name: draft[name] for name in draft if name in self._fields and name not in (
            'profile_id', 'line_ids', 'state', 'kind', 'degree', 'template')}
        return {
            'partner_id': contact.id, 'channel': 'mail', **own, 'profile_id': profile.id,
            'kind': kind, 'degree': degree, 'template': template, 'date': day,
            'pay_by': self._pay_by(kind, degree, template, chosen, day, known.rest),
            'amount': sum(
                line.amount_residual - sum(self.env['credit.letter.line']._not_asked(
                    line, day, facts.get(line.id) or {}, kind)) for line in chosen),
            'line_ids': [(0, 0, snapshot) for snapshot in snapshots], 'lang': lang,
            'recipient': profile.partner_id.name,
            'address': self._address_of(contact.with_context(lang=lang)),
            'email': contact.email_normalized or profile.partner_id.email_normalized,
            'bank_account': ' '.join(filter(None, (bank.bank_id.name, bank.acc_number))),
            'signer_id': draft.get('signer_id') or profile.user_id.id, 'subject': template,
        }

    def _address_of(self, contact):
        lines = contact._display_address(without_company=True).splitlines()
        return '\n'.join(line.strip() for line in lines if line.strip())

    def _pay_by(self, kind, degree, template, lines, day, rest):
        """Return until when the customer is to pay: a working day; None: nothing is asked for."""
        if kind == 'papers':
            return None
        if template == 'pre_due':
            return max((line.date_maturity for line in lines if line.date_maturity), default=day)
        if kind == 'demand':
            letter = next(one for one in demand_letters.LETTERS if one.degree == degree)
            return demand_letters.pay_by(letter, day, *rest)
        if kind == 'limitation':
            return demand_letters.pay_by(demand_letters.LIMITATION, day, *rest)
        return next_bank_day(day + timedelta(days=REPLY_DAYS), *rest)

    # === TEXT === #

    def _write_text(self):
        """Write subject and body from the texts, each letter in its customer's language."""
        for code, letters in self.grouped('template').items():
            template_sudo = self._text_of(code)
            for letter_id, subject in template_sudo._render_field(
                'subject', letters.ids, compute_lang=True,
            ).items():
                self.browse(letter_id).subject = subject
            for letter_id, body in template_sudo._render_field(
                'body_html', letters.ids, compute_lang=True,
            ).items():
                self.browse(letter_id).body = body

    def _text_of(self, code):
        """Return the mail template of a text; one that somebody deleted is named."""
        template = self.env.ref(
            f'credit_management.mail_template_letter_{code}', raise_if_not_found=False)
        if not template:
            raise UserError(self.env._(
                "The text %(code)s was deleted. Update the module Credit Management to have it"
                " back.", code=code))
        return template.sudo()

    def action_write_again(self):
        """Write drafts anew: what is open now, in the words of the texts."""
        self.check_access('write')
        drafts = self.sudo()._lock_in('draft')
        if not drafts:
            raise UserError(self.env._("Only a draft is written again."))
        for letter in drafts:
            day = letter.company_id._credit_today()
            known = letter._known(letter.profile_id, day)
            values = letter._draft_values({
                'profile': letter.profile_id, 'kind': letter.kind, 'degree': letter.degree,
                'template': letter.template,
                'lines': (letter.step_keys or letter.kind == 'papers')
                and letter.line_ids.move_line_id,
                'channel': letter.channel, 'signer_id': letter.signer_id.id,
                **letter._period(),
            }, day, known)
            letter.line_ids.unlink()
            letter.write(values)
            letter._write_text()
            letter._look_whether_it_goes(day)
        return True
