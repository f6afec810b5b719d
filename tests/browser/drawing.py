"""The modeler under somebody's hands: palette, canvas, properties panel, bar."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.island_site import element
from tests.browser.words import Words

Place = tuple[float, float]
CLOSER = 3  # steps of zooming at which names can be read

_MIDDLE = """flow => {
    const path = document.querySelector(`.djs-element[data-element-id="${flow}"] .djs-visual > path`);
    const matrix = path.getScreenCTM(), point = path.getPointAtLength(path.getTotalLength() / 2);
    return [point.x * matrix.a + matrix.e, point.y * matrix.d + matrix.f];
}"""
_CALLED = "name => kefuflowModeler.modeler.get('elementRegistry').find(each => each.businessObject?.name === name).id"


class Drawing:
    def __init__(self, page: Page, words: Words) -> None:
        page.wait_for_selector('[data-mounted="done"]')
        self.page, self.words = page, words
        self.problems = page.locator(".kf-problems")

    def press(self, code: str) -> None:
        """A button of the bar."""
        self.page.locator(".kf-tools").get_by_role("button", name=self.words.island(code), exact=True).click()

    def closer_to(self, element_id: str) -> None:
        """So near that it can be read, with that element in view and selected."""
        for _ in range(CLOSER):
            self.press("zoom.in")
        self.page.evaluate("id => kefuflowModeler.select(id)", element_id)

    def middle_of(self, flow_id: str) -> Place:
        x, y = self.page.evaluate(_MIDDLE, flow_id)
        return x, y

    def add_task(self, place: Place, name: str) -> str:
        """From the palette; named as soon as it stands. Its id."""
        self._drag(self._centre(self.page.locator('.djs-palette [data-action="create.task"]')), place)
        expect(self.page.locator(".djs-direct-editing-parent")).to_be_visible()
        self.page.keyboard.type(name)
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".djs-direct-editing-parent")).to_have_count(0)
        return str(self.page.evaluate(_CALLED, name))

    def move(self, element_id: str, place: Place) -> None:
        self._drag(self._centre(element(self.page, element_id)), place)

    def property(self, group: str, entry: str) -> Locator:
        """The field of the panel, for the element that is selected, by the ids of bpmn-js-properties-panel."""
        panel = self.page.locator(f'.bio-properties-panel-group[data-group-id="group-{group}"]')
        if not panel.locator(".bio-properties-panel-group-entries.open").count():
            panel.locator(".bio-properties-panel-group-header-title").click()
        return panel.locator(f"#bio-properties-panel-{entry}")

    def set(self, group: str, entry: str, value: str) -> str:
        """What stood there before."""
        field = self.property(group, entry)
        before = field.input_value()
        field.fill(value)
        field.blur()
        return before

    def check(self) -> Locator:
        """The problems that the server finds."""
        self.press("modeler.check")
        expect(self.problems.locator(".kf-verdict")).to_be_visible()
        return self.problems.locator(".kf-problem")

    def _drag(self, start: Place, end: Place) -> None:
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move(start[0] + 5, start[1] + 5, steps=2)
        mouse.move(*end, steps=6)
        mouse.up()

    def _centre(self, of: Locator) -> Place:
        box = of.bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
