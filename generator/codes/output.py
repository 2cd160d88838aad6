"""G6xx: the files of a workspace, what is written among them, and what is left alone."""

from generator.codes.code import Code

__all__ = ["CODES"]

CODES: tuple[Code, ...] = (
    Code(
        "G601",
        "a spec that is there twice",
        "A spec is a folder with a `schema.yaml`, or one file `<name>.yaml`. When both are there, or "
        "two folders have one name, nobody can say which is meant.",
    ),
    Code(
        "G602",
        "a generated file that was edited by hand",
        "The file is not what was generated, by the hash in `gen.lock`. It is never overwritten, since "
        "somebody's work would be lost. Take the change to where it belongs: the spec, an option of "
        "the target, a template of your own, or the file beside it that is made once and then yours. "
        "Then delete the file, and the next `gen` makes it again.",
    ),
    Code(
        "G603",
        "a file in the way",
        "A target writes to this path, but the file there is none that was generated (`gen.lock` does "
        "not know it). It is left alone. Move it, delete it, or set the target's `out`.",
    ),
    Code(
        "G604",
        "an output path that leaves the workspace by a link",
        "A folder on the way to the file is a symbolic link to a place outside the workspace. Nothing "
        "is ever written outside.",
    ),
    Code(
        "G605",
        "stale output",
        "`gen check` found that a file is missing, is still there though nothing makes it any more, or "
        "differs from what the specs of today give. Run `gen` and commit what it writes.",
    ),
    Code(
        "G606",
        "a proposal that is based on another spec",
        "`base:` at the head of a proposed spec holds the hash of the spec that it was made from. The "
        "spec has changed meanwhile, so the proposal would take back what others did. Bring its "
        "changes into the proposal, then write the hash of today.",
        bad="base: sha256:0000…   # and the spec is another by now",
    ),
)
