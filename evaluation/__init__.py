"""Stage 7: the one-month evaluation with the director of children's services.

Used by the challenge manager and the sponsor. Ends when the evaluation interview is recorded.
"""
