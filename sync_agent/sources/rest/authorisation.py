"""From the settings of [auth] to the object that puts secrets into requests."""

import base64

from .. import auth


def make(settings, context):
    """Return an object of `sources.auth`; secrets are read now."""
    if settings.kind == 'none':
        return auth.NoAuth()
    if settings.kind == 'basic':
        return auth.Basic(context.secret(settings.user), context.secret(settings.password))
    if settings.kind == 'header':
        return auth.Header(context.secret(settings.secret), settings.header, settings.prefix or '')
    if settings.kind == 'parameter':
        return auth.Parameter(context.secret(settings.secret), settings.parameter)
    if settings.kind == 'digest':
        return auth.Digest(context.secret(settings.user), context.secret(settings.secret),
                           settings.header, settings.time_header, settings.parameter)
    return auth.Token(_ask(settings, context), settings.header,
                      'Bearer ' if settings.prefix is None else settings.prefix)


def _ask(settings, context):
    """Return what asks for a token: user and password where the settings put them."""
    known = {name: context.secret(getattr(settings, name)).get_secret_value()
             for name in ('user', 'password') if getattr(settings, name) is not None}
    fields = {name: text.format_map(known) for name, text in settings.fields.items()}
    content = {'data': fields} if settings.send == 'form' else {'json': fields}
    if settings.send == 'basic':
        pair = f"{known.get('user', '')}:{known.get('password', '')}"
        content['headers'] = {
            'Authorization': f'Basic {base64.b64encode(pair.encode()).decode()}'}
    return auth.ask_for_token(settings.path, settings.answer_at, settings.seconds_at, **content)
