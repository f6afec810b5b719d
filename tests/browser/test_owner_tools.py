"""What a process owner has on the real pages: comparing versions, trying a drawing, tables and forms, a new process."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.model.command import CreateUser, DeployFiles, SaveDefinitionDraft
from engine.scenario.folder import files, registered_handlers
from tests.browser.conftest import Console
from tests.browser.island_site import assert_watermark, element
from tests.browser.signing_in import sign_in
from tests.served import served

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
PROCESSES = ROOT / "processes"
SHIPPED = files(PROCESSES / "complaint")
OWNER, PASSWORD = "wu_gang", "a-long-password"

# a new deadline, a name, a flow that leads elsewhere
CHANGES = [('camunda:dueDate="PT2H"', 'camunda:dueDate="PT1H"'), ('name="登记投诉"', 'name="登记"')]


@pytest.fixture
def engine() -> Iterator[Engine]:
    clock = ManualClock(datetime(2026, 1, 5, 1, 0, tzinfo=UTC))
    with Engine.open("sqlite://", clock=clock, handlers=registered_handlers(PROCESSES)) as opened:
        owner = CreateUser(user_id=OWNER, name="吴刚", roles=["process_owner"], groups=[], password=PASSWORD)
        opened.execute(owner, SYSTEM)
        opened.execute(DeployFiles(files=SHIPPED, comment="首次发布"), SYSTEM)
        yield opened


@pytest.fixture
def address(engine: Engine) -> Iterator[str]:
    with served(engine) as address:
        yield address


@pytest.fixture
def opened(address: str, page: Page) -> Callable[[str], Page]:
    """Opens a page of the process owner and waits for its island; the page ends before what serves it."""
    sign_in(page, address, OWNER, PASSWORD)

    def open_page(path: str) -> Page:
        page.goto(f"{address}{path}")
        page.wait_for_selector('[data-mounted="done"]')
        return page

    return open_page


def changed(*changes: tuple[str, str], file: str = "complaint.bpmn") -> bytes:
    text = SHIPPED[file].decode()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    return text.encode()


# versions compared


def test_two_versions_are_compared_on_the_canvas(engine: Engine, opened: Callable[[str], Page]) -> None:
    engine.execute(DeployFiles(files={"complaint.bpmn": changed(*CHANGES)}, comment="时限减半"), SYSTEM)
    page = opened("/definitions/process/complaint/compare?from=1&to=2")
    expect(page.locator(".kf-summary")).to_have_text("修改 2")
    row = page.locator(".kf-changes li").filter(has_text="解决红色投诉")
    expect(row.locator("dl")).to_have_text("到期时间PT2H → PT1H")
    expect(element(page, "solve_red")).to_have_class([re.compile("kf-changed")] * 2)
    expect(element(page, "follow_up")).not_to_have_class([re.compile("kf-(changed|added|removed)")] * 2)
    row.get_by_role("button").click()
    for side in page.locator(".kf-side").all():
        expect(side.locator('[data-element-id="solve_red"]')).to_have_class(re.compile("kf-current"))
        box, canvas = side.locator('[data-element-id="solve_red"]').bounding_box(), side.bounding_box()
        assert box and canvas
        assert abs(box["x"] + box["width"] / 2 - canvas["x"] - canvas["width"] / 2) < 30, "in the middle of both"
    assert_watermark(page.locator(".kf-side").first, ".bjs-powered-by")


def test_an_element_that_is_referred_to_is_called_by_its_name(engine: Engine, opened: Callable[[str], Page]) -> None:
    timer = 'name="3 工时" cancelActivity="false" attachedToRef="solve_{}"'
    file = changed((timer.format("yellow"), timer.format("green")))
    engine.execute(DeployFiles(files={"complaint.bpmn": file}), SYSTEM)
    row = opened("/definitions/process/complaint/compare").locator(".kf-changes li")
    expect(row.locator("dl")).to_have_text("附着于解决黄色投诉 solve_yellow → 解决绿色投诉 solve_green")
    expect(row.locator(".kf-change small")).to_have_text("边界事件 warn_yellow")


def test_added_and_removed_stand_each_on_its_side(engine: Engine, opened: Callable[[str], Page]) -> None:
    renamed = SHIPPED["complaint.bpmn"].replace(b"end_pressed", b"end_urged")
    engine.execute(DeployFiles(files={"complaint.bpmn": renamed}), SYSTEM)
    page = opened("/definitions/process/complaint/compare")
    before, after = page.locator(".kf-side").all()
    expect(before.locator('[data-element-id="end_pressed"]')).to_have_class(re.compile("kf-removed"))
    expect(after.locator('[data-element-id="end_urged"]')).to_have_class(re.compile("kf-added"))
    element(page, "end_urged").click()
    expect(page.locator(".kf-changes li[aria-current]")).to_contain_text("新增")


def test_the_same_version_twice_is_no_change(opened: Callable[[str], Page]) -> None:
    expect(opened("/definitions/process/complaint/compare").locator(".kf-none")).to_contain_text("完全相同")


# decisions and forms


LATIN = re.compile(  # names of things, not words of the program
    r"\b(complaint\w*|[a-z]+_\w+|DMN|FEEL|ID|JSON|HTML|URL|iFrame|MIME|BPMN|Powered by bpmn\.io"
    r"|Ctrl|Unique|string|boolean|number|date|time|dateTime|\w+Duration|Any)\b|\.\w+",
    re.IGNORECASE | re.ASCII,
)


def english(page: Page, container: str) -> list[str]:
    """Texts and titles inside a container that hold Latin words which are no names."""
    texts = page.locator(container).evaluate_all(
        """roots => roots.flatMap(root => [root, ...root.querySelectorAll('*')].flatMap(element => [
            element.getAttribute('title'), element.getAttribute('aria-label'), element.getAttribute('placeholder'),
            ...[...element.childNodes].filter(node => node.nodeType === 3).map(node => node.data)]))"""
    )
    return sorted({text for text in texts if text and re.search("[A-Za-z]{2}", LATIN.sub("", text))})


def publish(page: Page, comment: str) -> None:
    page.get_by_role("button", name="发布新版本").click()
    page.get_by_label("版本说明").fill(comment)
    page.get_by_role("button", name="发布", exact=True).click()


def test_a_form_is_edited_and_published(engine: Engine, opened: Callable[[str], Page]) -> None:
    page = opened("/definitions/form/complaint_start/editor")
    status = page.get_by_role("status").first
    expect(status).to_have_text("没有修改")
    page.locator(".fjs-form-field").filter(has_text="客户姓名").last.click()
    page.locator(".bio-properties-panel-group-header-title", has_text="常规").click()
    label = page.get_by_label("字段标签")
    label.fill("客户全名")
    label.blur()
    expect(status).to_have_text("有未发布的修改")
    assert english(page, ".fjs-palette-container, .bio-properties-panel") == []
    assert_watermark(page, ".fjs-powered-by-link")
    publish(page, "客户姓名改为客户全名")
    expect(page.locator(".kf-problems")).to_contain_text("版本 2 已发布")
    before, after = (json.loads(engine.source(SYSTEM, f"complaint_start:{version}", "form")) for version in (1, 2))
    assert json.loads(json.dumps(after).replace(json.dumps("客户全名"), json.dumps("客户姓名"))) == before
    expect(status).to_have_text("没有修改")


def test_undoing_everything_in_a_form_counts_as_unchanged(opened: Callable[[str], Page]) -> None:
    page = opened("/definitions/form/complaint_start/editor")
    page.locator(".fjs-form-field").filter(has_text="客户姓名").last.click()
    page.keyboard.press("Delete")
    page.get_by_role("button", name="删除文本框").click()
    expect(page.get_by_role("status").first).to_have_text("有未发布的修改")
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("status").first).to_have_text("没有修改")


def test_a_decision_is_edited_and_published(engine: Engine, opened: Callable[[str], Page]) -> None:
    key = "complaint_classification_definitions"
    page = opened(f"/definitions/decision/{key}/editor")
    expect(page.get_by_role("tab")).to_have_text(["决策关系图", "投诉归类", "责任部门", "补救措施"])
    assert english(page, ".kf-modeler") == []
    assert_watermark(page)
    page.get_by_role("tab", name="责任部门").click()
    cell = page.locator(".output-cell .content-editable").first
    cell.click()
    page.keyboard.press("Control+A")
    page.keyboard.type('"品质部"')
    cell.blur()
    expect(page.get_by_role("status").first).to_have_text("有未发布的修改")
    assert english(page, ".kf-modeler thead, .decision-table-properties, .kf-tools, .kf-tabs, .view-drd") == []
    publish(page, "质量部改名")
    expect(page.locator(".kf-problems")).to_contain_text("版本 2 已发布")
    assert '"品质部"' in engine.source(SYSTEM, f"{key}:2", "decision").decode()


def test_a_new_field_begins_with_a_chinese_label(opened: Callable[[str], Page]) -> None:
    page = opened("/definitions/form/complaint_start/editor")
    made = page.evaluate(
        """() => { const factory = window.kefuflowEditor.editor.get('fieldFactory');
            return ['textfield', 'radio', 'datetime', 'table', 'text'].map(type => factory.create({ type })); }"""
    )
    assert [each.get("label") or each.get("dateLabel") or each.get("text") for each in made] == [
        "文本框", "单选组", "日期", "表格", "# 标题",
    ]  # fmt: skip
    assert made[1]["values"][0]["label"] == "选项"
    kept = page.evaluate(
        "window.kefuflowEditor.editor.get('fieldFactory').create({ type: 'textfield', label: 'Text field' }).label"
    )
    assert kept == "Text field", "a copy keeps what its author wrote"


def test_notice_templates_are_edited_and_published(engine: Engine, opened: Callable[[str], Page]) -> None:
    page = opened("/definitions/templates/complaint/editor")
    area = page.get_by_label("通知模板")
    text = area.input_value()
    area.fill(text.replace("{case_no}", "{case_no +}", 1))
    expect(page.locator(".kf-found")).to_have_text(re.compile("错误 1"))
    page.locator(".kf-found").click()
    page.locator(".kf-problem").click()
    assert page.evaluate("getSelection().toString()").strip() == "department:", "the entry that is wrong"
    area.fill(text.replace("新投诉", "新的投诉", 1))
    expect(page.locator(".kf-found")).to_have_text("没有问题")
    assert english(page, ".kf-tools") == []
    publish(page, "改一个字")
    expect(page.locator(".kf-problems")).to_contain_text("版本 2 已发布")
    assert "新的投诉" in engine.source(SYSTEM, "complaint:2", "templates").decode()


def test_names_on_the_canvas_follow_the_language_and_the_file_does_not(
    engine: Engine, opened: Callable[[str], Page]
) -> None:
    renamed = changed(('name="登记投诉"', 'name="登记"'))
    engine.execute(DeployFiles(files={"complaint.bpmn": renamed}, comment="shorter"), SYSTEM)
    page = opened("/definitions/process/complaint")
    page.locator(".menu > summary").click()
    page.get_by_role("button", name="English").click()
    opened("/definitions/process/complaint/modeler?version=1")
    expect(element(page, "solve_red")).to_contain_text("Resolve")
    assert 'name="解决红色投诉"' in page.evaluate("window.kefuflowModeler.source()")
    opened("/definitions/process/complaint/compare?from=1&to=2")
    expect(page.locator(".kf-side").first.locator('[data-element-id="solve_red"]')).to_contain_text("Resolve")
    expect(page.locator(".kf-changes li dl")).to_have_text("Name登记投诉 → 登记")


# a drawing tried out


def test_a_drawing_is_tried_out_before_it_is_published(engine: Engine, opened: Callable[[str], Page]) -> None:
    page = opened("/definitions/process/complaint/modeler")
    element(page, "solve_red").click()
    page.locator(".bio-properties-panel-group-header-title").get_by_text("人员分配", exact=True).click()
    due = page.get_by_label("到期时间", exact=True)
    due.fill("PT1H")
    due.blur()
    page.get_by_role("button", name="试运行").click()
    verdict = page.locator(".kf-verdict")
    expect(verdict).to_contain_text("试运行了")
    first = page.locator(".kf-scenario").first
    expect(first).to_contain_text("未通过")
    expect(first).to_contain_text("第 1 步：待办任务：应为 解决红色投诉(客服主管; 01-05 11:00)")
    expect(element(page, "solve_red")).to_have_class(re.compile("kf-covered"))
    page.get_by_role("button", name="关闭").click()
    expect(element(page, "solve_red")).not_to_have_class(re.compile("kf-covered"))
    assert len(engine.versions(SYSTEM, "process", "complaint")) == 1


def test_what_no_scenario_meets_is_grey(opened: Callable[[str], Page]) -> None:
    page = opened("/definitions/process/complaint/modeler")
    page.route("**/try", lambda route: route.fulfill(json=TRIED))
    page.get_by_role("button", name="试运行").click()
    expect(page.locator(".kf-verdict")).to_contain_text("试运行了 1 个场景")
    expect(element(page, "register")).to_have_class(re.compile("kf-covered"))
    expect(element(page, "solve_red")).to_have_class(re.compile("kf-missed"))
    page.get_by_role("button", name="检查").click()
    expect(element(page, "solve_red")).not_to_have_class(re.compile("kf-missed"))


TRIED = {
    "summary": "试运行了 1 个场景：通过 1 个，未通过 0 个。",
    "passed": True,
    "scenarios": [{"name": "登记", "passed": True, "failures": []}],
    "elements": ["register"],
    "flows": [],
}


# a draft, from the first change to its publication


def test_a_draft_is_linted_compared_tried_and_published(
    engine: Engine, opened: Callable[[str], Page], console: Console
) -> None:
    console.expect("ERR_SOCKET_NOT_CONNECTED")  # the icon, asked for as a page is left
    page = opened("/definitions/process/complaint/modeler")
    found = page.locator(".kf-found")
    expect(found).to_have_text("没有问题")
    set_due(page, "=nonsense(")
    expect(found).to_have_text(re.compile("错误 1"))
    sign = page.locator(".kf-sign")
    expect(sign).to_have_attribute("title", re.compile("nonsense"))
    sign.click()
    problem = page.locator(".kf-problem")
    expect(problem).to_contain_text("解决红色投诉 · solve_red")
    page.locator(".djs-container").press("Escape")
    problem.click()
    expect(element(page, "solve_red")).to_have_class(re.compile("selected"))

    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".kf-verdict")).to_have_text(re.compile("草稿已保存"))
    expect(page).to_have_url(re.compile(r"modeler\?draft="))
    page.get_by_role("link", name="查看草稿", exact=True).click()
    expect(page.locator(".problem-error")).to_contain_text("solve_red")
    expect(page.get_by_role("button", name="发布草稿")).to_be_disabled()
    assert len(engine.versions(SYSTEM, "process", "complaint")) == 1

    page.get_by_role("link", name="继续编辑").click()
    page.wait_for_selector('[data-mounted="done"]')
    expect(found).to_have_text(re.compile("错误 1"))
    set_due(page, "PT1H")
    expect(found).to_have_text("没有问题")
    expect(sign).to_have_count(0)
    page.route("**/try?**", lambda route: route.fulfill(json=TRIED))
    page.get_by_role("button", name="试运行").click()
    expect(page.locator(".kf-verdict")).to_contain_text("试运行了 1 个场景")
    expect(element(page, "register")).to_have_class(re.compile("kf-covered"))
    page.get_by_role("button", name="发布新版本").click()  # saves what was changed since

    expect(page.get_by_role("heading", level=1)).to_have_text("草稿：投诉处理")
    page.get_by_role("link", name="与已发布版本比较").click()
    page.wait_for_selector('[data-mounted="done"]')
    expect(page.locator(".kf-changes li dl")).to_have_text("到期时间PT2H → PT1H")
    page.go_back()
    page.get_by_label("版本说明").fill("时限减半")
    page.get_by_role("button", name="发布草稿").click()
    expect(page.get_by_role("row", name="时限减半")).to_contain_text("吴刚")
    assert b'camunda:dueDate="PT1H"' in engine.source(SYSTEM, "complaint:2")
    assert engine.definition_drafts(SYSTEM) == []


def test_whoever_saves_second_keeps_it(engine: Engine, opened: Callable[[str], Page], console: Console) -> None:
    console.expect(409)
    page = opened("/definitions/process/complaint/modeler")
    page.keyboard.press("Control+s")
    expect(page.locator(".kf-verdict")).to_have_text(re.compile("草稿已保存"))
    [draft] = engine.definition_drafts(SYSTEM)
    content = SHIPPED["complaint.bpmn"]
    theirs = SaveDefinitionDraft(draft_id=draft.id, kind="process", key="complaint", content=content, revision=1)
    engine.execute(theirs, SYSTEM)
    set_due(page, "PT1H")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".kf-verdict")).to_contain_text("没有丢失")
    page.get_by_role("button", name="另存为新草稿").click()
    expect(page.locator(".kf-verdict")).to_have_text(re.compile("草稿已保存"))
    drafts = engine.definition_drafts(SYSTEM)
    sources = [engine.draft_source(SYSTEM, each.id, "process", "complaint") for each in drafts]
    assert sorted(b'camunda:dueDate="PT1H"' in each for each in sources) == [False, True]


def set_due(page: Page, text: str) -> None:
    element(page, "solve_red").click()
    due = page.get_by_label("到期时间", exact=True)
    if not due.is_visible():
        page.locator(".bio-properties-panel-group-header-title").get_by_text("人员分配", exact=True).click()
    due.fill(text)
    due.blur()


# a new process


def test_a_new_process_is_begun_with_a_start_event(opened: Callable[[str], Page]) -> None:
    page = opened("/definitions/new?key=refund&name=退款处理")
    expect(page.get_by_role("heading", level=1)).to_have_text("建模：退款处理")
    expect(page.locator(".kf-tools strong")).to_have_text("refund")
    page.get_by_role("button", name="检查").click()
    expect(page.locator(".kf-problems")).to_contain_text("refund_started")
    element(page, "refund_started").click()
    page.locator('.djs-context-pad [data-action="append.end-event"]').click()
    page.get_by_role("button", name="检查").click()
    expect(page.locator(".kf-verdict-bad")).to_have_count(0)
    publish(page, "先有开始和结束")
    expect(page.locator(".kf-problems")).to_contain_text("版本 1 已发布")


# element templates


def test_a_task_is_made_from_a_template(engine: Engine, opened: Callable[[str], Page]) -> None:
    page = opened("/definitions/new?key=refund&name=退款处理")
    page.evaluate("source => window.kefuflowModeler.open(source)", REFUND)
    element(page, "tell").click()
    page.locator(".bio-properties-panel").get_by_role("button", name="选择").click()
    assert english(page, ".djs-popup .entry-header, .djs-popup .title") == []
    page.locator(".djs-popup").get_by_text("发送通知", exact=True).click()
    page.locator(".bio-properties-panel-group-header-title", has_text="自定义属性").click()
    template = page.get_by_label("通知模板")
    template.fill("arrived")
    template.blur()
    source = page.evaluate("window.kefuflowModeler.source()")
    assert 'camunda:topic="notify"' in source
    assert '<camunda:inputParameter name="template">arrived</camunda:inputParameter>' in source
    assert page.evaluate("[...window.kefuflowModeler.untranslated]") == []
    problems = engine.check(SYSTEM, {"refund.bpmn": source.encode()})
    assert [each.code for each in problems if each.element_id == "tell" and "modeler" in each.code] == []


REFUND = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="all"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC">
  <bpmn:process id="refund" isExecutable="true"><bpmn:sendTask id="tell" name="告知" /></bpmn:process>
  <bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="p" bpmnElement="refund">
    <bpmndi:BPMNShape id="s" bpmnElement="tell"><dc:Bounds x="200" y="100" width="100" height="80" /></bpmndi:BPMNShape>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>"""
