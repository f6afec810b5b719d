"""The reads of the engine, one module per topic. Each checks the rights of the actor, whichever door asked."""
