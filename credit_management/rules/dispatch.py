"""What the rules about a delivery's papers share."""


def ask(breach, fmt):
    """Return the sentence that says who can cure it, where somebody is known."""
    name = breach.params.get('helper')
    return fmt._("Ask %(who)s.", who=name) if name else ''
