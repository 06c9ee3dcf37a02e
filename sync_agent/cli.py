"""`credit-sync`: the commands. What they do is in `commands/` and `run`."""

import datetime as dt
import json
import logging
import signal
import sqlite3
import sys
import threading
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from . import VERSION, config, logs, retry, show, sources
from . import run as run_module
from . import watch as watch_module
from .commands import check as check_command
from .commands import explain as explain_command
from .commands import init as init_command
from .commands import metrics as metrics_command
from .commands import purge as purge_command
from .commands import report as report_command
from .commands import retry as retry_command
from .commands import status as status_command
from .engine import open_state
from .errors import ExitCode, SyncError, worst
from .sources.base import TESTED

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="Brings what credit bureaus know about customers into Odoo. "
         f"Connectors are {TESTED}.")

Sources = Annotated[list[str] | None, typer.Argument(
    metavar='[SOURCE]...', help="all enabled ones without", show_default=False)]
AsJson = Annotated[bool, typer.Option('--json', help="for machines")]
OneSource = Annotated[str | None, typer.Option(help="only of this source")]


class Form(str, Enum):
    TABLE, JSON, HTML = 'table', 'json', 'html'


class Settings:
    """What stands before the command; the configuration is read when one needs it."""

    def __init__(self):
        self.path, self.verbose = None, False

    def load(self):
        found = config.load(config.find(self.path))
        level = 'DEBUG' if self.verbose else found.log.level
        logs.setup(level, found.log.file)
        return found


settings = Settings()


def show_version(wanted):
    if wanted:
        print(f"credit-sync {VERSION}; sources: {', '.join(sources.kinds())}")
        raise typer.Exit


@app.callback()
def options(
    path: Annotated[Path | None, typer.Option(
        '--config', help=f"configuration file; or {config.VARIABLE}")] = None,
    verbose: Annotated[bool, typer.Option('--verbose', '-v', help="log more")] = False,
    version: Annotated[bool, typer.Option(
        '--version', callback=show_version, is_eager=True, help="and which sources there are")] = False,
):
    settings.path, settings.verbose = path, verbose


@app.command()
def init(state: Annotated[Path, typer.Option(help="folder for the state")] = Path(
        '/var/lib/credit-sync')):
    """Write a configuration to begin with."""
    for made in init_command.init(config.find(settings.path), state):
        print(f"made {made}")


@app.command()
def check(
    live: Annotated[bool, typer.Option(
        '--live', help="ask each bureau one question that is free of charge")] = False,
    as_json: AsJson = False,
):
    """Look at everything that can be known before a run."""
    found = settings.load()
    with open_state(found) as state:
        findings = check_command.check(found, state, live)
    if as_json:
        print_json([{'subject': each.subject, 'message': each.message, 'code': int(each.code)}
                    for each in findings])
    else:
        show.table("", ('', 'subject', 'finding'), [
            ('ok' if not each.code else '!', each.subject, each.message) for each in findings])
    raise typer.Exit(worst([each.code for each in findings]))


@app.command()
def run(
    only: Sources = None,
    dry_run: Annotated[bool, typer.Option(
        '--dry-run', help="show what would be written; buys and writes nothing")] = False,
    as_json: AsJson = False,
):
    """Do one run: fetch, normalise, match, push."""
    found = settings.load()
    with open_state(found) as state:
        work = run_module.dry_run if dry_run else run_module.run
        summary = work(found, state, tuple(only or ()))
    if as_json:
        print_json(as_values(summary, dry_run))
    else:
        if dry_run:
            show.plan(summary)
        show.outcome(summary)
    raise typer.Exit(summary.exit_code)


@app.command()
def watch(
    only: Sources = None,
    every: Annotated[float, typer.Option(min=1, help="seconds between two runs")] = 300,
):
    """Run again and again until told to end."""
    found = settings.load()
    with open_state(found) as state:
        raise typer.Exit(watch_module.watch(found, state, tuple(only or ()), every))


@app.command()
def status(as_json: AsJson = False):
    """Say what waits, what failed, and what was spent."""
    found = settings.load()
    with open_state(found) as state:
        values = status_command.status(found, state)
    print_json(values) if as_json else show.tree(values)


@app.command('retry')
def retry_rows(
    source: OneSource = None,
    code: Annotated[str | None, typer.Option(help="only with this code")] = None,
    number: Annotated[int | None, typer.Option('--id', help="only this one")] = None,
    since: Annotated[dt.datetime | None, typer.Option(
        formats=['%Y-%m-%d'],
        help="read stored answers since then again, free of charge, instead")] = None,
    discard: Annotated[bool, typer.Option('--discard', help="drop them for good")] = False,
):
    """Take again what was set aside."""
    found = settings.load()
    with open_state(found) as state:
        if discard:
            print(f"{retry_command.discard(state, source, code, number)} discarded")
            return
        if since is not None:
            summary = retry_command.replay(found, state, since.date(), source)
        else:
            summary = retry_command.retry(found, state, source, code, number)
    show.outcome(summary)
    raise typer.Exit(summary.exit_code)


@app.command()
def explain(
    partner: Annotated[str, typer.Argument(help="id, or a part of the name")],
    as_json: AsJson = False,
):
    """Say why a customer has the reports that he has, or none."""
    found = settings.load()
    with open_state(found) as state:
        values = explain_command.explain(found, state, partner)
    print_json(values) if as_json else show.tree(values)


@app.command()
def report(
    runs: Annotated[int, typer.Option(min=1, help="so many of the last runs")] = 10,
    form: Annotated[Form, typer.Option('--format')] = Form.TABLE,
    output: Annotated[Path | None, typer.Option(help="into a file")] = None,
):
    """Say what the last runs did."""
    found = settings.load()
    with open_state(found) as state:
        frames = report_command.report(state, runs)
    if form is Form.TABLE and output is None:
        show.frame("Runs", frames[0])
        show.frame("Set aside", frames[1])
        return
    text = {Form.HTML: report_command.to_html, Form.JSON: report_command.to_json,
            Form.TABLE: report_command.to_text}[form](frames)
    if output is None:
        print(text)
    else:
        output.write_text(text, encoding='utf-8')


@app.command('export-metrics')
def export_metrics(output: Annotated[Path | None, typer.Option(
        help="a file for node_exporter's textfile collector")] = None):
    """Say how things stand in the words of Prometheus."""
    found = settings.load()
    with open_state(found) as state:
        content = metrics_command.metrics(found, state)
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        metrics_command.write(output, content)


@app.command()
def purge():
    """Delete what is older than the configuration keeps it."""
    found = settings.load()
    with open_state(found) as state:
        for name, number in purge_command.purge(found, state).items():
            print(f"{number} {name}")


# === THE PROCESS === #

def print_json(value):
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def as_values(summary, dry):
    values = {'counts': dict(summary.counts), 'messages': summary.messages,
              'exit_code': int(summary.exit_code)}
    if dry:
        values['planned'] = [vars(planned) for planned in summary.planned]
        values['would_ask'] = summary.would_ask
    return values


def listen_to_signals():
    """The first SIGTERM or Ctrl-C ends after what is under way, a second one at once."""
    ended = threading.Event()
    retry.stop.bind(ended)

    def end(number, _frame):
        if ended.is_set():
            raise KeyboardInterrupt
        logging.getLogger(__name__).warning(
            "%s: ending after what is under way; once more ends at once",
            signal.Signals(number).name)
        ended.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)


def main():
    """Run a command; end with its exit code."""
    listen_to_signals()
    try:
        app(prog_name='credit-sync')
    except SyncError as error:
        print(f"Error: {logs.redact(str(error))}", file=sys.stderr)
        sys.exit(error.exit_code)
    except sqlite3.Error as error:
        print(f"Error: the state cannot be read or written: {error}. Look at its folder's free "
              f"space; the next run goes on from where this one was.", file=sys.stderr)
        sys.exit(ExitCode.CONFIG)
    except KeyboardInterrupt:
        print("Ended at once; the next run goes on from here.", file=sys.stderr)
        sys.exit(130)
