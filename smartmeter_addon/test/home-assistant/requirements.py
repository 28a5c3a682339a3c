"""Print what Home Assistant Core's own start and the named integrations need, one requirement a line."""

import json
import sys
from pathlib import Path

from homeassistant import bootstrap, components

folder = Path(components.__path__[0])
seen: set[str] = set()
requirements: set[str] = set()


def collect(domain: str) -> None:
    if domain in seen:
        return
    seen.add(domain)
    manifest = json.loads((folder / domain / "manifest.json").read_text())
    requirements.update(manifest.get("requirements", []))
    for dependency in manifest.get("dependencies", []):
        collect(dependency)


for name in [*bootstrap.DEFAULT_INTEGRATIONS, *sys.argv[1:]]:
    collect(name)
print("\n".join(sorted(requirements)))
