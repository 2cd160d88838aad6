"""Python for people: what the templates of models and repositories are filled with.

Takes a Scene's model and catalogs, gives frozen view values whose texts are laid out as black would
leave them; nothing here renders a template or touches the disk."""
