"""`@compiled`: a function turned into machine code by Numba and kept on disk for the next process.

Numba keys what it keeps by the file of the function alone, so a kernel would go on calling the old machine code of
a kernel it uses from another file. The folder is therefore named after the sources of all kernels together.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def _digest() -> str:
    sources = sorted(Path(__file__).parent.glob("*.py"))
    kernels = [text for path in sources if b"compiled import" in (text := path.read_bytes())]
    return hashlib.sha256(b"\0".join([numba.__version__.encode(), *kernels])).hexdigest()[:12]


def _folder() -> Path:
    beside = Path(__file__).parent / "__pycache__"
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if chosen:
        base = Path(chosen)
    elif os.access(beside if beside.is_dir() else beside.parent, os.W_OK):
        base = beside
    else:
        base = Path.home() / ".cache" / "sporezo"
    return base / f"kernels-{_digest()}"


numba.config.CACHE_DIR = str(_folder())  # type: ignore[attr-defined]


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile on first call; divisions by zero follow NumPy (no exception)."""
    return cast(Callable[P, R], numba.njit(cache=True, error_model="numpy")(function))


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """`compiled`, and woven into its callers by LLVM: for small kernels that take the whole `Market`.

    Passing a dozen arrays costs more than what such a kernel computes.
    """
    return cast(Callable[P, R], numba.njit(cache=True, error_model="numpy", forceinline=True)(function))
