"""``lentigo safety``: eyewear, hazard distances, shields and rules of the room for one device."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lentigo.cli.door import DONE
from lentigo.cli.question import json_of, print_json, read_device_word

if TYPE_CHECKING:
    from lentigo.domain.skin import Site


@click.command()
@click.argument("device")
@click.option("--site", metavar="SITE", help="Where on the body; without it, shields for the worst place.")
@click.option("--divergence-mrad", type=float, metavar="X", help="Full angle by which the beam widens, by its maker.")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON and nothing else.")
def command(*, device: str, site: str | None, divergence_mrad: float | None, as_json: bool) -> int:
    """Say which eyewear, distances, shields and rules of the room DEVICE asks for.

    DEVICE is a device file, or a name of the library. The numbers are for the laser protection adviser, who decides.
    """
    from lentigo.domain.record import as_plain
    from lentigo.planning.laser_safety import laser_safety

    found = laser_safety(read_device_word(device), site=_site(site), divergence_mrad=divergence_mrad)
    if as_json:
        print_json(json_of(as_plain(found)))
    else:
        from lentigo.cli.cite import citation
        from lentigo.cli.render.console import answers
        from lentigo.cli.render.laser_safety import safety_page

        answers().print(safety_page(found, cite=citation))
    return DONE


def _site(word: str | None) -> Site | None:
    from typing import get_args

    from lentigo.domain.skin import Site
    from lentigo.errors import UnknownNameError

    known: tuple[Site, ...] = get_args(Site)
    for site in known:
        if site == word:
            return site
    if word is None:
        return None
    raise UnknownNameError(word, kind="site", known=known, where="--site")
