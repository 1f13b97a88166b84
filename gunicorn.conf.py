"""How gunicorn serves, wherever it is started (bin/run, docker-compose.yml, the image): read by itself from this folder.

How many workers there are and where it listens stands in the command, since that differs.
"""

from gunicorn.glogging import Logger

from peerchallenge.logs import access_line


class WithoutSecrets(Logger):
    """The access log names the page, never the secret in a link, the words of a query or the page before."""

    def atoms(self, resp, req, environ, request_time):
        return access_line(super().atoms(resp, req, environ, request_time))


logger_class = WithoutSecrets
access_log_format = '%(t)s %(h)s "%(r)s" %(s)s %(B)s %(M)sms'
# What a request may look like before Django sees it. Bodies are limited by challenges/uploads/handler.py.
limit_request_line = 4094
limit_request_fields = 100
limit_request_field_size = 8190
