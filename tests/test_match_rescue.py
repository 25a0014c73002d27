"""Names that are nearly written: the look that spares reading all names of a place hides no slip."""

from __future__ import annotations

from addrreg import Cleanser
from addrreg.match.rescue import may_be_near, nearest
from addrreg.match.siblings import SiblingsOf
from addrreg.registry.names import NATION


def damaged(name: str, at: int) -> list[str]:
    """A name with one character lost, doubled, too many or taken for another."""
    at %= len(name)
    head, tail = name[:at], name[at + 1 :]
    others = ["の", "け", "々", "に", "2", "緑", "冶", "瀬", "東"]
    return [
        head + tail,
        head + name[at] + name[at:],
        *(head + c + tail for c in others),
        *(head + c + name[at:] for c in others),
    ]


def test_a_look_at_what_names_begin_with_hides_no_slip(cleanser: Cleanser) -> None:
    names = cleanser._names
    siblings = SiblingsOf(names)
    spared = near = 0
    for kind in names.city_kinds[50:1900:23]:
        for at, name in enumerate(list(names.keys(kind))[::5]):
            for run in damaged(name, at):
                if len(run) < 2:
                    continue
                for support in (True, False):
                    told = may_be_near(names, kind, run, [len(run)], [support])
                    found = nearest(
                        siblings.kind(kind),
                        run,
                        [len(run)],
                        [support],
                        lambda n: bool(names.exact(NATION, n)),
                    )
                    assert told or not found, (run, found)
                    spared += not told
                    near += bool(found)
    assert spared > 1000
    assert near > 1000
