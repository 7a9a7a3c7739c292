"""The installed packages that running Sporezo does not need: those of the lock that only developers use."""

from importlib.metadata import distribution, distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def needed(name: str) -> set[str]:
    """The name of a package and of all that it leans on, here and now."""
    waiting = {(name, "")}
    seen: set[tuple[str, str]] = set()
    while waiting:
        package, extra = waiting.pop()
        seen.add((package, extra))
        for requirement in map(Requirement, distribution(package).requires or []):
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                child = canonicalize_name(requirement.name)
                waiting |= {(child, wanted) for wanted in {"", *requirement.extras}} - seen
    return {package for package, _ in seen}


if __name__ == "__main__":
    installed = {canonicalize_name(found.name) for found in distributions()}
    print(*sorted(installed - needed("sporezo") - {"pip"}))
