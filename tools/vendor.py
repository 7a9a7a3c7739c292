"""Refresh the files of others that we ship: fonts and icons, as `vendor.toml` lists them.

python tools/vendor.py            fetch each package with npm, verify, write the listed files
python tools/vendor.py --check    verify what is on disk, fetch nothing
python tools/vendor.py --accept   fetch and write the new digests into vendor.toml (after a version change)
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "src/sporezo/ui/static/ui/vendor"
LIST = VENDOR / "vendor.toml"


@dataclass(frozen=True)
class Package:
    """One npm package at one version, and which of its files we keep under which name."""

    name: str
    version: str
    licence: str
    folder: str
    files: dict[str, str]
    digest: str

    def targets(self) -> Iterator[tuple[str, Path]]:
        for source, target in sorted(self.files.items()):
            yield source, VENDOR / self.folder / target


def packages() -> list[Package]:
    found = []
    for entry in tomllib.loads(LIST.read_text())["package"]:
        pattern = entry.pop("pattern", None)
        names = entry.pop("names", [])
        files = entry.pop("files", {})
        files |= {pattern.format(name=name): f"{name}.svg" for name in names}
        found.append(Package(files=files, **entry))
    return found


def digest(package: Package) -> str:
    """SHA-256 over the names and bytes of the package's files on disk, in order."""
    total = hashlib.sha256()
    for _, target in package.targets():
        total.update(target.name.encode() + b"\0" + target.read_bytes())
    return total.hexdigest()


def fetch(package: Package) -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
        archive = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()
        with tarfile.open(Path(folder) / archive) as tar:
            for source, target in package.targets():
                member = tar.extractfile(f"package/{source}")
                if member is None:
                    raise SystemExit(f"{package.name} {package.version} holds no file {source}.")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(member.read())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--accept", action="store_true")
    wish = parser.parse_args()
    wrong = []
    for package in packages():
        if not wish.check:
            fetch(package)
        found = digest(package)
        if found == package.digest:
            continue
        if wish.accept:
            LIST.write_text(LIST.read_text().replace(f'"{package.digest}"', f'"{found}"'))
        else:
            wrong.append(f"{package.name}: the files have digest {found}, vendor.toml says {package.digest}.")
    print("\n".join(wrong) or "Every vendored file is the one listed.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
