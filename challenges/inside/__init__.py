"""Looks inside files that strangers made, in a process of its own with little memory and time.

`python -m challenges.inside pdf` (or docx, xlsx, pptx) reads a file on standard input and prints what it found as one
line of JSON: {"pages": 12} or {"refusal": "macros", "detail": "vbaProject.bin"}. It knows nothing of Django, so that it
starts quickly, and nothing of the application, so that a hostile file finds nothing here (challenges/uploads/kinds.py).
"""
