"""The command ``mind``: check the state of mind against the site's own labels, as it is and as learned from them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from console.cli.setup import Stop, command_context, open_ready
from console.domain.learning import FEWEST, Labelled, Model
from console.domain.mind_check import Tally, add_up, held_out, judged
from console.domain.mind_costs import kept
from console.settings import Settings
from console.store.cached.talking_points import library_version, model
from console.store.training_labels import labelled


def mind_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the mind command."""
    parser.add_argument("--labels", type=int, default=2000, help="the newest corrections to check (default 2000)")


def report(cases: Sequence[Labelled], now: Model) -> list[str]:
    """Return the lines of the report: the model in force, and one learned from the labels that it is not judged on."""
    lines = [
        f"{len(cases)} corrected contacts. Leaning from {now.limits.leaning:.2f}, sure from {now.limits.sure:.2f}.",
        f"Right words count 1, wrong ones {now.costs.sure:g} as sure and {now.costs.leaning:g} as leaning.",
        "model            silent leaning  sure   right: leaning  sure   per 100: neutral   top   three steps",
        _line("in force", judged(cases, now)),
    ]
    if len(cases) < FEWEST:
        return [*lines, f"Too few to learn from: at least {FEWEST} are needed."]
    learned = add_up([judged([case], own) for case, own in held_out(cases, now)])
    lines.append(_line("learned (5 folds)", learned))
    measured = (learned.right["leaning"], learned.count["leaning"])
    if not kept(now.costs, measured):
        lines.append(
            f"Leaning was right in {measured[0]} of {measured[1]}: below the margin of {now.costs.margin:.0%}. "
            "Once these weights are in force nothing is shown as leaning."
        )
    return lines


def _line(name: str, tally: Tally) -> str:
    return (
        f"{name:<17}{tally.share('silent'):>6.0%} {tally.share('leaning'):>7.0%} {tally.share('sure'):>5.0%}"
        f" {tally.correct('leaning'):>16.2f} {tally.correct('sure'):>5.2f}"
        f" {0.0:>18.1f} {tally.always_top:>5.1f} {tally.three_steps:>13.1f}"
    )


def do_mind(settings: Settings, args: argparse.Namespace) -> None:
    """Check the state of mind on the site's own corrections, and how much would be learned from them."""
    database = open_ready(settings)
    _, clock = command_context(settings, database)
    with database.reading() as session:
        now = model(session, library_version(session))
        cases = labelled(session, clock.now(), args.labels)
    if not cases:
        raise Stop("No contact has been corrected yet.")
    print("\n".join(report(cases, now)))
