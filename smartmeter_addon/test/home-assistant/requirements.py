"""Print what Home Assistant Core's own start and the named integrations need, one requirement a line."""

import json
import sys
from pathlib import Path

from homeassistant import bootstrap, components

folder = Path(components.__path__[0])
seen: set[str] = set()
requirements: set[str] = set()


def manifest(domain: str) -> dict[str, list[str]]:
    return json.loads((folder / domain / "manifest.json").read_text())


def collect(domain: str) -> None:
    if domain in seen:
        return
    seen.add(domain)
    requirements.update(manifest(domain).get("requirements", []))
    for dependency in manifest(domain).get("dependencies", []):
        collect(dependency)


# Core imports modules of integrations that would start before ours (`hassio` before `mqtt`), whether they start or not.
neighbours = [name for domain in sys.argv[1:] for name in manifest(domain).get("after_dependencies", [])]
for name in [*bootstrap.DEFAULT_INTEGRATIONS, *sys.argv[1:], *neighbours]:
    collect(name)
print("\n".join(sorted(requirements)))
