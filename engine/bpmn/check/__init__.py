"""The rules of BPMN that a diagram can break; one module per group."""
