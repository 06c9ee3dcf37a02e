"""Bureaus that run on this machine: real HTTP servers that answer as public documents say.

Who is in them is made up: identifiers pass their checks and belong to nobody.
"""
