"""How people come in: invited only, with a second step where children's rows or many councils can be seen.

django-allauth does the work; what stands here are our rules for it. `adapters` are its doors, `second_step` says who
needs a second step and who has shown one, `sessions` ends what has lasted too long, `single_sign_on` is the door of an
organisation's own directory, `sealing` keeps the keys of the second step unreadable in the database.
"""
