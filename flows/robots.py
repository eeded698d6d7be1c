"""robots.txt (RFC 9309): asked once a host and run, conditionally, and obeyed."""

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit, urlunsplit

from protego import Protego

from flows.archive import Kind
from flows.asking import Asker
from flows.manners import Failed
from flows.portals import Portal

PRODUCT = "gongkai"
"""The product name that rules for this program stand under."""
_MAX_CRAWL_DELAY = 60.0

Permit = Callable[[Portal, str, Kind], Awaitable[None]]
"""``(portal, address, kind of attempt)``; raises ``Failed`` where the address may not be asked."""
Get = Callable[[Portal, str], Awaitable[str | None]]
"""Gives the text of a robots.txt, None where the host has none; raises ``Failed`` where that is not known."""


class Robots:
    """What each host lets be asked."""

    def __init__(self, asker: Asker, get: Get) -> None:
        self._asker = asker
        self._get = get
        self._rules: dict[str, asyncio.Task[Protego | None]] = {}

    async def permit(self, portal: Portal, url: str, kind: Kind) -> None:
        """Raise ``Failed`` where the host's rules forbid the address, or where the rules cannot be had: then nothing is asked."""
        if kind == "robots":
            return
        parts = urlsplit(url)
        root = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
        if root not in self._rules:
            self._rules[root] = asyncio.create_task(self._read(portal, root))
        try:
            rules = await self._rules[root]
        except Failed as error:
            raise Failed("unreachable", f"robots.txt: {error.note}", error.status, url) from error
        if rules is not None and not rules.can_fetch(urlunsplit(parts._replace(fragment="")), PRODUCT):
            raise Failed("refused", "robots.txt forbids it", final_url=url)

    async def _read(self, portal: Portal, root: str) -> Protego | None:
        text = await self._get(portal, root)
        if text is None:
            return None
        rules = Protego.parse(text)
        delay = rules.crawl_delay(PRODUCT)
        if delay is not None:
            self._asker.gates[urlsplit(root).hostname or ""].slow_down(min(float(delay), _MAX_CRAWL_DELAY))
        return rules
