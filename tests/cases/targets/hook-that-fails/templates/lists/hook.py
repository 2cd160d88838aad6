"""Counts."""


def totals(scene, item):
    """Gives how many entities there are."""
    return {"total": len(scene.modle)}
