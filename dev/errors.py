"""The one exception that ends a command with a sentence instead of a traceback."""


class SetupError(Exception):
    """What is wrong and the way out, in one line; printed as it is."""
