"""Which versions are fetched. Change them here and nowhere else."""

ODOO_SERIES = '19.0'
ODOO_PACKAGE = 'odoo-19'
ODOO_DEB_VERSION = '19.0.0+dfsg-1'
ODOO_DEB_SHA256 = '9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf'

PYTHON_MINIMUM = (3, 10)

# Odoo's package links to files of these by relative paths, so they go into the same prefix.
SIBLING_PACKAGES = (
    'libjs-jquery',
    'libjs-jquery-form',
    'libjs-underscore',
    'fonts-inconsolata',
    'fonts-montserrat',
    'fonts-ocr-b',
    'fonts-roboto-unhinted',
)
# From an older release: the icons of Odoo are version 4.7, and newer packages renamed the files.
ICON_PACKAGE = 'fonts-font-awesome'

# What an addon of ours stands on; installed once into a database that others are copied from.
BASE_MODULES = ('account_payment', 'portal', 'sale_management', 'sale_stock')
ADDON = 'credit_management'
# Other apps that confirm orders in ways of their own; what they need comes with them. The addon and
# its bridges are tested once more on top of them.
DOOR_MODULES = (
    'base_automation', 'event_sale', 'payment_demo', 'pos_sale', 'sale_expense', 'sale_loyalty',
    'sale_project', 'website_sale_collect',
)
