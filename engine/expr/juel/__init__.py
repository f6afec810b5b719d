"""The subset of the unified expression language (JSR 245, as JUEL) that Camunda 7 models use: `${...}`."""
