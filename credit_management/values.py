"""What Odoo lets stand in values of `create` and `write`."""


def id_of(value):
    """Return the id that the value of a many2one means: Odoo takes a record in its place too."""
    return getattr(value, 'id', value)
