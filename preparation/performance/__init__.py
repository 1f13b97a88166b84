"""Figures of the council: the template they come in, the reading of a workbook, and their charts. Knows nothing of Django.

`python -m preparation.performance 2027-03-09` reads a workbook on standard input and prints what it found as one line of
JSON (reading.Found), with little memory and time: a stranger made the workbook.
"""
