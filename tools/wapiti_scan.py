"""Lets Wapiti crawl and attack the application on loopback, signed in as each role: what bin/wapiti starts.

Everything happens to a copy of the demo in a temporary folder, made anew for each role and thrown away: Wapiti fills in
and sends every form it finds. The application runs as in production (HTTPS=1, DEBUG=0), but its mail goes to files.
Exits with 1 when Wapiti finds anything above informational, when the application answered 500, or when a role was
not signed in from beginning to end.
"""

import argparse
import collections
import contextlib
import datetime
import ipaddress
import json
import os
import re
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from with_services import test_settings

ROOT = Path(__file__).resolve().parent.parent
PYTHON, WAPITI = ROOT / ".venv/bin/python", ROOT / ".venv-wapiti/bin/wapiti"
LEVELS = ["informational", "low", "medium", "high", "critical"]
NOBODY, STRANGER = "nobody", "stranger"
# What needs neither the internet nor a service that is not there (ssrf and log4shell ask a host outside; ssl a certificate
# of an authority; backup, htaccess, ldap, xxe, wapp, cms, nikto and the like look for what is not here).
# Pages first, then forms, so that the many pages leave time for the forms.
PAGES = [
    "cookieflags",
    "http_headers",
    "csp",
    "methods",
    "sql:get",
    "xss:get",
    "exec:get",
    "file:get",
    "crlf:get",
    "redirect:get",
]
FORMS = [
    "csrf",
    "sql:post",
    "xss:post",
    "exec:post",
    "file:post",
    "crlf:post",
    "redirect:post",
    "upload",
    "permanentxss",
]
# Left out, and why.
EXCLUDED = [
    "accounts/logout/*",  # ends the scan
    "accounts/sessions/*",  # so does this
    "accounts/password/change/*",  # and this
    "demo/sign-in/*",  # would make it somebody else
    "see-as/*",  # what one sees as somebody else is read-only
    "challenges/*/people/see-as/*",
    "challenges/*/people/*/remove/*",  # takes away the role that is being tried
    "challenges/*/people/*/hand-over/*",
    "static/*",  # the same for everyone: tests/challenges/test_headers.py
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("roles", nargs="*", help="such as sponsor; all of them when left out")
    parser.add_argument("--minutes", type=float, default=4, help="for each role, at most (default 4)")
    parser.add_argument("--depth", type=int, default=8, help="links to follow from the home page (default 8)")
    parser.add_argument("--challenges", type=int, default=2, help="of those a role is in, tried for it (default 2)")
    parser.add_argument("--every-row", action="store_true", help="not only a fifth of the rows that are alike")
    parser.add_argument("--reports", type=Path, help="a folder to keep Wapiti's own reports in, as JSON")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="peerchallenge-wapiti-") as folder:
        sys.exit(scan(Path(folder), options))


def scan(folder, options):
    began = time.monotonic()
    port, base, data = free_port(), folder / "base", folder / "data"
    # A value for every setting, so that neither .env nor the shell leads to a real database or real files.
    os.environ.update(test_settings(folder))
    data.rmdir()
    real = {"SECRET_KEY": secrets.token_urlsafe(50), "DEMO": "1", "HTTPS": "1", "ALLOWED_HOSTS": "127.0.0.1"}
    os.environ.update(real | {"SITE_URL": f"https://127.0.0.1:{port}", "MAX_UPLOAD_MB": "5", "HOME": str(folder)})
    keep_data_in(base)
    print("Preparing a throw-away copy of the demo", flush=True)
    subprocess.run([PYTHON, "tools/prepare.py", "--static"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    people = people_by_role()
    unknown = set(options.roles) - set(people)
    if unknown:
        sys.exit(f"No such role: {', '.join(unknown)}. There are: {', '.join(people)}.")
    make_certificate(folder)
    worst = 0
    for number, (role, (person, slugs)) in enumerate(people.items()):
        if options.roles and role not in options.roles:
            continue
        chosen = [slugs[(number + each) % len(slugs)] for each in range(min(options.challenges, len(slugs)))]
        others = sorted(set(slugs) - set(chosen))
        shutil.copytree(base, data)
        keep_data_in(data)
        with serving(folder, port):
            # Of many rows alike a fifth, by the last digit of their numbers: another fifth for each role.
            digits = set(range(10)) - {number % 10, (number + 5) % 10} if not options.every_row else set()
            left_out = [f"challenges/{slug}/*" for slug in others] + [f"challenges/*/*{digit}/*" for digit in digits]
            result = attack(folder, options, port, role, person, chosen, left_out)
        worst = max(worst, tell(folder, role, chosen, result))
        if options.reports:
            options.reports.mkdir(parents=True, exist_ok=True)
            for name in ("report.json", "access.log", "web.log", "wapiti.log"):
                if (folder / name).exists():
                    shutil.copy(folder / name, options.reports / f"{role}-{name}")
        shutil.rmtree(data)
        for name in ("access.log", "wapiti.log"):
            (folder / name).unlink(missing_ok=True)
    print(f"\n{(time.monotonic() - began) / 60:.0f} minutes. ", end="")
    print("Nothing above informational." if not worst else "There is something to look at: see above.")
    return int(bool(worst))


def keep_data_in(data):
    os.environ.update({"DATA_DIR": str(data), "DATABASE_URL": f"sqlite:///{data}/db.sqlite3"})


def people_by_role():
    """{role: (key of a demo person who holds it, slugs of the challenges they hold it in)}.

    A role nobody in the demo holds is given to a new invented person, in every challenge.
    """
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "peerchallenge.settings"
    import django  # noqa: PLC0415  # the settings are made above

    django.setup()
    from challenges.models import Challenge, Membership, Role, User  # noqa: PLC0415
    from challenges.moments import now  # noqa: PLC0415

    def invented(name):
        made = {"name": name, "job_title": name, "is_demo": True}
        return User.objects.get_or_create(email=f"{name.lower()}-wapiti@demo.invalid", defaults=made)[0]

    every = list(Challenge.objects.order_by("pk"))
    found = {}
    for role in Role:
        held = Membership.objects.current().filter(role=role, user__is_demo=True, user__is_active=True)
        counts = collections.Counter(held.exclude(user__job_title="").values_list("user", flat=True))
        if counts:
            person = counts.most_common(1)[0][0]
        else:
            person = invented(role.label).pk
            for each in every:
                Membership.objects.create(
                    challenge=each, user_id=person, role=role, added_at=now(), added_by=each.created_by
                )
        slugs = held.filter(user=person).order_by("pk").values_list("challenge__slug", flat=True)
        found[role.value] = (person, list(slugs))
    found[STRANGER] = (invented("Stranger").pk, [each.slug for each in every])
    found[NOBODY] = ("", [each.slug for each in every])
    django.db.connections.close_all()
    return found


def make_certificate(folder):
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    made = made.add_extension(address, critical=False)
    (folder / "cert.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    kinds = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(*kinds))


@contextlib.contextmanager
def serving(folder, port):
    """The website alone: nothing is rendered or mailed while it is being attacked."""
    command = [PYTHON, "-m", "gunicorn", "peerchallenge.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    command += ["--worker-class", "gthread", "--threads", "4", "--preload", "--no-control-socket"]
    command += ["--certfile", folder / "cert.pem", "--keyfile", folder / "key.pem"]
    command += ["--access-logfile", folder / "access.log"]
    with (folder / "web.log").open("wb") as log:
        web = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 60
        while not ask(port, "/health/ready/", ""):
            if web.poll() is not None or time.monotonic() > until:
                sys.exit(f"The website did not start:\n{(folder / 'web.log').read_text()[-3000:]}")
            time.sleep(0.2)
        yield
    finally:
        web.terminate()
        web.wait()


def ask(port, path, cookies):
    """The page at this path as text; "" when nothing answers, or answers otherwise than 200."""
    unchecked = ssl._create_unverified_context()  # noqa: S323  # nosec B323  # our own certificate, on loopback
    request = urllib.request.Request(f"https://127.0.0.1:{port}{path}", headers={"Cookie": cookies})
    try:
        with urllib.request.urlopen(request, timeout=10, context=unchecked) as answer:  # noqa: S310  # nosec B310
            return answer.read().decode() or " "
    except OSError:
        return ""


def attack(folder, options, port, role, person, chosen, left_out):
    site, report = f"https://127.0.0.1:{port}/", folder / "report.json"
    seconds = options.minutes * 60
    command = [WAPITI, "--url", site, "--scope", "folder", "--depth", options.depth, "--max-parameters", 30]
    command += ["--store-session", folder / "session", "--store-config", folder / "config", "--tasks", 8]
    command += ["--skip", "csrfmiddlewaretoken", "--format", "json", "--output", report, "--no-bugreport"]
    command += ["--timeout", 20, "--verbose", 1]
    # Without it Django refuses every form it sends: over https it wants to know the page a form came from.
    command += ["--header", f"Origin: {site.rstrip('/')}"]
    for path in [*EXCLUDED, *left_out]:
        command += ["--exclude", site + path]
    for path in every_list(chosen):  # first the breadth, then what is found from there
        command += ["--start", site + path]
    environment = os.environ | {"ATTACK_SITE": site, "ATTACK_PERSON": str(person), "ATTACK_KEPT": str(folder / "kept")}
    (folder / "kept").write_text("")
    if role != NOBODY:
        command += ["--form-script", ROOT / "tools/wapiti_sign_in.py"]
    found = []
    crawl = ["--flush-session", "--max-scan-time", seconds * 0.3]
    for modules, share, how in ((PAGES, 0.2, crawl), (FORMS, 0.5, ["--skip-crawl", "--flush-attacks"])):
        report.unlink(missing_ok=True)
        now = [*command, *how, "--module", ",".join(modules), "--max-attack-time", seconds * share / len(modules)]
        for _ in range(4):  # when a time is over, Wapiti sometimes locks its own notes and stops
            if how is crawl:
                shutil.rmtree(folder / "session", ignore_errors=True)
            with (folder / "wapiti.log").open("ab") as log:
                words = [str(word) for word in now]
                subprocess.run(words, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL, check=False)
            if report.exists():
                break
        else:
            sys.exit(f"Wapiti did not finish:\n{(folder / 'wapiti.log').read_text(errors='replace')[-3000:]}")
        found.append(json.loads(report.read_text()))
    kept = (folder / "kept").read_text()
    stayed = role == NOBODY or "Sign out" in ask(port, "/", kept)
    return found, stayed


def tell(folder, role, chosen, result):
    """Prints what was found for one role; 1 when there is something to look at."""
    reports, stayed = result
    found = [
        (finding["level"], category, finding)
        for report in reports
        for part in ("vulnerabilities", "anomalies", "additionals")
        for category, findings in report[part].items()
        for finding in findings
    ]
    pages, codes, forms, errors = requests_answered(folder / "access.log")
    counts = collections.Counter(level for level, *_rest in found)
    print(f"\n{role} ({', '.join(chosen) or 'no challenge'})")
    print(f"  {', '.join(f'{counts[n]} {name}' for n, name in reversed(list(enumerate(LEVELS))))}")
    print(f"  {sum(codes.values())} requests to {len(pages)} pages; answers", end=" ")
    print(", ".join(f"{code}: {count}" for code, count in sorted(codes.items())))
    print(f"  {sum(forms.values())} forms were sent to {len(forms)} pages and got past the check against forgery")
    if not stayed:
        print("  It was signed out on the way: this scan does not count.")
    informational = collections.Counter(category for level, category, _finding in found if not level)
    for category, times in informational.most_common():
        print(f"  informational: {category} ({times} times)")
    for (category, level, where), times in collections.Counter(
        (category, level, f"{each['method']} {each['path']} {each['parameter'] or ''} {each['info']}"[:300])
        for level, category, each in found
        if level
    ).items():
        print(f"  {LEVELS[level]}: {category}: {where}" + (f" ({times} times)" if times > 1 else ""))
    for path, times in errors.most_common(10):
        print(f"  answered 500: {path}" + (f" ({times} times)" if times > 1 else ""))
    sys.stdout.flush()
    return int(bool(errors) or not stayed or any(level for level, *_rest in found))


def every_list(slugs):
    """The addresses in these challenges that need nothing but the challenge."""
    from django.urls import URLPattern, get_resolver  # noqa: PLC0415

    def walk(resolver, before=""):
        for pattern in resolver.url_patterns:
            path = before + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield path
            else:
                yield from walk(pattern, path)

    of_one = [path for path in walk(get_resolver()) if path.count("<") == 1 and "<slug:slug>" in path]
    return [path.replace("<slug:slug>", slug) for slug in slugs for path in of_one]


def requests_answered(log):
    """From the access log: the names of pages that were reached, answers by code, forms by page, paths that answered 500."""
    from django.urls import Resolver404, resolve  # noqa: PLC0415

    pages, codes, forms, errors = set(), *(collections.Counter() for _ in range(3))
    for method, path, code in re.findall(r'"(\w+) (\S+) HTTP/[\d.]+" (\d{3})', log.read_text(errors="replace")):
        codes[code] += 1
        path = path.partition("?")[0]
        with contextlib.suppress(Resolver404):
            pages.add(name := resolve(path).view_name)
            forms[name] += method == "POST" and code not in {"403", "404", "405"}
        if code == "500":
            errors[f"{method} {path}"] += 1
    return pages, codes, +forms, errors


def free_port():
    with socket.socket() as looking:
        looking.bind(("127.0.0.1", 0))
        return looking.getsockname()[1]


if __name__ == "__main__":
    main()
