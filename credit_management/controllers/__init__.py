from . import aging, bureau, ceiling, provision, structure
