"""Makes .venv and installs a lock file into it; needs nothing but Python 3.11 and its standard library.

uv does the work where it can reach the packages, because it is ten times faster; else pip does, with the same
hashes. A stamp in .venv holds the digest of what is installed, so a second call does nothing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE.parent / ".venv"
PYTHON = VENV / ("Scripts" if os.name == "nt" else "bin") / "python"


def refuse(sentence):
    """Stop with one sentence that says what to do."""
    sys.exit(f"Cannot start: {sentence}")


class Step:
    """One line on the console: what is being done, and then its seconds."""

    def __init__(self, what):
        self.began = time.monotonic()
        print(f"  {what + ' …':<56}", end="", flush=True)

    def done(self):
        print(f" {time.monotonic() - self.began:6.1f} s", flush=True)


def digest(name):
    """What an installed lock file is known by: its content and the Python it went into."""
    text = (HERE / f"{name}.txt").read_bytes() + sys.version.encode()
    return hashlib.sha256(text).hexdigest()


def make_environment():
    """Make .venv unless a working one is there."""
    if PYTHON.exists() and not subprocess.run([PYTHON, "-c", "pass"], capture_output=True).returncode:
        return
    step = Step("a virtual environment in .venv")
    if VENV.exists():
        shutil.rmtree(VENV)
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True)
    if made.returncode:
        uv = shutil.which("uv")
        if not uv or subprocess.run([uv, "venv", "--seed", "-q", "-p", sys.executable, VENV]).returncode:
            refuse(
                f"{sys.executable} could not make a virtual environment in {VENV}; on Debian and Ubuntu"
                " `apt install python3-venv` brings what is missing."
            )
    step.done()


def pip(*arguments):
    """Run the environment's own pip and return whether it succeeded, with what it said."""
    done = subprocess.run(
        [PYTHON, "-m", "pip", "--disable-pip-version-check", *arguments], capture_output=True, text=True
    )
    return done.returncode == 0, done.stdout + done.stderr


def uv_environment():
    """Pip's own configuration in uv's words, so that a mirror set up for pip serves uv too."""
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV)}
    _, listing = pip("config", "list")
    names = {
        "index-url": "UV_DEFAULT_INDEX",
        "extra-index-url": "UV_EXTRA_INDEX_URL",
        "find-links": "UV_FIND_LINKS",
    }
    for line in listing.splitlines():
        key, _, value = line.partition("=")
        option = key.rpartition(".")[2]
        values = value.strip("'\"").split()
        if option in names and values:
            joined = ("," if option == "find-links" else " ").join(values)
            environment.setdefault(names[option], joined)
            environment.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")  # as pip does; hashes decide
    return environment


def install(name):
    """Install one lock file with its hashes."""
    stamp = VENV / f".installed-{name}"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == digest(name):
        return
    make_environment()
    hashed = ["install", "--require-hashes", "-q", "-r"]
    uv = PYTHON.with_name("uv.exe" if os.name == "nt" else "uv")
    has_uv = uv.exists() or pip(*hashed, HERE / "uv.txt")[0]
    lock = HERE / f"{name}.txt"
    count = lock.read_text().count("==")
    step = Step(f"{count} packages, each checked against its hash")
    command = [uv, "pip", "install", "--require-hashes", "--compile-bytecode", "-q", "-r", lock]
    with_uv = has_uv and not subprocess.run(command, env=uv_environment(), capture_output=True).returncode
    if not with_uv:
        done, output = pip(*hashed, lock)
        if not done:
            print(output.strip()[-2000:], file=sys.stderr)
            refuse(
                f"the packages in requirements/{name}.txt could not be installed; pip's own words are above."
            )
    stamp.write_text(digest(name))
    step.done()


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036
        refuse(f"this needs Python 3.11 or newer, and {sys.executable} is {sys.version.split()[0]}.")
    for lock_name in sys.argv[1:] or ["base"]:
        install(lock_name)
