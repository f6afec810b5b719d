"""Channels from the environment."""

import pytest

from engine.model.contact import Contact
from engine.notify.outside import from_environment
from engine.notify.robots import Robot
from engine.notify.smtp import Smtp
from engine.notify.webhook import Webhook


def test_nothing_set_nothing_there() -> None:
    assert from_environment({}).channels == {}


def test_everything_set() -> None:
    outside = from_environment(
        {
            "KEFUFLOW_SMTP_HOST": "mail.example.com",
            "KEFUFLOW_SMTP_FROM": "desk@example.com",
            "KEFUFLOW_SMTP_TLS": "tls",
            "KEFUFLOW_SMTP_USER": "desk",
            "KEFUFLOW_SMTP_PASSWORD": "p w",
            "KEFUFLOW_WEBHOOK_URL": "https://hooks.example.com/x",
            "KEFUFLOW_WEBHOOK_SECRET": "s",
            "KEFUFLOW_WECOM_KEY": "k",
            "KEFUFLOW_DINGTALK_KEY": "k",
            "KEFUFLOW_FEISHU_KEY": "k",
            "KEFUFLOW_FEISHU_URL": "https://open.larksuite.com",
            "KEFUFLOW_HTTP_ALLOWED": "10.0.0.0/8, inside.example.com",
            "KEFUFLOW_QUIET_HOURS": "22:00-08:00",
            "KEFUFLOW_LANGUAGE": "en",
            "KEFUFLOW_PUBLIC_URL": "https://kefu.example.com/",
        }
    )
    mail, hook, robot = (outside.channels[each] for each in ("email", "webhook", "feishu"))
    assert mail == Smtp("mail.example.com", 465, "desk@example.com", "tls", "desk", "p w")
    assert isinstance(hook, Webhook) and hook.http.guard.hosts == {"inside.example.com"}
    assert isinstance(robot, Robot) and robot.base == "https://open.larksuite.com"
    assert outside.room == Contact(quiet_from="22:00", quiet_until="08:00")
    assert (outside.language, outside.url) == ("en", "https://kefu.example.com")


BAD = [
    ({"KEFUFLOW_SMTP_HOST": "m"}, "no sender"),
    ({"KEFUFLOW_SMTP_HOST": "m", "KEFUFLOW_SMTP_FROM": "a@b", "KEFUFLOW_SMTP_TLS": "yes"}, "no such encryption"),
    ({"KEFUFLOW_SMTP_HOST": "m", "KEFUFLOW_SMTP_FROM": "a@b", "KEFUFLOW_SMTP_PORT": "x"}, "no port"),
    (
        {
            "KEFUFLOW_SMTP_HOST": "m",
            "KEFUFLOW_SMTP_FROM": "a@b",
            "KEFUFLOW_SMTP_TLS": "none",
            "KEFUFLOW_SMTP_USER": "u",
        },
        "a password in the clear",
    ),
    ({"KEFUFLOW_QUIET_HOURS": "night"}, "no hours"),
    ({"KEFUFLOW_LANGUAGE": "fr"}, "no language of ours"),
]


@pytest.mark.parametrize(("environment", "reason"), BAD, ids=[row[1] for row in BAD])
def test_what_cannot_be_is_said_at_once(environment: dict[str, str], reason: str) -> None:
    with pytest.raises(ValueError):
        from_environment(environment)
