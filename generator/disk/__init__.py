"""The disk: what is read from a workspace, and the only place that writes to one."""
