"""What is wrong with the files of the record, and where."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that keeps the files from being loaded; `entry` and `field` are empty where it has none."""

    file: str
    message: str
    entry: str = ""
    field: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(filter(None, [f"{place} {self.entry}".strip(), self.field, self.message]))


class RecordError(Exception):
    """Carry every problem that was found, by file and line; the database is as it was."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (problem.file, problem.line or 0))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))
