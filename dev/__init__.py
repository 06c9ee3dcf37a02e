"""How a bare machine gets Odoo 19, PostgreSQL and the Python packages, and runs this project.

Standard library only, Python 3.10 or later: nothing is installed when it starts.
"""
