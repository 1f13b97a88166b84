"""The bottom: people, councils, programmes, challenges, roles, dates, lifecycle, audit, files, jobs and mail.

Knows no stage: every stage may import this app, and it imports none of them.
"""
