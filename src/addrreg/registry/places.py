"""Where downloaded files live, and the registry that is built from them.

The cache (:func:`addrreg.registry.embedded.cache_dir`) may be deleted at any time, because the package holds
what it was made from. What was downloaded cost hours and may be all that an offline machine has: it lives in
the user's *data* folder, which no cleaner of caches empties.
"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["data_folder", "downloaded_registry", "downloads"]


def data_folder() -> Path:
    """The folder of all that was downloaded: ADDRREG_DATA, or the user's data folder of the operating system."""
    chosen = os.environ.get("ADDRREG_DATA")
    if chosen:
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("addrreg", appauthor=False))


def downloads() -> Path:
    """The registry's own zip files, laid out as on its site: mt_town/pref/mt_town_pref13.csv.zip …"""
    return data_folder() / "abr"


def downloaded_registry() -> Path:
    """The registry built from :func:`downloads`; where it is there, it is used instead of the embedded one."""
    return data_folder() / "registry.sqlite"
