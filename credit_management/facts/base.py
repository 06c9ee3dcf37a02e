"""What a fact provider is."""


class Provider:
    """Loads some facts for a *set* of profiles as of a date, with one query for the set.

    It reads by SQL on the cursor that it is given and never through a model: the gate asks on a
    cursor of its own, whose view is newer than that of the request.
    """

    #: Names of the facts that it brings; it runs only if one of them is needed.
    provides = frozenset()

    def load(self, env, cr, rows, as_of, context):
        """Return ``{profile id: {fact: value}}`` with plain values.

        `rows`: of `credit.check._rows`. A fact that could not be had is left out or None;
        the rules that need it are then reported as not checked.

        :param dict context: see `facts.load`
        """
        raise NotImplementedError
