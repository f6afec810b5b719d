"""Files with secrets: whole or not at all, and readable by their owner only."""

import os
from pathlib import Path
from tempfile import mkstemp


def keep(file: Path, secret: bytes) -> None:
    """One that another process made meanwhile stays as it is."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, made = mkstemp(dir=file.parent)  # 0600
    with os.fdopen(handle, "wb") as opened:
        opened.write(secret)
    try:
        os.link(made, file)
    except FileExistsError:
        pass
    finally:
        Path(made).unlink()
