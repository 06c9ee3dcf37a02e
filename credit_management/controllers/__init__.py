from . import aging, bureau, ceiling, dso, provision, structure
