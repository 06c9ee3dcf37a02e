"""Months and days as the reader's language writes them: October 2026, 2026年10月; Oct 5, 10月5日."""

from odoo.tools.misc import babel_locale_parse, format_date, get_lang

#: How much of a month is written, as Unicode names such forms (CLDR, availableFormats).
LONG, SHORT = 'yMMMM', 'yMMM'


def month_name(env, day, form=LONG, has_century=True):
    """Return the month of `day` in the language of `env`."""
    pattern = _pattern(env, form)
    if not has_century:
        pattern = pattern.replace('y', 'yy')
    return format_date(env, day, date_format=pattern)


def day_name(env, day):
    """Return `day` without its year."""
    return format_date(env, day, date_format=_pattern(env, 'MMMd'))


def _pattern(env, form):
    return babel_locale_parse(get_lang(env).code).datetime_skeletons[form].pattern
