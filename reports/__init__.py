"""Stage 6: the written report, from the findings to the issued PDF.

Used by the challenge manager, the lead peer, those who quality-assure, the sponsor and the programme manager. Ends
when the final report is issued.
"""
