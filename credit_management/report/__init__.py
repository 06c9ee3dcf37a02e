"""What leaves Odoo as a file. `xlsx` writes sheets; it knows no records."""
