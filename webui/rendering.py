"""What every template can say."""

from flask import Flask

from webui import layout, moments, paging, session, texts, wording
from webui.catalogue import LANGUAGES, language, t


def install(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        role_name=wording.role_name,
        group_name=wording.group_name,
        person=wording.person,
        said=texts.said,
        together=texts.together,
    )
    app.jinja_env.globals.update(
        t=t,
        advice=wording.advice,
        phrase=wording.phrase,
        actor_name=wording.actor_name,
        own=wording.own,
        person=wording.person,
        group_name=wording.group_name,
        role_name=wording.role_name,
        when=moments.when,
        short=moments.short,
        local_input=moments.local_input,
        deadline=moments.deadline,
        task_deadline=moments.task_deadline,
        span=moments.span,
        business_now=moments.now,
        local_now=lambda: moments.now().astimezone(moments.zone()),
        language=language,
        html_language=lambda: LANGUAGES[language()],
        page_before=session.page_before,
        me=layout.me,
        can=layout.can,
        menu=layout.menu,
        home_url=layout.home_url,
        search_url=layout.search_url,
        counts=layout.counts,
        without_place=paging.without_place,
        without_conditions=paging.without_conditions,
        narrowed=paging.narrowed,
        unread_count=layout.unread_count,
        is_demo=layout.is_demo,
        clock_steps=layout.clock_steps,
        time_zone=lambda: moments.zone().key,
    )
