"""Stage 2: the team, and the council's advance documents.

Used by the challenge manager, the organiser and the peers. Ends when the team is confirmed and the must-read documents
are in.
"""
