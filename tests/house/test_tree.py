"""What is in the repository: nothing that git should ignore, nothing that points at one machine."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MACHINE = re.compile(r"(?<![\w.:/$-])(?:/(?:home|root|work|Users)/\w|\.\./shared)")
REGISTRY = re.compile("|".join(["pypi" r"\.org", "pythonhosted" r"\.org", "npmjs" r"\.(?:org|com)", "debian" r"\.org"]))


def tracked(*options):
    """Files under git, or none in a copy that is no repository."""
    command = ["git", "-C", ROOT, "ls-files", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()


def texts():
    for name in tracked():
        path = ROOT / name
        if path.is_file() and path != Path(__file__) and path.suffix not in {".png", ".woff2", ".npz", ".gz"}:
            yield name, path.read_text(errors="replace")


def test_nothing_ignored_is_tracked():
    assert tracked("--cached", "--ignored", "--exclude-standard") == []


def test_no_link_leaves_the_tree():
    assert [name for name in tracked() if (ROOT / name).is_symlink()] == []


def test_no_file_names_a_machine_or_a_registry():
    assert [name for name, text in texts() if MACHINE.search(text)] == []
    assert [name for name, text in texts() if REGISTRY.search(text)] == []
