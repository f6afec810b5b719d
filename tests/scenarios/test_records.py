"""Customers in a demo file: read as they stand, or refused with the place that is wrong."""

from datetime import date
from pathlib import Path

import pytest

from engine.errors import Rejected
from engine.scenario.demo import load

FILE = """begins_at: 2026-01-05T09:00+08:00
staff:
  - {id: lin, name: 林晓, roles: [agent]}
customers:
  - name: 安居超市
    phone: "021-60000009"
    devices:
      - {model: 商用冷柜, serial: SB-1, sold_on: "2023-05-20"}
      - {model: 轿车, plate: 沪A1}
  - {name: 孙女士}
"""


def test_customers_and_devices(tmp_path: Path) -> None:
    path = tmp_path / "demo.yaml"
    path.write_text(FILE)
    market, sun = load(path).records
    assert (market.customer.name, market.customer.phone) == ("安居超市", "021-60000009")
    assert market.devices == (
        {"model": "商用冷柜", "serial": "SB-1", "sold_on": date(2023, 5, 20)},
        {"model": "轿车", "plate": "沪A1"},
    )
    assert (sun.customer.name, sun.devices) == ("孙女士", ())


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("2023-05-20", "20.5.2023", "scenario.not_a_time"),
        ("name: 孙女士", "phone: 1", "scenario.missing_key"),
        ("serial:", "colour:", "scenario.unknown_key"),
        ("model: 轿车, ", "", "scenario.missing_key"),
    ],
)
def test_what_is_no_record(tmp_path: Path, right: str, wrong: str, code: str) -> None:
    path = tmp_path / "demo.yaml"
    path.write_text(FILE.replace(right, wrong))
    with pytest.raises(Rejected) as refused:
        load(path)
    assert refused.value.code == code
