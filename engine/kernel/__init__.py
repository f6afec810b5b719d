"""The pure heart: `decide.decide(world, family, command)` and `evolve.evolve(instance, event)`."""
