"""SQL of five engines: types, expressions, lowering a model to a catalog, statements in order."""
