"""Programs that run in a person's own interpreter, each by its path; nothing imports them.

Each takes the name of what to load, and the scratch database in GEN_SCRATCH_URL; GEN_SCRATCH_ENGINE is
its engine."""
