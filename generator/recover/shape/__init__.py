"""Shaping: what was recovered, put as a person would have put it.

Takes nodes and what is Known of the database, gives nodes; each recognition is a module of its own, and
none may change what the nodes say, which is proven by lowering them again."""
