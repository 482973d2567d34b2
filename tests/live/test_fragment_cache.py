"""What is drawn once and kept carries nobody else's token, language or words."""

from __future__ import annotations

import re
from pathlib import Path

from console.live.snapshot import PANELS
from console.rendering.fragment_cache import TOKEN
from tests.served import Served


def test_two_customers_share_what_is_the_same_and_nothing_else(sqlite_url: str, tmp_path: Path) -> None:
    served = Served(sqlite_url, tmp_path)
    screens = served.parts["screens"]
    tokens = {login: served.site.preview(login) for login in ("agent1", "agent2")}
    views = {login: screens.desk(served.site.actor(login).id) for login in tokens}
    for _ in range(2):
        for locale, heading in (("en", "Objections"), ("zh_Hans_CN", "异议")):
            for login, token in tokens.items():
                html = screens.render_desk(views[login], locale)
                whole = "".join(html[name] for name in PANELS)
                assert "\x00" not in whole
                assert set(re.findall(r'id="obj-(\d+)"', whole)) == {str(token)}
                assert set(re.findall(r'id="g-n-(\d+)"', whole)) == {str(token)}
                assert heading in html["points"]
                assert views[login].customer.name.split()[0] in whole
                other = next(view for name, view in views.items() if name != login)
                assert other.customer.name not in whole
                for said in views[login].points.objections:  # filled with this customer's values
                    words = said.option.en if locale == "en" else said.option.zh
                    assert words.split("'")[0][:40] in whole
    assert TOKEN not in "".join(html.values())
    served.site.close()
