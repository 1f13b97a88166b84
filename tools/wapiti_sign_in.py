"""Signs Wapiti in by the demo's one button (wapiti --form-script): that counts as both steps of signing in.

Runs in Wapiti's own environment. What to do comes from ATTACK_SITE and ATTACK_PERSON; the cookies are kept in the file
ATTACK_KEPT names, so that bin/wapiti can ask afterwards whether they still work.
"""

import os
import re
from pathlib import Path

import httpx


async def run(crawler_configuration, _credential, _headless):
    site = os.environ["ATTACK_SITE"]
    async with httpx.AsyncClient(verify=False, follow_redirects=True) as browser:  # noqa: S501  # nosec B501  # our own certificate, on loopback
        page = await browser.get(f"{site}accounts/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
        form = {"csrfmiddlewaretoken": token, "person": os.environ["ATTACK_PERSON"]}
        home = await browser.post(f"{site}demo/sign-in/", data=form, headers={"Referer": site})
        if "Sign out" not in home.text:
            raise RuntimeError(f"The demo's door did not open: {home.status_code}")
        crawler_configuration.cookies = browser.cookies.jar
        Path(os.environ["ATTACK_KEPT"]).write_text(
            "; ".join(f"{each.name}={each.value}" for each in browser.cookies.jar)
        )
