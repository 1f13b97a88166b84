"""What a look inside a file may end with."""


class Refused(Exception):  # told to the parent process, which has the sentence for it
    """The file may not come in. `code` names the sentence (challenges/uploads/kinds.py), `detail` what it is about."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(code)
