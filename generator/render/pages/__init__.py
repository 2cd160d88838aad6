"""What the documents say: values for the templates of docs, openspec and beads.

Takes a Model (and, for tasks, what is pending), gives frozen values that templates only lay out."""
