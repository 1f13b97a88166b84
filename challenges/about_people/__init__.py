"""What is kept about a person: one table of every column that points at one.

`kept` holds the table's words and the columns of the bottom app and of the libraries, `kept_in_stages` those of the
stages. `gathering` makes of it the copy a person may ask for, `packing` the file; `challenges/actions/erasing.py` goes by
it when an account is closed. A column that stands in no table is caught by a test, which says what to add.
"""
