"""The pages: Flask over the public API of the engine, nothing decided here."""
