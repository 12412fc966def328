"""Where everything of ``/app/`` is served."""

from collections.abc import Callable, Mapping

from aiohttp import web

from bot.domain.quiet_hours import QuietHours
from bot.learning.shelf import Shelf
from bot.ports import Channel, Clock
from bot.store.db import Database
from bot.web.miniapp import claims, competitions, courses, progress, settings
from bot.web.miniapp.desk import Desk
from bot.web.miniapp.house import CreditSide, Doors, House
from bot.web.miniapp.paper import FILES, Paper, file_handler
from bot.web.miniapp.seals import Seals
from bot.web.miniapp.sign_in import Door


def routes(  # noqa: PLR0913 - what the composition root has at hand
    *,
    db: Database,
    clock: Clock,
    shelf: Shelf,
    channels: Mapping[str, Channel],
    deployment: CreditSide,
    quiet: QuietHours,
    public_url: str,
    secret: bytes,
    pushed: Callable[[], None],
) -> list[web.RouteDef]:
    """The pages, their forms, their files, and the ways to sign in.

    ``deployment`` knows the credit banks. ``quiet`` are the hours in which nothing is sent unasked. ``public_url`` is how browsers reach us, without a slash at its
    end. ``secret`` is the deployment's pseudonym key; keys of our own are derived from it.
    ``pushed`` is called after a commit that queued statements.
    """
    house = House(
        db=db,
        clock=clock,
        shelf=shelf,
        channels=channels,
        doors=Doors.of(channels),
        credit=deployment,
        seals=Seals(secret, clock),
        public_url=public_url,
        quiet=quiet,
        pushed=pushed,
    )
    paper = Paper(house.root)
    desk = Desk(house, paper)
    return [
        *_doors(Door(house, paper, desk)),
        *_pages(desk),
        *_forms(desk),
        *(web.get(f"/app/{name}", file_handler(name)) for name in FILES),
    ]


def _doors(door: Door) -> list[web.RouteDef]:
    return [
        web.get("/app", door.entry),
        web.get("/app/", door.entry),
        web.get("/app/start", door.newcomer),
        web.post("/app/session", door.session),
        web.get("/app/wechat/{account}", door.to_wechat),
        web.get("/app/wechat/{account}/back", door.from_wechat),
    ]


def _pages(desk: Desk) -> list[web.RouteDef]:
    return [
        web.get("/app/courses", desk.shows("courses", courses.show)),
        web.get("/app/courses/{key}", desk.shows("courses", courses.show_one)),
        web.get("/app/progress", desk.shows("progress", progress.show)),
        web.get("/app/credits", desk.shows("credits", claims.show)),
        web.get("/app/competitions", desk.shows("competitions", competitions.show)),
        web.get("/app/settings", desk.shows("settings", settings.show)),
    ]


def _forms(desk: Desk) -> list[web.RouteDef]:
    return [
        web.post("/app/courses/{key}", desk.takes("courses", courses.choose)),
        web.post("/app/credits/agree", desk.takes("credits", claims.agree)),
        web.post("/app/credits/refuse", desk.takes("credits", claims.refuse)),
        web.post("/app/credits/age", desk.takes("credits", claims.age)),
        web.post("/app/credits/account/{key}", desk.takes("credits", claims.set_account)),
        web.post("/app/credits/account/{key}/drop", desk.takes("credits", claims.drop_account)),
        web.post("/app/competitions/{key}", desk.takes("competitions", competitions.enter)),
        web.post("/app/settings/times", desk.takes("settings", settings.set_times)),
        web.post("/app/settings/pause", desk.takes("settings", settings.pause)),
        web.post("/app/settings/resume", desk.takes("settings", settings.resume)),
        web.post("/app/settings/track", desk.takes("settings", settings.set_track)),
        web.post("/app/settings/size", desk.takes("settings", settings.set_size)),
    ]
