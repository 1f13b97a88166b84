"""Stage 5: evidence, findings and the feedback presentation.

Used by the peer team and the challenge manager, from the first case read; the council sees what is presented. Ends
when the presentation is given.
"""
