"""The channels of this house, from the environment: secrets stand in no table and in no history."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.model.contact import Contact
from engine.model.notice import EMAIL, ROBOTS, WEBHOOK
from engine.notify.channel import Channel
from engine.notify.guard import Guard
from engine.notify.http import Http
from engine.notify.quiet import clock_time
from engine.notify.robots import Robot
from engine.notify.smtp import Smtp
from engine.notify.webhook import Webhook

TLS_PORTS = {"starttls": 587, "tls": 465, "none": 25}
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Outside:
    """`room`: quiet hours of the channels that reach no single person, `language`: theirs. `url`: of our own pages."""

    channels: Mapping[str, Channel] = field(default_factory=dict)
    room: Contact = field(default_factory=Contact)
    language: str = "zh"
    url: str = ""


def from_environment(environment: Mapping[str, str]) -> Outside:
    """A channel is there when its host, URL or key is set. Raises ValueError for a setting that cannot be."""

    def of(name: str) -> str:
        return environment.get(f"KEFUFLOW_{name}", "").strip()

    http = Http(Guard.of([each.strip() for each in of("HTTP_ALLOWED").split(",") if each.strip()]))
    channels: dict[str, Channel] = {}
    if of("SMTP_HOST"):
        channels[EMAIL] = _smtp(environment)
    if of("WEBHOOK_URL"):
        channels[WEBHOOK] = Webhook(of("WEBHOOK_URL"), of("WEBHOOK_SECRET"), http)
    for robot in ROBOTS:
        name = robot.upper()
        if of(f"{name}_KEY"):
            channels[robot] = Robot(robot, of(f"{name}_KEY"), of(f"{name}_SECRET"), http, of(f"{name}_URL"))
    language = of("LANGUAGE") or "zh"
    if language not in LANGUAGES:
        raise ValueError("KEFUFLOW_LANGUAGE is zh or en")
    return Outside(channels, _room(of("QUIET_HOURS")), language, of("PUBLIC_URL").rstrip("/"))


def _smtp(environment: Mapping[str, str]) -> Smtp:
    def of(name: str, default: str = "") -> str:
        return environment.get(f"KEFUFLOW_SMTP_{name}") or default

    tls = of("TLS", "starttls")
    if tls not in TLS_PORTS or not of("FROM"):
        raise ValueError("KEFUFLOW_SMTP_TLS is starttls, tls or none; KEFUFLOW_SMTP_FROM is needed")
    if of("USER") and tls == "none":
        raise ValueError("nobody signs in over a line that is not encrypted")
    port = int(of("PORT", str(TLS_PORTS[tls])))
    return Smtp(of("HOST"), port, of("FROM"), tls, of("USER"), of("PASSWORD"))  # type: ignore[arg-type]


def _room(quiet: str) -> Contact:
    if not quiet:
        return Contact()
    begin, _, end = (each.strip() for each in quiet.partition("-"))
    clock_time(begin), clock_time(end)
    return Contact(quiet_from=begin, quiet_until=end)
