from . import bureau
