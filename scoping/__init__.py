"""Stage 1: themes, key lines of enquiry, the proposal and its agreement.

Used by the programme and challenge managers, the sponsor and the adviser. Ends when the sponsor agrees a version of
the scoping proposal.
"""
