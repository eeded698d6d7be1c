"""Whether what stands at a place of a page is seen, as the styles of the elements around it come together."""

from typing import Literal, NamedTuple

from extractors.readers.colours import Ground, Ink


class Look(NamedTuple):
    """What style says of one element. ``visible``, ``sized`` (letters have a size), ``ink`` and ``ground`` are None if it does not say."""

    gone: bool = False
    visible: bool | None = None
    sized: bool | None = None
    struck: bool = False
    block: bool | None = None
    ink: Ink | None = None
    ground: Ground | None = None

    @property
    def changes_sight(self) -> bool:
        """Whether what stands inside is seen in another way than what stands around."""
        return any(said is not None for said in (self.visible, self.sized, self.ink, self.ground))


Shown = Literal["seen", "unseen", "doubtful"]


class Sight(NamedTuple):
    """Whether what stands at a place of the page is seen; all is inherited until an element says otherwise.

    ``ink`` is the text's colour, ``ground`` what is behind it, ``tinted`` whether anything around it has a ground that is not white,
    ``text`` whether text is seen.
    """

    visible: bool = True
    sized: bool = True
    ink: Ink = "dark"
    ground: Ground = "pale"
    tinted: bool = False
    text: Shown = "seen"

    def within(self, look: Look, sure: bool) -> "Sight":
        """The sight inside an element; ``sure`` where all style of the page is at hand."""
        visible = self.visible if look.visible is None else look.visible
        sized = self.sized if look.sized is None else look.sized
        ink, ground = look.ink or self.ink, look.ground or self.ground
        tinted = self.tinted or look.ground in ("dark", "maybe")
        text: Shown = "seen" if ink == "dark" or (ink == "pale" and ground == "dark") else "doubtful"
        if not (visible and sized) or (text == "doubtful" and sure and ink == "pale" and not tinted):
            text = "unseen"
        return Sight(visible, sized, ink, ground, tinted, text)
