"""The command ``keys``: say which data keys a site has, and change to a new one."""

from __future__ import annotations

import argparse
import os
from contextlib import closing
from dataclasses import replace

from console.actions import data_keys
from console.actions.call import Call
from console.cli.setup import Stop, command_context, open_ready
from console.domain.actor import WORKER
from console.keyring import CannotOpen, Keyring, new_line
from console.serving.server import single_server
from console.settings import Settings


def keys_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``keys``."""
    command.add_argument("--new", action="store_true", help="make a new key and encrypt the secrets under it")
    command.add_argument("--again", action="store_true", help="encrypt the secrets under the highest key that is here")


def do_keys(settings: Settings, args: argparse.Namespace) -> None:
    """Say which data keys there are, or change to a new one while nothing serves."""
    keys = settings.keyring
    if not args.new and not args.again:
        print(f"Data keys: {', '.join(map(str, keys.masters))}. Number {keys.current} is used for what is new.")
        return
    with single_server(settings):
        if args.new:
            line = new_line(keys)
            if os.environ.get("CONSOLE_DATA_KEYS") or not settings.database_url.startswith("sqlite"):
                print(f"Add this key to CONSOLE_DATA_KEYS of every process, keep the others, and restart them:\n{line}")
                print("Then run: python -m console keys --again")
                return
            settings = _add(settings, line)
        _encrypt_again(settings)


def _add(settings: Settings, line: str) -> Settings:
    """Write the key into the key file, and return the settings with it."""
    file = settings.instance / "data_keys"
    listed = f"{settings.data_keys.strip()}\n{line}\n".lstrip("\n")
    fresh = file.with_name("data_keys.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(listed)
        out.flush()
        os.fsync(out.fileno())
    os.replace(fresh, file)
    print(f"A new key is in {file}. Keep a copy away from the backups. The old ones are still needed.")
    return replace(settings, data_keys=listed)


def _encrypt_again(settings: Settings) -> None:
    with closing(open_ready(settings)) as database:
        context, clock = command_context(settings, database)
        keys: Keyring = database.keys
        try:
            done = data_keys.encrypt_again(Call(context, WORKER, clock.now()))
        except CannotOpen as error:
            raise Stop(f"A secret cannot be opened: {error}. Nothing was changed.") from error
    print(f"{done.data['count']} secrets of second factors are encrypted under key {keys.current}.")
