"""What a notice says, and the ways that it can go."""

import msgspec

IN_APP = "in_app"
EMAIL, WEBHOOK, WECOM, DINGTALK, FEISHU = "email", "webhook", "wecom", "dingtalk", "feishu"
OUTSIDE = (EMAIL, WEBHOOK, WECOM, DINGTALK, FEISHU)
CHANNELS = (IN_APP, *OUTSIDE)
ROBOTS = (WECOM, DINGTALK, FEISHU)
TO_PERSONS = frozenset({EMAIL})  # the others reach a room, in which persons are named
GIVEN, GIVEN_MANY = "given", "given_many"  # templates of what is told to whoever gets work from somebody else
ALERT = "alert"  # the level that waits for no morning


class NoticeText(msgspec.Struct, frozen=True, kw_only=True):
    """A template filled in; the English texts are empty where the template has none."""

    title: str
    body: str
    level: str = "info"
    title_en: str = ""
    body_en: str = ""
    channels: tuple[str, ...] = (IN_APP,)
