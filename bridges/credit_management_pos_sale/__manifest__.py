{
    'name': "Credit Management: Point of Sale",
    'version': '19.0.1.0.0',
    'category': 'Accounting/Accounting',
    'summary': "What a point of sale has sold is booked, even when credit holds its sales order",
    'author': "Credit Management contributors",
    'license': 'LGPL-3',
    'depends': ['credit_management', 'pos_sale'],
    'auto_install': True,
}
