"""An organisation's directory on loopback: a small OpenID provider, with real keys, codes and signed tokens."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "peerchallenge", "between the two of us"


class Directory:
    """`claims` is what it says of the person at its door; `signs_with` the key it signs with, of which it publishes `key`."""

    def __init__(self):
        self.key = self.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims = {"sub": "person-1", "email": "dcs@example.org", "email_verified": True}
        self.audience = CLIENT
        self.codes = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (Door,), {"directory": self}))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def settings(self):
        """What settings.py makes of OIDC_SERVER_URL and the rest."""
        app = {
            "provider_id": "single-sign-on",
            "name": "Northshire",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": self.url, "fetch_userinfo": False},
        }
        return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}

    def let_in(self, asked):
        """The address the browser is sent back to, for what it asked at /authorize."""
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form):
        """The signed token for a code, once, to who asked for the code and knows both secrets."""
        asked = self.codes.pop(form["code"])
        proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        known = (form["client_id"], form["client_secret"]) == (CLIENT, SECRET)
        assert known, "another application, or one that does not know the secret"
        assert (asked["code_challenge_method"], asked["code_challenge"]) == ("S256", proof)
        moment = int(time.time())
        claims = {"iss": self.url, "aud": self.audience, "iat": moment, "exp": moment + 300} | self.claims
        signed = jwt.encode(claims, self.signs_with, algorithm="RS256", headers={"kid": "key-1"})
        return {"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "expires_in": 300, "id_token": signed}

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Door(BaseHTTPRequestHandler):
    directory: Directory

    def do_GET(self):  # the standard library's name
        url, path = self.directory.url, urlsplit(self.path).path
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if path == "/.well-known/openid-configuration":
            self.answer(
                {
                    "issuer": url,
                    "authorization_endpoint": f"{url}/authorize",
                    "token_endpoint": f"{url}/token",
                    "jwks_uri": f"{url}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif path == "/keys":
            public = RSAAlgorithm.to_jwk(self.directory.key.public_key(), as_dict=True)
            self.answer({"keys": [public | {"kid": "key-1", "alg": "RS256", "use": "sig"}]})
        elif path == "/authorize":
            back = self.directory.let_in(asked)
            page = f'<!doctype html><html lang="en"><title>Northshire</title><link rel="icon" href="data:,"><a href="{back}">Yes, it is me</a></html>'
            self.answer(page.replace("&state", "&amp;state"), kind="text/html")

    def do_POST(self):  # the standard library's name
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.answer(self.directory.token({name: values[0] for name, values in form.items()}))

    def answer(self, content, kind="application/json"):
        body = (content if isinstance(content, str) else json.dumps(content)).encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):  # says nothing
        pass
