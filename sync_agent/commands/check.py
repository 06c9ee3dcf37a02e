"""`check`: everything that can be known before a run: settings, secrets, Odoo, rights, bureaus."""

import datetime as dt
from dataclasses import dataclass

from ..engine import Engine, make_gateway
from ..errors import ExitCode, SyncError
from ..odoo_gateway import days_left
from ..summary import Summary

#: A key that ends sooner is spoken of.
KEY_WARNING_DAYS = 14


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `code` is `OK` when it is in order."""

    subject: str
    message: str
    code: ExitCode = ExitCode.OK


def check(config, state, live=False):
    """Return the Findings; `live` asks each bureau one question that is free of charge."""
    findings = [*_check_way(config), *_check_key(config)]
    gateway = None
    try:
        gateway = make_gateway(config)
        findings.append(Finding('odoo', f"version {gateway.version} at {config.odoo.url}"))
    except SyncError as error:
        findings.append(Finding('odoo', str(error), error.exit_code))
    engine = Engine(config, state, gateway, 'check', Summary(), dry=True)
    try:
        sources = engine.sources()
    except SyncError as error:
        return [*findings, Finding('sources', str(error), error.exit_code)]
    if gateway is not None:
        findings += _check_contract(engine, sources)
    return [*findings, *(_check_source(source, live) for source in sources)]


def _check_way(config):
    """Speak of a key that anybody on the way may read."""
    if config.odoo.url.scheme == 'http' and config.odoo.url.host not in ('127.0.0.1', 'localhost'):
        yield Finding('way', "The key travels in clear text: [odoo] url is no https address.")


def _check_key(config):
    days = days_left(config.odoo, dt.datetime.now(dt.timezone.utc).date())
    if days is not None and days < KEY_WARNING_DAYS:
        yield Finding('key', f"The API key ends in {days} days; make a new one.",
                      ExitCode.AUTH if days < 0 else ExitCode.OK)


def _check_contract(engine, sources):
    """Say whether Odoo takes what we write, lets us read customers, and has the bureaus."""
    try:
        found = engine.gateway.check_contract()
        engine.gateway.partner_keys(None, 1)
    except SyncError as error:
        yield Finding('contract', str(error), error.exit_code)
        return
    yield Finding('contract', f"addon {found.addon_version}, bureaus "
                              f"{', '.join(found.bureaus) or 'none'}")
    engine.bureaus = found.bureaus
    for source in sources:
        try:
            engine.check_bureau(source)
        except SyncError as error:
            yield Finding(f'source {source.name}', str(error), error.exit_code)


def _check_source(source, live):
    """Say what a source is and, live, whether its bureau answers."""
    abilities = source.describe()
    subject = f'source {source.name}'
    if not live:
        return Finding(subject, f"{', '.join(sorted(abilities.modes))}; {abilities.note}")
    try:
        health = source.check()
    except SyncError as error:
        return Finding(subject, str(error), error.exit_code)
    words = [health.message]
    if health.quota_left is not None:
        words.append(f"{health.quota_left} left")
    if health.clock_skew is not None and abs(health.clock_skew) > 30:
        words.append(f"our clock differs by {health.clock_skew:.0f} s")
    return Finding(subject, '; '.join(words),
                   ExitCode.OK if health.ok else ExitCode.SOURCE_UNREACHABLE)
