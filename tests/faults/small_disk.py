"""A disk of so many megabytes, that is filled up and freed again: a file system in memory, which root may mount."""

import errno
import os
import shutil
import subprocess
from pathlib import Path
from typing import Self

BLOCK = bytes(1 << 16)


class SmallDisk:
    def __init__(self, folder: Path, megabytes: int) -> None:
        """`folder` is made. Raises PermissionError for anybody but root."""
        if os.geteuid():
            raise PermissionError(errno.EPERM, "only root mounts a disk of fixed size")
        self.folder = folder
        folder.mkdir(mode=0o755)
        folder.parent.chmod(0o755)  # the server is not root
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], check=True)

    @property
    def free_bytes(self) -> int:
        return shutil.disk_usage(self.folder).free

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"

    def fill(self) -> None:
        """To the last byte."""
        with self._ballast.open("ab", buffering=0) as file:
            try:
                while file.write(BLOCK) == len(BLOCK):
                    pass
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def free(self) -> None:
        self._ballast.unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True)
