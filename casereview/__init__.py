"""Stage 3: the sample of about 25 cases and what peers read in them.

Used by the challenge manager, the lead peer and the peers. A case is a code, never a name. Ends when the reviews are
complete and the appendix is shared with the team and the council.
"""
