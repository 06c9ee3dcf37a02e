"""Logs for people on a terminal, JSON lines for everybody else, and secrets for nobody."""

import contextvars
import json
import logging
import re
import sys
import time

from rich.console import Console
from rich.logging import RichHandler

#: What every line of a run carries: run_id, source, …
context = contextvars.ContextVar('context', default={})  # noqa: B039 - it is replaced, never changed
MASK = '***'
#: They log requests with everything in them, credentials included, at DEBUG.
TALKATIVE = ('odoorpc', 'urllib3', 'paramiko', 'keyring', 'distributed', 'dask', 'asyncio')
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {'message', 'asctime', 'taskName'}
_PATTERNS = (
    re.compile(r'(?i)(\b(?:bearer|basic|apikey|token)(?:\s+|\s*[:=]\s*))[\w.~+/=-]{8,}'),
    # Not `batch_key`, which people look for.
    re.compile(r'(?i)(\b(?:[\w-]*(?:password|passwd|secret|token)|api[_-]?key|key)'
               r'["\']?\s*[:=]\s*["\']?)[^\s"\'&,}]{4,}'),
    # Credentials in an address.
    re.compile(r'(//[^/:@\s]+:)[^@/\s]+(?=@)'),
)


class Redaction:
    """Masks what is known to be secret and what looks like it."""

    def __init__(self):
        self._known = set()

    def add(self, secret):
        """Mask this value wherever it turns up; very short ones would mask everything."""
        if len(secret) >= 4:
            self._known.add(secret)

    def __call__(self, text):
        for secret in sorted(self._known, key=len, reverse=True):
            text = text.replace(secret, MASK)
        for pattern in _PATTERNS:
            text = pattern.sub(lambda found: found[1] + MASK, text)
        return text


redact = Redaction()


class RedactionFilter(logging.Filter):
    """Turns a record into its final text, without secrets, before any handler sees it."""

    def filter(self, record):
        record.msg, record.args = redact(record.getMessage()), None
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = redact(_plain.formatException(record.exc_info))
            record.exc_info = None
        for name, value in vars(record).items():
            if name not in _STANDARD and isinstance(value, str):
                setattr(record, name, redact(value))
        return True


_plain = logging.Formatter()


class JsonFormatter(logging.Formatter):
    def format(self, record):
        instant = time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(record.created))
        line = {
            'time': f'{instant}.{int(record.msecs):03d}Z', 'level': record.levelname,
            'logger': record.name, 'message': record.getMessage(), **context.get(),
        }
        line.update({name: value for name, value in vars(record).items()
                     if name not in _STANDARD})
        if record.exc_text:
            line['traceback'] = record.exc_text
        return json.dumps(line, ensure_ascii=False, default=str)


def setup(level='INFO', file=None, stream=None):
    """Send all logs to `stream` (standard error), and to `file` if one is given."""
    stream = stream or sys.stderr
    if stream.isatty():
        console = Console(file=stream)
        handlers = [RichHandler(console=console, show_path=False, rich_tracebacks=False)]
    else:
        handlers = [logging.StreamHandler(stream)]
        handlers[0].setFormatter(JsonFormatter())
    if file is not None:
        handlers.append(logging.FileHandler(file, encoding='utf-8'))
        handlers[-1].setFormatter(JsonFormatter())
    root = logging.getLogger()
    for handler in root.handlers[:]:
        root.removeHandler(handler)
    for handler in handlers:
        handler.addFilter(RedactionFilter())
        root.addHandler(handler)
    root.setLevel(level)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(True)
