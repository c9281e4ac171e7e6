"""Screenshots of an audit and the one page that shows them all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from playwright.sync_api import Page

HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Contact sheet</title>
<style>body{font:14px system-ui;margin:16px;background:#ddd}main{display:flex;flex-wrap:wrap;gap:16px}
figure{margin:0;width:300px}img{width:100%;max-height:640px;object-fit:cover;object-position:top;background:#fff}
.bad figcaption{color:#b00}</style><h1>Contact sheet</h1><main>
"""


@dataclass
class ContactSheet:
    """Collects pictures in a directory; `write()` makes `index.html` beside them."""

    directory: Path
    figures: list[str] = field(default_factory=list)

    def add(self, page: Page, name: str, problems: list[str]) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        file = f"{len(self.figures):03d}-{re.sub(r'[^a-zA-Z0-9]+', '-', name).strip('-')[:80]}.png"
        page.screenshot(path=self.directory / file, animations="disabled")
        caption = escape(name) + "".join(f"<br>{escape(problem)}" for problem in problems)
        picture = f'<a href="{file}"><img loading="lazy" src="{file}" alt=""></a>'
        state = "bad" if problems else "good"
        self.figures.append(f'<figure class="{state}">{picture}<figcaption>{caption}</figcaption></figure>')

    def write(self) -> Path:
        index = self.directory / "index.html"
        index.write_text(HEAD + "\n".join(self.figures) + "\n</main></html>\n")
        return index
