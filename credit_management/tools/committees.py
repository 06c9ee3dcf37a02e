"""What the votes of a committee come to: n of m agree. Pure."""

VOTES = ('yes', 'no', 'abstain')


def outcome(needed, votes, is_over=False):
    """Return 'approved', 'refused', or None while it is open.

    It is decided as soon as enough agree, or no longer can.

    :param votes: of all who may vote, None of who has not yet
    :param is_over: nobody votes any more
    """
    yes = sum(vote == 'yes' for vote in votes)
    waiting = 0 if is_over else sum(vote is None for vote in votes)
    if yes >= needed:
        return 'approved'
    return 'refused' if yes + waiting < needed else None
