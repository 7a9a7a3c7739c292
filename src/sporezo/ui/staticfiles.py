"""Static files with their hash in the name."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """ES modules import each other by hashed name too; a missing file is a missing file, not a crash."""

    support_js_module_import_aggregation = True
    manifest_strict = False
