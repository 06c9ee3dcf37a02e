from . import aging, bureau
