"""What Odoo lets stand in values of `create` and `write`."""


def id_of(value):
    """Return the id that the value of a many2one means: Odoo takes a record in its place too."""
    return getattr(value, 'id', value)


def plain_values(record, names):
    """Return ``{name: value}`` of a record as a log keeps it: ids for records, None for nothing."""
    record.ensure_one()
    values = {name: record[name] for name in names}
    return {
        name: value.id if record._fields[name].relational else value or None
        for name, value in values.items()
    }


def without_defaults(records, names):
    """Return `records` without what the context has as a default of the fields `names`.

    A caller sends its context: such a default is as good as a value.
    """
    barred = {f'default_{name}' for name in names}
    return records.with_env(records.env(context={
        key: value for key, value in records.env.context.items() if key not in barred
    }))
