"""What a person sees while something takes long."""

import sys
import time


def say(text):
    """Print one line of progress."""
    print(f"» {text}", flush=True)


def warn(text):
    """Print one line that a person should act on, without stopping."""
    print(f"! {text}", file=sys.stderr, flush=True)


class Progress:
    """A line that counts; redrawn on a terminal, repeated every ten seconds elsewhere."""

    def __init__(self, title):
        self.title = title
        self.live = sys.stdout.isatty()
        self.drawn_at = time.monotonic()
        self.started_at = self.drawn_at

    def show(self, detail):
        now = time.monotonic()
        if now - self.drawn_at < (0.2 if self.live else 10):
            return
        self.drawn_at = now
        if self.live:
            print(f"\r\x1b[K  {self.title}: {detail}", end='', flush=True)
        else:
            print(f"  {self.title}: {detail}", flush=True)

    def done(self):
        """Close the line and tell how long it took."""
        prefix = '\r\x1b[K' if self.live else ''
        seconds = time.monotonic() - self.started_at
        print(f"{prefix}  {self.title}: done in {seconds:.0f} s", flush=True)
