"""Set up and run the console, or check and test it. Standard library only."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.devtools.environment import browser, javascript_packages, python_packages, set_up
from scripts.devtools.shell import BIN, PYTHON, ROOT, Stop, run
from scripts.devtools.stages import all_stages, lint_stages, quick_stages, run_stages, type_stages
from scripts.devtools.watch import serve_and_watch


def do_run(args: argparse.Namespace) -> int:
    """Set up and serve the sample."""
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
    if args.watch:
        return serve_and_watch(env)
    os.chdir(ROOT)
    os.environ.update(env)
    os.execv(PYTHON, [str(PYTHON), "-m", "console", "serve"])


def do_setup(args: argparse.Namespace) -> int:
    """Set up without serving or testing."""
    print("Setting up the console")
    set_up()
    return 0


def do_lint(args: argparse.Namespace) -> int:
    """Check style and format."""
    python_packages()
    javascript_packages()
    return run_stages(lint_stages(), {})


def do_fmt(args: argparse.Namespace) -> int:
    """Format the code and put its imports in order."""
    python_packages()
    return run(BIN / "ruff", "check", "--fix", "--select", "I", ".") or run(BIN / "ruff", "format", ".")


def do_types(args: argparse.Namespace) -> int:
    """Check types."""
    python_packages()
    return run_stages(type_stages(), {})


def do_test(args: argparse.Namespace) -> int:
    """Set up and run the tests."""
    print("Setting up the tests")
    env = {**set_up(), "CONSOLE_TEST_LONG": "1" if args.long else ""}
    if args.quick or args.sqlite:
        env["CONSOLE_TEST_DATABASES"] = "sqlite"
    if not args.quick:
        browser()
    words = list(args.words)
    if args.quick:
        words += ["-m", "not hammer"]
    elif os.environ.get("CONSOLE_NO_BROWSER"):
        words += ["-m", "not browser"]
    if args.keyword or any(_is_path(word) for word in words):
        words += ["-k", args.keyword] if args.keyword else []
        words += ["--cov", "--cov-report=term"] if args.coverage else []
        return run(PYTHON, "-m", "pytest", *words, env=env)
    return run_stages(quick_stages() if args.quick else all_stages(), env, words, args.coverage)


def _is_path(word: str) -> bool:
    """Return whether a word for pytest names a test file or folder, perhaps with a test in it."""
    return not word.startswith("-") and (ROOT / word.partition("::")[0]).exists()


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="dev.py", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("run", help="set up and serve the sample")
    serve.add_argument("--port", type=int, default=5000)
    serve.add_argument("--real-clock", action="store_true", help="use the real time; on a fresh instance only")
    serve.add_argument("--watch", action="store_true", help="follow changes of templates, styles and scripts")
    serve.set_defaults(do=do_run)
    for name, do in (("setup", do_setup), ("lint", do_lint), ("fmt", do_fmt), ("types", do_types)):
        commands.add_parser(name, help=str(do.__doc__).rstrip(".").lower()).set_defaults(do=do)
    test = commands.add_parser(
        "test",
        help="set up and run every test",
        description="Without PATH and -k every stage runs, then a table tells where the time went.",
    )
    test.add_argument("--quick", action="store_true", help="lint, types, domain, actions and store on SQLite")
    test.add_argument("--long", action="store_true", help="hammers and random tests at full length")
    test.add_argument("--sqlite", action="store_true", help="leave PostgreSQL out")
    test.add_argument("--coverage", action="store_true", help="measure branch coverage of console/")
    test.add_argument("-k", dest="keyword", metavar="WORD", help="run the tests that match, without stages")
    test.add_argument("words", nargs="*", metavar="PATH", help="run these, without stages; after -- words for pytest")
    test.set_defaults(do=do_test)
    return top


def main() -> int:
    """Run one command and return its exit code."""
    args = parser().parse_args()
    try:
        return int(args.do(args))
    except Stop as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
