"""Where things stand in a data folder, how the table format names them, and who works with it."""

from __future__ import annotations

import getpass
import re
from pathlib import Path
from urllib.parse import unquote

from deltalake import DeltaTable

from scoring.errors import StoreBroken

# Delta takes a folder for an address and cannot hold these.
_NO_ADDRESS = re.compile(r"[\[\]#?]|%[0-9A-Fa-f]{2}")


def address(place: Path) -> str:
    """The address of a table's folder; raises `StoreBroken` for a name the table format cannot hold."""
    whole = place.resolve()
    if _NO_ADDRESS.search(str(whole)):
        raise StoreBroken(
            str(whole.parent), "its name holds one of [ ] # ? or a % before two digits. Rename the folder"
        )
    return whole.as_uri()


def who() -> str:
    """Who works on this machine, for the history of imports; empty where the system does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def is_table(place: Path) -> bool:
    """Whether a folder holds a table."""
    return DeltaTable.is_deltatable(address(place))


def parquet_files(table: DeltaTable, *, for_engine: bool = True) -> list[str]:
    """The table's files as paths; those `for_engine` are written so that it takes no * for a wildcard."""
    # Delta gives addresses: a blank is %20, a Chinese name a row of percent signs.
    paths = [unquote(uri).removeprefix("file://") for uri in table.file_uris()]
    return [path.replace("*", "[*]") for path in paths] if for_engine else paths
