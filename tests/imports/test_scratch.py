"""Rows that lie in a file of their own."""

from projects.imports.scratch import Scratch


def test_many_rows_are_written_and_asked_for_in_one_statement():
    with Scratch("said (key TEXT PRIMARY KEY, number INTEGER)") as scratch:
        put = "INSERT OR IGNORE INTO said SELECT value->>0, value->>1 FROM json_each(?)"
        assert scratch.put(put, [["甲", 1], ["乙", None], ["甲", 2]]) == 2
        asked = "said WHERE key IN (SELECT value FROM json_each(?))"
        assert sorted(scratch.ask("key, number", asked, ["甲", "乙", "丙"])) == [
            ["乙", None],
            ["甲", 1],
        ]
        assert scratch.ask("key", asked, []) == []
