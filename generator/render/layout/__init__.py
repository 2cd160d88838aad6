"""Diagrams without a system program: boxes and lines in, coordinates out, SVG text from those.

`layout(boxes, lines)` in `picture` places everything; `draw(picture, ...)` in `svg` writes it."""
