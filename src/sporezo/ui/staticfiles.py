"""Static files with their hash in the name, collected whenever they changed."""

from __future__ import annotations

import fcntl
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """ES modules import each other by hashed name too; a page that names a missing file fails its test."""

    support_js_module_import_aggregation = True


def collect() -> bool:
    """Collect static files unless nothing changed since; safe when several processes start together."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    stamp = root / ".collected"
    with (root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = _fingerprint()
        has_changed = not stamp.exists() or stamp.read_text() != wanted
        if has_changed:
            stamp.unlink(missing_ok=True)
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(wanted)
    if isinstance(staticfiles_storage, HashedFiles):
        # Whoever collected: this process may have read the manifest before it was there.
        staticfiles_storage.hashed_files, staticfiles_storage.manifest_hash = staticfiles_storage.load_manifest()
    return has_changed


def _fingerprint() -> str:
    """Changes whenever a file to be collected is added, removed or touched."""
    total = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list(None), key=lambda found: found[0]):
            found = Path(storage.path(name)).stat()
            total.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return total.hexdigest()
