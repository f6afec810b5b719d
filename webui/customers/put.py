"""What a customer is being chosen for: a case to be put on the record, or a device to be transferred to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from flask import url_for

from engine.model.command import LinkCustomer, TransferDevice

LONGEST = 200  # characters of an id that a page carries along


@dataclass(frozen=True, slots=True)
class Put:
    what: Literal["case", "device"]
    id: str

    @staticmethod
    def wanted(sent: Mapping[str, str]) -> "Put | None":
        """As the query or the form says; None when the pages are looked at for their own sake."""
        if sent.get("case"):
            return Put("case", sent["case"][:LONGEST])
        return Put("device", sent["device"][:LONGEST]) if sent.get("device") else None

    def on(self, customer_id: str) -> LinkCustomer | TransferDevice:
        if self.what == "case":
            return LinkCustomer(instance_id=self.id, customer_id=customer_id)
        return TransferDevice(device_id=self.id, customer_id=customer_id)

    @property
    def query(self) -> dict[str, str]:
        """What the links and forms of the pages carry along."""
        return {self.what: self.id}

    @property
    def place(self) -> str:
        """Where it is seen afterwards."""
        if self.what == "case":
            return url_for("instances.show", instance_id=self.id)
        return url_for("customers.device", device_id=self.id)
