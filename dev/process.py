"""Starting programs whose output is read while they work."""

import subprocess


def stream(command, on_line, **options):
    """Run `command`, hand every line it prints to `on_line`, and return its exit code.

    The program never outlives the call: an interrupted run must not be written to by the last.
    """
    with subprocess.Popen(
        [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors='replace', **options,
    ) as program:
        try:
            for line in program.stdout:
                on_line(line.rstrip('\n'))
            return program.wait()
        except BaseException:
            program.terminate()
            program.wait()
            raise
