"""Tests against real Odoo processes: committed databases, real HTTP, more clients than workers."""
