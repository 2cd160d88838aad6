"""Scripts of an engine of which there is no server here: parsed instead of run.

Takes a path, gives a Catalog; this is the one door to sqlglot. What is not understood is kept whole."""
