"""The site that answers now, and how a newer one takes its place while requests run."""

import asyncio
from collections import Counter

from qualgraph.answers.site import Site
from qualgraph.errors import QualgraphError
from qualgraph.release.directory import Releases
from qualgraph.release.verify import verify


class Sites:
    """The current site; each that was before lives until the last request that it began has ended.

    ``releases`` is where a newer one is looked for, None when there is never another. Used on the
    loop of the server alone.
    """

    def __init__(self, site: Site, releases: Releases | None = None) -> None:
        self.current = site
        self._releases = releases
        self._open: Counter[Site] = Counter()
        self._refused = ""
        self._closing: set[asyncio.Future[None]] = set()

    @property
    def open(self) -> int:
        """How many requests are answered now."""
        return self._open.total()

    def begin(self) -> Site:
        """Return the site for a request that begins; it stays open until ``end``."""
        self._open[self.current] += 1
        return self.current

    def end(self, site: Site) -> None:
        """Say that a request has ended that was begun with ``site``."""
        self._open[site] -= 1
        self._let_go(site)

    async def renew(self, again: bool = False) -> None:
        """Take the release that the pointer names, if it is another one and whole.

        One that is broken is told once and not tried again, unless ``again``.
        """
        if self._releases is None:
            return
        asked = self._releases.active_id
        if again or asked == self.current.id:
            self._refused = ""
        if asked in {"", self.current.id, self._refused}:
            return
        journal = self.current.journal
        try:
            site = await self._opened(self._releases)
        except Exception as error:
            # Whatever is wrong with it: what has answered until now goes on answering.
            told = error.values.get("reason", error) if isinstance(error, QualgraphError) else error
            journal.event("release-refused", release=asked, reason=str(told))
            self._refused = asked
            return
        old, self.current = self.current, site
        journal.event("release-taken", release=site.id, before=old.id)
        self._let_go(old)

    async def close(self) -> None:
        """Close what is open."""
        await asyncio.gather(*self._closing)
        await self.current.stop()

    async def _opened(self, releases: Releases) -> Site:
        """Open the active release; raises when it is not whole or does not answer."""
        release = await asyncio.to_thread(releases.active)
        await asyncio.to_thread(verify, release)
        now = self.current
        site = await asyncio.to_thread(Site, release, now.settings, now.journal, now.remote)
        site.pages.serve(now.pages.served)
        try:
            await site.start()
        except BaseException:
            await site.stop()
            raise
        return site

    def _let_go(self, site: Site) -> None:
        if site is self.current or self._open[site]:
            return
        del self._open[site]
        closing = asyncio.ensure_future(site.stop())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
