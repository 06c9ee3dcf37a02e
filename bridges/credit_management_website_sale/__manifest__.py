{
    'name': "Credit Management: eCommerce",
    'version': '19.0.1.0.0',
    'category': 'Accounting/Accounting',
    'summary': "Customers of the shop are told before they pay when an order has to wait",
    'author': "Credit Management contributors",
    'license': 'LGPL-3',
    'depends': ['credit_management', 'website_sale'],
    'data': [
        'views/templates.xml',
    ],
    'auto_install': True,
}
