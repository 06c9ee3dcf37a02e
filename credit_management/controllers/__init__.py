from . import aging, bureau, provision
