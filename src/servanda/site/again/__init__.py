"""Write a site again after an edit: what nothing has changed for is taken over as it was.

    with opened(site, Places(stated, inferred, cache, previous)) as memory:
        memory.take(folder, kind, unit)      # its pages, or None where they must be made
        memory.keep(kind, unit, packed(keys), pages)  # what was made, and from what

The memory of a site lies in the folder of a cache. It is never trusted: where it is not whole, was
written by another version of this package, or tells of pages that are no longer what they were,
pages are made.
"""

from servanda.site.again.before import Places
from servanda.site.again.memory import Memory, Written, opened, packed
from servanda.site.again.settings import code_digest

__all__ = ["Memory", "Places", "Written", "code_digest", "opened", "packed"]
