"""The record as tables: rounds, decisions, follow-ups and sources go out and come in as CSV and XLSX.

files.py       the bytes of a file and its rows of texts
columns.py     the columns of a table, a conversion for each sort
difference.py  what an import would change, row by row, and what is wrong with its file
resources.py   one table for each kind of entry: taken out, compared, written
"""
