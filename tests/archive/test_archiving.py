"""Ended cases leave for files that prove themselves; what happens in between loses nothing and repeats nothing."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text

from engine.api import SYSTEM
from engine.errors import NotFound, Rejected
from engine.history.archive import Archive, digest_of
from engine.history.verify_archive import verify_archive
from engine.model import command as c
from engine.model import event as e
from engine.model.archive import SetRetention
from engine.store.removal import key_of, of_families
from engine.store.schema import TABLES
from engine.store.tables.history import history
from tests.archive.conftest import Desk


def rows_left(desk: Desk, *roots: str) -> dict[str, int]:
    """What the tables still have of these families."""
    with desk.engine._services.store.write() as unit:
        held = {
            table.name: unit.connection.scalar(select(func.count()).select_from(table).where(of_families(table, roots)))
            for table in TABLES
            if key_of(table)
        }
    return {name: count for name, count in held.items() if count}


def system_facts(desk: Desk, kind: type[Any]) -> list[Any]:
    with desk.engine._services.store.read() as reader:
        return [each for commit in reader.commits("system") for each in commit.events if isinstance(each, kind)]


def test_cases_leave_when_their_time_is_over(desk: Desk) -> None:
    desk.ended("a", "b")
    desk.begun("open")
    desk.wait(days=29)
    assert desk.archiver().run() == []
    desk.ended("young")
    desk.wait(days=2)
    [made] = desk.archiver().run()
    assert made.case_count == 2
    assert desk.there() == ["open", "young"]
    assert rows_left(desk, "a", "b") == {}
    assert set(rows_left(desk, "young")) >= {"history", "payload", "instance", "user_task", "attachment"}
    assert desk.archiver().run() == []
    assert desk.broken() == {}


def test_the_file_has_all_of_them_and_proves_itself(desk: Desk) -> None:
    desk.ended("a")
    exported = desk.engine.export(SYSTEM, "a")
    desk.wait(days=31)
    [made] = desk.archiver().run()
    file = desk.folder / made.file
    found = verify_archive(file)
    assert (found.problems, found.commit_count > 3) == ([], True)
    with Archive(file) as archive:
        [case] = archive.manifest.cases
        assert (case.root_id, case.business_key, len(case.heads)) == ("a", "TS-a", 2)
        assert sorted(each.id for each in archive.manifest.definitions) == ["inner:1", "outer:1"]
        kept = [name for name in archive.names() if name.startswith("attachments/")]
        assert [archive.member(name)[-5:] for name in kept] == [b"photo"]
        assert "赵强" in exported.decode() and "赵强" in archive.member("cases/a.json").decode()
    assert (made.digest, made.size) == (digest_of(file), file.stat().st_size)


def test_the_system_stream_says_what_left_and_the_digest_of_the_file(desk: Desk) -> None:
    desk.ended("a")
    desk.wait(days=31)
    [made] = desk.archiver().run()
    assert system_facts(desk, e.CasesArchived) == [
        e.CasesArchived(archive_id=made.id, file=made.file, digest=made.digest, size=made.size, root_ids=["a"])
    ]
    [found] = desk.engine.archived_cases(SYSTEM, "TS-a").items
    assert (found.root_id, found.file) == ("a", made.file)
    assert desk.engine.archived_cases(SYSTEM, "nothing").total == 0


def test_a_file_of_several_cases_is_kept_while_somebody_has_it(desk: Desk) -> None:
    """The same picture hangs on both."""
    desk.ended("a")
    desk.wait(days=20)
    desk.ended("b")
    desk.wait(days=11)
    desk.archiver().run()
    assert desk.there() == ["b"]
    with desk.engine._services.store.read() as reader:
        [file] = reader.attachments("b")
        assert reader.attachment_content(file.digest) is not None
    desk.wait(days=20)
    desk.archiver().run()
    with desk.engine._services.store.read() as reader:
        assert reader.attachment_content(file.digest) is None


def test_batches_are_files_of_their_own(desk: Desk) -> None:
    desk.ended("a", "b", "c")
    desk.wait(days=31)
    made = desk.archiver(batch=2).run()
    assert [each.case_count for each in made] == [2, 1]
    assert len(list(desk.folder.glob("*.zip"))) == 2


def test_without_a_retention_cases_stay_for_ever(desk: Desk) -> None:
    desk.do(SetRetention(process_key="outer", days=None))
    desk.ended("a")
    desk.wait(days=4000)
    assert desk.archiver().run() == []
    assert [each.days for each in system_facts(desk, e.RetentionSet)] == [30, None]


BAD = [(0, "not a day"), (-1, "before the end"), (40_000, "longer than anybody plans")]


@pytest.mark.parametrize(("days", "reason"), BAD, ids=[row[1] for row in BAD])
def test_a_retention_that_cannot_be_is_rejected(desk: Desk, days: int, reason: str) -> None:
    with pytest.raises(Rejected, match="archive.bad_days"):
        desk.do(SetRetention(process_key="outer", days=days))


def test_a_retention_is_of_a_process_and_said_once(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.do(SetRetention(process_key="nothing", days=1))
    desk.do(SetRetention(process_key="outer", days=30))
    assert len(system_facts(desk, e.RetentionSet)) == 1


def test_a_case_whose_history_is_broken_stays(desk: Desk) -> None:
    desk.ended("a", "b")
    with desk.engine._services.store.write() as unit:
        changed = history.update().where(history.c.stream == "a", history.c.version == 1).values(actor_id="wang")
        unit.connection.execute(changed)
    desk.wait(days=31)
    archiver = desk.archiver()
    [made] = archiver.run()
    assert (made.case_count, archiver.broken, desk.there()) == (1, ["a"], ["a"])


POINTS = ["written", "proved", "renamed", "recorded"]


class Killed(BaseException):
    """As by a signal: nothing is tidied up."""


@pytest.mark.parametrize("point", POINTS)
def test_killed_anywhere_the_next_run_goes_on(desk: Desk, point: str) -> None:
    desk.ended("a", "b")
    desk.wait(days=31)

    def die(passed: str) -> None:
        if passed == point:
            raise Killed

    with pytest.raises(Killed):
        desk.archiver(passing=die).run()
    assert rows_left(desk, "a", "b").get("instance", 0) == (0 if point == "recorded" else 4)
    desk.archiver().run()
    assert desk.there() == []
    [file] = desk.folder.glob("*.zip*")
    assert verify_archive(file).problems == []
    assert [each.root_ids for each in system_facts(desk, e.CasesArchived)] == [["a", "b"]]
    assert desk.broken() == {}


def test_what_happens_while_the_file_is_written_is_not_lost(desk: Desk) -> None:
    desk.ended("a", "b")
    desk.wait(days=31)
    remarks: list[str] = []

    def speak(point: str) -> None:
        if point == "renamed" and not remarks:
            remarks.append("客户来电")
            desk.do(c.AddComment(instance_id="a", text=remarks[0]))

    [made] = desk.archiver(passing=speak).run()
    assert made.case_count == 2
    [file] = desk.folder.glob("*.zip")
    with Archive(file) as archive:
        assert "客户来电" in archive.member("cases/a.json").decode()


def test_a_file_of_another_time_is_left_alone(desk: Desk) -> None:
    """Its cases have gone on since, so it is nobody's truth; and a file of another database is none of ours."""
    desk.ended("a")
    desk.wait(days=31)

    def die(point: str) -> None:
        if point == "renamed":
            raise Killed

    with pytest.raises(Killed):
        desk.archiver(passing=die).run()
    [old] = desk.folder.glob("*.zip")
    desk.do(c.AddComment(instance_id="a", text="补充"))
    [made] = desk.archiver().run()
    assert old.exists() and made.file != old.name
    assert [each.file for each in desk.engine.archives(SYSTEM)] == [made.file]


def test_an_archived_case_cannot_be_worked_on(desk: Desk) -> None:
    desk.ended("a")
    desk.wait(days=31)
    desk.archiver().run()
    with pytest.raises(NotFound):
        desk.do(c.AddComment(instance_id="a", text="太晚了"))


def pages(desk: Desk) -> int:
    with desk.engine._services.store.write() as unit:
        return int(unit.connection.scalar(text("PRAGMA page_count")) or 0)


def free_pages(desk: Desk) -> int:
    with desk.engine._services.store.write() as unit:
        return int(unit.connection.scalar(text("PRAGMA freelist_count")) or 0)


def test_the_disk_is_given_back(desk: Desk) -> None:
    """On SQLite the file shrinks; on PostgreSQL the partition of the month goes, and stragglers move first."""
    is_partitioned = desk.engine._services.store.is_partitioned
    from engine.store import partitions

    partitions.keep_ahead(desk.engine._services.store, desk.clock.now())
    desk.ended(*(f"c{number}" for number in range(20)))
    desk.begun("long")
    before = 0 if is_partitioned else pages(desk)
    desk.wait(days=31)
    desk.archiver().run()
    if is_partitioned:
        with desk.engine._services.store.write() as unit:
            assert 202601 not in partitions.months(unit.connection)
            where = select(history.c.period).where(history.c.root_id == "long").distinct()
            assert unit.connection.scalars(where).all() == [202602]
    else:
        assert pages(desk) < before
        assert free_pages(desk) == 0
    desk.do(c.CompleteUserTask(task_id=desk.open_task("long")))
    assert desk.broken() == {}
    desk.clock.advance(timedelta(days=31))
    assert [each.case_count for each in desk.archiver().run()] == [1]


def test_every_table_says_whose_its_rows_are() -> None:
    """A new table whose rows belong to a case needs root_id, instance_id, stream, task_id or notice_id."""
    of_nobody = {each.name for each in TABLES if key_of(each) is None}
    assert of_nobody <= LASTING, of_nobody - LASTING


LASTING = {
    "alembic_version", "api_token", "token_secret", "archive", "archived_case", "retention", "attachment_content",
    "buffered_message", "calendar", "command", "contact", "credential", "customer", "decision", "definition",
    "definition_draft", "device", "login_attempt", "resource", "saved_filter", "setting", "start_listener",
    "user_account", "checkpoint",
}  # fmt: skip
