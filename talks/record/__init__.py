"""The record as files: `load` takes them into the database, `export` writes them from it.

files.py      YAML, as the record uses it
fields.py     the keys of an entry, a conversion for each sort
kinds.py      one description for each kind of entry: its file, model and keys
reading.py    the files of a folder, checked for what they tell by themselves
stock.py      the record as it stands in the database, in the form of the files
plan.py       the two compared: what is to be added, changed, kept, removed
rules.py      whether that can be done
load.py       does it
report.py     tells what was done
problems.py   or what is wrong, and where
export.py     the other way round
writing.py    how entries come into the database
editions.py   what readers see on the day of an edition, and what changed since the one before
freezing.py   its files, written once when it is published
frozen.py     a frozen edition opened for reading
open_data     the record as tables for researchers
"""

from talks.record.export import export
from talks.record.load import load
from talks.record.problems import Problem, RecordError
from talks.record.report import Change, Fate, Report

__all__ = ["Change", "Fate", "Problem", "RecordError", "Report", "export", "load"]
