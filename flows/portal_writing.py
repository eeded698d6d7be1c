"""Writing what was offered, as far as a person says yes: rows of the roster, the portal's file, and the day it was looked at."""

import shlex

from rich.console import Console

from flows import portal_draft, portal_kin, portal_show, portal_verify
from flows.cli_asking import Questions
from flows.portal_adding import Offer
from flows.portal_draft import Draft
from flows.portal_seen import Wanted
from flows.portal_unsure import counted
from flows.roster_xlsx import own_agencies
from flows.settings import Settings


def before_asking(settings: Settings, console: Console, offer: Offer, wanted: Wanted) -> None:
    """Say what must be known before the first question."""
    touched = not offer.drafted.is_there or offer.drafted.portal.verified_on is None
    copied = [portal_verify.copied_first(settings)] if touched else []
    if offer.proposals.rows and not (settings.data / "agencies.csv").exists():
        copied.append(
            f"{settings.data} has no agencies.csv of its own, and one takes the place of the shipped one: rows are added to a copy of it, "
            f"with its {counted(len(own_agencies(settings)), 'row')}"
        )
    page = ["--page", str(wanted.page)] if wanted.page is not None else []
    again = shlex.join(["gongkai", "portals", "add", wanted.url, *page])
    portal_show.show_before_asking(console, offer.proposals.placeless, list(filter(None, copied)), again)
    if offer.drafted.is_there and not offer.proposals.rows:
        console.print("  nothing is to be added")


def take_organs(settings: Settings, console: Console, offer: Offer, wanted: bool, questions: Questions) -> bool:
    """Add the proposed rows to the roster; whether they are there now. ``wanted`` says yes beforehand: that to the file is none to them."""
    rows = offer.proposals.rows
    if not rows:
        return True
    number = counted(len(rows), "proposed row")
    if not wanted and questions.yes:
        console.print(f"{number} not added to agencies.csv; with --add-agencies they are")
        return False
    if not wanted and not questions.confirm(f"Add the {number} to agencies.csv?"):
        return False
    path = portal_kin.add_agencies(settings, rows)
    console.print(f"{counted(len(rows), 'row')} added to {path}")
    questions.written.append(path)
    return True


def take_portal(settings: Settings, console: Console, drafted: Draft, questions: Questions) -> None:
    """Write the portal's file, where it lacks anything."""
    if drafted.is_there:
        return
    path = portal_draft.write(settings, drafted)
    console.print(f"written: {path}")
    questions.written.append(str(path))


def verify_it(settings: Settings, console: Console, drafted: Draft, verified: bool, questions: Questions) -> None:
    """Write ``verified_on``, where a person has looked (``verified``, or asked); else say how that is done later."""
    if drafted.portal.verified_on is not None:
        return
    ask = f"Have you seen that this is the list of its reports? Write verified_on = {settings.day}?"
    if verified or (not questions.yes and questions.confirm(ask)):
        portal = portal_draft.existing(settings, drafted.portal.host)
        marked = portal_verify.mark(settings, portal or drafted.portal, settings.day)
        questions.written.append(str(marked))
        console.print(f"verified_on = {settings.day} written to {marked}; gongkai run asks the portal from now on")
    else:
        console.print(f"not verified yet: gongkai portals verify {drafted.portal.host} takes a look; until then no run asks it")
