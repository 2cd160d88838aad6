"""G1xx: the text of a file, its form as YAML, and its shape by the JSON Schema."""

from generator.codes.code import Code

__all__ = ["CODES"]

CODES: tuple[Code, ...] = (
    Code(
        "G101",
        "bytes that are not UTF-8",
        "Files are read as UTF-8, with or without a byte order mark. A file in another encoding "
        "would be read as other letters than were written, so it is refused.",
    ),
    Code(
        "G102",
        "a file above a limit",
        "A file may have 4 MiB, 100 levels of nesting and 50,000 nodes (values and keys together). "
        "The limits protect against files made to exhaust memory; `limits:` in gen.yaml raises "
        "them. A spec near them is better split: a folder under `openspec/specs/database/` for "
        "each subject.",
    ),
    Code(
        "G103",
        "a text that is not YAML",
        "The file breaks the grammar of YAML. The usual reasons are a value with a `:` or a leading "
        "`@`, `%` or backtick that needs quotes, a bracket that is never closed, and keys of one "
        "map at different depths.",
        bad="title: Orders: the heart of the shop\n",
        good='title: "Orders: the heart of the shop"\n',
    ),
    Code(
        "G104",
        "a tab",
        "YAML forbids tabs in indentation, and people cannot see them elsewhere. Only quoted texts, "
        "block texts and comments may have them.",
        bad="entities:\n\torg: {fields: {id: int64}}\n",
        good="entities:\n  org: {fields: {id: int64}}\n",
    ),
    Code(
        "G105",
        "a key that is written twice",
        "Most readers of YAML take the last of two equal keys in silence, so that one of the two "
        "things somebody wrote is lost. Here both are shown, and one has to go.",
        bad="title: Orders\ntitle: Invoices\n",
        good="title: Orders\n",
    ),
    Code(
        "G106",
        "an anchor or an alias",
        "Anchors make a file that reads differently from what it says, and a change in one place "
        "that reaches others unseen. What several entities share is written as a mixin.",
        bad="entities:\n  org: {fields: &base {id: int64}}\n  user: {fields: *base}\n",
        good="mixins:\n  base: {fields: {id: int64}}\n"
        "entities:\n  org: {use: [base]}\n  user: {use: [base]}\n",
    ),
    Code(
        "G107",
        "a tag",
        "Tags (`!name`) change what a value is. The language has no use for them: the model types "
        "every value. A value that begins with `!` is quoted.",
        bad="title: !important Orders\n",
        good='title: "!important Orders"\n',
    ),
    Code(
        "G108",
        "a merge key",
        "`<<` merges one map into another by rules that few know. What several entities share is "
        "written as a mixin.",
        bad="entities:\n  org: {<<: {description: A customer}, fields: {id: int64}}\n",
        good="mixins:\n  base: {fields: {id: int64}}\nentities:\n  org: {use: [base]}\n",
    ),
    Code(
        "G109",
        "a second document in a file",
        "A file is one document; the text after a second `---` would belong to nobody.",
        bad="title: Orders\n---\ntitle: Invoices\n",
        good="title: Orders\n",
    ),
    Code(
        "G110",
        "a value that stops at a comma",
        "Between `{ }` and `[ ]` a comma ends a value, so `{type: decimal(10,2)}` is read as the "
        "two values `decimal(10` and `2)`. Quote a value with a comma.",
        bad="entities:\n  item: {fields: {price: {type: decimal(10,2)}}}\n",
        good='entities:\n  item: {fields: {price: {type: "decimal(10,2)"}}}\n',
    ),
    Code(
        "G111",
        "a key that is no text",
        "YAML allows lists and maps as keys; no key of the language is one.",
        bad="entities:\n  ? [org, user]\n  : {fields: {id: int64}}\n",
        good="entities:\n  org: {fields: {id: int64}}\n  user: {fields: {id: int64}}\n",
    ),
    Code(
        "G112",
        "a conflict that is not settled",
        "People and the database, or two branches, changed the same thing in two ways, and a merge "
        "kept both, one above the other, between lines of `<<<<<<<`, `=======` and `>>>>>>>`. "
        "Keep one side, or write what both mean, and take the three lines out.",
        bad="entities:\n  org:\n    fields:\n      id: int64\n<<<<<<< specs\n      name: string(80)\n"
        "=======\n      name: text\n>>>>>>> database\n",
        good="entities:\n  org:\n    fields:\n      id: int64\n      name: text\n",
    ),
    Code(
        "G120",
        "an unknown key",
        "Nothing is ignored in silence: a key that the language does not have is an error at that "
        "key, most often a slip of the pen. The keys of each node are in the language reference.",
        bad="entities:\n  org: {fields: {name: {type: text, nullble: true}}}\n",
        good='entities:\n  org: {fields: {name: {type: text, "null": true}}}\n',
    ),
    Code(
        "G121",
        "a missing key",
        "The node cannot be understood without that key.",
        bad="links:\n  tagged: {table: product_tags}\n",
        good="links:\n  tagged: {table: product_tags, between: {product: product, tag: tag}}\n",
    ),
    Code(
        "G122",
        "a value of another kind",
        "The key takes another kind of value: a text, a whole number, `true` or `false`, a list or "
        "a map. Only `true`, `false`, `null` and whole numbers are read as such; `yes`, `on` and "
        "`True` are texts.",
        bad="roles:\n  app: {login: yes}\n",
        good="roles:\n  app: {login: true}\n",
    ),
    Code(
        "G123",
        "a value that is not one of the words allowed",
        "The key takes one of a closed list of words.",
        bad="entities:\n  user: {fields: {org_id: {ref: org, on_delete: casacde}}}\n",
        good="entities:\n  user: {fields: {org_id: {ref: org, on_delete: cascade}}}\n",
    ),
    Code(
        "G124",
        "a value of the wrong form",
        "The value is a text, but not of the form that the key needs: a type, a name, a path, a "
        "date.",
        bad="date: 15.1.2026\n",
        good="date: 2026-01-15\n",
    ),
    Code(
        "G125",
        "a number out of range",
        "The key takes a whole number within bounds.",
        bad="tasks: [{id: bd-1, title: Design the schema, priority: 7}]\n",
        good="tasks: [{id: bd-1, title: Design the schema, priority: 1}]\n",
    ),
    Code(
        "G126",
        "an item that is listed twice",
        "The second says nothing, or was meant to be something else.",
        bad="entities:\n  line: {fields: {a: int64, b: int64}, key: [a, a]}\n",
        good="entities:\n  line: {fields: {a: int64, b: int64}, key: [a, b]}\n",
    ),
    Code(
        "G127",
        "keys that do not go together",
        "Of some keys exactly one must be there, and some take others with them.",
        bad="entities:\n  user: {fields: {org_id: {ref: org, type: int64}}}\n",
        good="entities:\n  user: {fields: {org_id: {ref: org}}}\n",
    ),
    Code(
        "G128",
        "a name of the wrong form",
        "The name of a node is not of the form that names of its kind have. Logical names are "
        "snake_case; a name that the database needs otherwise is written as `table:`, `column:` or "
        "`name:`.",
        bad="entities:\n  UserAccount: {fields: {id: int64}}\n",
        good="entities:\n  user_account: {table: UserAccount, fields: {id: int64}}\n",
    ),
    Code(
        "G129",
        "something empty",
        "A list or a map without items says nothing here.",
        bad="entities:\n  org: {fields: {}}\n",
        good="entities:\n  org: {fields: {id: int64}}\n",
    ),
    Code(
        "G130",
        "a key that is not supported yet",
        "The key belongs to the language, and its form is checked, but nothing is made from it "
        "yet. It is refused, so that nobody relies on what is not there. The language reference "
        "lists these keys.",
        bad="entities:\n  org: {fields: {id: int64}, audit: {changes: all}}\n",
        good="entities:\n  org: {fields: {id: int64}}\n",
    ),
)
