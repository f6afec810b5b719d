"""Functions beyond FEEL that the engine may pass in, with their parameters, so that their names parse."""

EXTRA_FUNCTIONS: dict[str, tuple[str, ...]] = {
    "add working time": ("from", "duration"),
    "working time between": ("from", "to"),
    "is working time": ("at",),
}
