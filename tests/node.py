"""Two checkers from the npm registry, at fixed versions, fetched only by `make prove` and `make bench`."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from django.conf import settings

VERSIONS = {"vnu-jar": "26.9.27", "lighthouse": "12.8.2"}
PROGRAMS = {"vnu-jar": ("npm", "java"), "lighthouse": ("npm", "node")}


def folder_of(name: str) -> Path:
    """The folder of one package, fetched once into VAR_DIR/node; FileNotFoundError says what is missing here."""
    for program in PROGRAMS[name]:
        if not shutil.which(program):
            raise FileNotFoundError(f"{name} needs {program}, which is not on this machine.")
    root = Path(settings.VAR_DIR) / "node" / f"{name}-{VERSIONS[name]}"
    found = root / "node_modules" / name
    if not (found / "package.json").exists():
        root.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--ignore-scripts"]
        subprocess.run([*command, f"{name}@{VERSIONS[name]}"], cwd=root, check=True, timeout=300)
    return found


def w3c(files: list[Path], kind: str = "--also-check-css") -> list[str]:
    """What the W3C's own checker finds wrong in these files, one line each; `kind` is --html, --css or --svg."""
    jar = folder_of("vnu-jar") / "build/dist/vnu.jar"
    done = subprocess.run(
        ["java", "-jar", str(jar), "--errors-only", kind, *map(str, files)], capture_output=True, text=True
    )
    return [line for line in done.stderr.splitlines() if line.strip()]
