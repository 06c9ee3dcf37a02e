from . import models
from . import wizard
from . import controllers
from .report import credit_aging_print
from .hooks import post_init_hook, pre_init_hook, uninstall_hook
