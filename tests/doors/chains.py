"""Runs inside Odoo's shell: who overrides what, the first to be called first."""

METHODS = (
    ('sale.order', 'action_confirm'), ('sale.order', '_action_confirm'), ('sale.order', 'write'),
    ('sale.order', 'create'), ('sale.order', '_validate_order'), ('sale.order.line', 'create'),
    ('payment.transaction', '_set_pending'), ('payment.transaction', '_post_process'),
    ('payment.transaction', '_check_amount_and_confirm_order'),
)


def chains(env):
    """Return ``{"model.method": [addons]}``, and as ``door`` whether the counter's is first."""
    found = {f'{model}.{method}': chain(env.registry[model], method) for model, method in METHODS}
    door = env.registry['sale.order'].__dict__.get('action_confirm')
    return {**found, 'door': hasattr(door, 'is_credit_door')}


def chain(model_class, method):
    return [
        base.__module__.split('.')[2] for base in model_class.__mro__
        if method in base.__dict__ and base.__module__.startswith('odoo.addons.')
    ]
