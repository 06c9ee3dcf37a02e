from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

#: Of what somebody sent, so much is told back to him.
SHOWN = 80
#: The largest number that a column of whole numbers holds.
MOST = 2 ** 31 - 1


class CreditAsked(models.AbstractModel):
    """What other programs ask for, checked before it is used: a fault is a sentence, no traceback.

    `name` is what the parameter is called in `docs/api.md`. Each check returns the value.
    """

    _name = 'credit.asked'
    _description = "What Is Asked For"

    @api.model
    def _whole(self, name, value, least, most=MOST):
        """Check a whole number; ``True`` is none."""
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise UserError(self.env._(
                "%(name)s cannot be %(value)s. Give a whole number from %(least)s to %(most)s.",
                name=name, value=self._told(value), least=least, most=most,
            ))
        return value

    @api.model
    def _number(self, name, value, least, most):
        """Check a number, with decimals or without; one that is not finite is none."""
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not (
            least <= value <= most
        ):
            raise UserError(self.env._(
                "%(name)s cannot be %(value)s. Give a number from %(least)s to %(most)s.",
                name=name, value=self._told(value), least=least, most=most,
            ))
        return value

    @api.model
    def _choice(self, name, value, choices):
        """Check that `value` is one of some texts."""
        if not isinstance(value, str) or value not in choices:
            raise UserError(self.env._(
                "%(name)s cannot be %(value)s. Choose one of %(choices)s.",
                name=name, value=self._told(value), choices=', '.join(choices),
            ))
        return value

    @api.model
    def _text(self, name, value):
        """Check a text."""
        if not isinstance(value, str):
            raise UserError(self.env._(
                "%(name)s cannot be %(value)s. Give a text.", name=name, value=self._told(value)))
        return value

    @api.model
    def _day(self, name, value):
        """Check a date, or the ISO text of one; None or False is no day."""
        try:
            return fields.Date.to_date(value or None)
        except (TypeError, ValueError):
            raise UserError(self.env._(
                "%(name)s cannot be %(value)s. Give a day like 2026-11-30.", name=name,
                value=self._told(value))) from None

    @api.model
    def _id(self, name, value):
        """Check the id of a record; None or False is no record."""
        return self._whole(name, value, 1) if value not in (None, False) else None

    @api.model
    def _files(self, files, *dialogs):
        """Check that files are the user's own, given for this alone; return them in sudo mode.

        They become the record's: whoever keeps them writes `res_model` and `res_id`.

        :param files: attachments, or their ids
        :param dialogs: models of the dialogs in which they may have been uploaded
        """
        attachments = self.env['ir.attachment']
        if not isinstance(files, type(attachments)):
            files = attachments.browse([self._id('files', one) for one in files or ()]).exists()
        files.check_access('read')
        if any(file.create_uid != self.env.user or file.res_field
               or file.res_model not in (False, *dialogs) for file in files.sudo()):
            raise AccessError(self.env._(
                "Add files that you uploaded for this; one of another record stays there."))
        return files.sudo()

    @api.model
    def _query(self, model, domain, *conditions):
        """Return the query of what `domain`, with `conditions` of ours, leaves of a model."""
        try:
            # A text is a domain to Odoo, letter by letter.
            if isinstance(domain, (str, bytes)):
                raise TypeError
            return model._search(Domain(domain or []) & Domain(list(conditions)))
        except (TypeError, ValueError, KeyError, AttributeError):
            raise UserError(self.env._(
                "%(domain)s is no domain of %(model)s. Give a list of conditions like"
                " %(example)s.", domain=self._told(domain), model=model._name,
                example='[["partner_id", "=", 7]]',
            )) from None

    @staticmethod
    def _told(value):
        text = str(value)
        return text if len(text) <= SHOWN else f'{text[:SHOWN]}…'
