"""Fields that the diagram holds itself, on the pages."""

import json
import re

from engine.api import SYSTEM, Engine
from engine.model.command import ClaimUserTask, DeployFiles
from tests.runtime.diagram import diagram, user
from tests.runtime.test_diagram_forms import START, form_data, written

VISIT = diagram(
    "visit",
    "start > ask > end",
    START.format(form_data(written("customer", label="客户", rules={"required": "true"}))),
    user("ask", form_data(written("rating", "long", label="满意度", defaultValue="5", rules={"max": "5"}))).replace(
        '"desk"', '"junior_agents"'
    ),
)


def config_of(page: str) -> dict:
    found = re.search(r'id="form-config">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_a_case_is_started_and_a_task_is_finished_with_the_fields_of_the_diagram(engine: Engine, sign_in) -> None:
    engine.execute(DeployFiles(files={"visit.bpmn": VISIT}), SYSTEM)
    client, lin = sign_in("lin"), engine.actor("lin")
    assert lin
    assert config_of(client.get("/start/visit").text)["schema"]["components"][0]["label"] == "客户"
    assert "customer" in client.post("/start/visit", json={"variables": {}}).json["fields"]
    address = client.post("/start/visit", json={"variables": {"customer": "赵强"}}).json["location"]

    task_id = address.rpartition("/")[2]
    engine.execute(ClaimUserTask(task_id=task_id), lin)
    assert config_of(client.get(address).text)["data"] == {"rating": 5}
    refused = client.post(f"{address}/complete", json={"variables": {"rating": 6}})
    assert (refused.status_code, list(refused.json["fields"])) == (422, ["rating"])
    assert client.post(f"{address}/complete", json={"variables": {"rating": 4}}).status_code == 200

    case = task_id.rpartition(".")[0]
    assert engine.variables(SYSTEM, case) == {"customer": "赵强", "rating": 4}
    page = sign_in("owner").get(f"/instances/{case}?tab=variables").text
    assert "客户" in page and "满意度" in page  # as people know them
