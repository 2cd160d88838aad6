"""Inferring: from files of rows, CSV and JSON, to specs that take every row, with the evidence said.

Takes paths, gives Tables of values, what each column is and why, and the text of a spec."""
