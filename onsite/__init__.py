"""Stage 4: the timetable of the week, its sessions, and the no-surprises notes.

Used by the organiser, the challenge manager, the peers and the sponsor. Ends when the last session is held.
"""
