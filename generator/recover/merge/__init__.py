"""Merging: a new import into specs that people have edited since the last one.

Takes three sides (the last import, the specs, the new import) as plain data with the catalogs they are
lowered to, gives the specs as they should be and where both sides changed the same thing. What is the
same on all sides is known by its object in the database, whatever it is called and wherever it stands."""
