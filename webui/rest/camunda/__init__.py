"""Routes of `/engine-rest`: the part of Camunda 7's REST interface that workers and the Modeler speak."""
