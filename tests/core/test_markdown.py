import time
from html.parser import HTMLParser

import pytest

from portal.core.markdown import plain_text, render_article, render_markdown

ALLOWED = {
    "a": {"href", "rel"},
    "ol": {"start"},
    **dict.fromkeys(["blockquote", "br", "code", "em", "hr", "li", "p", "pre", "strong", "ul"], frozenset()),
    **dict.fromkeys(["h2", "h3", "h4", "h5", "h6"], frozenset()),
    **dict.fromkeys(["table", "thead", "tbody", "tr", "th", "td"], frozenset()),
}

PAYLOADS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{background:url(//evil.example)}</style>",
    "<div style='position:fixed;inset:0'>x</div>",
    "<p id=main class=notice>x</p>",
    "<a href='https://ok.example' onclick=alert(1)>x</a>",
    "<a href='https://ok.example' target=_blank>x</a>",
    "<div data-hx-get=/me data-hx-trigger=load>x</div>",
    "<div hx-get=/me hx-trigger=load>x</div>",
    "<div data-hx-on:click='alert(1)'>x</div>",
    "<div hx-on::load='alert(1)'>x</div>",
    "<div data-behavior=draft>x</div>",
    "<a data-hx-post=/redemptions href=https://ok.example>x</a>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<textarea></textarea><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><script>alert(1)</script>",
    "<x-canary onpointerenter=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&#9;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;&#x61;vascript&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](< javascript:alert(1)>)",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](https:evil.example)",
    "[x](http:\\\\evil.example)",
    "[x](/me/sessions)",
    "[x](?next=//evil.example)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    '[x](https://ok.example "onmouseover=alert(1) x=")',
    '[x](https://ok.example" onmouseover="alert(1))',
    "[x](https://ok.example'onmouseover='alert(1))",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](https://ok.example)',
    "[![x](https://a.example)](javascript:alert(1))",
    "[a [b](javascript:alert(1))](https://ok.example)",
    "[x]: javascript:alert(1)\n\n[x]",
    '```html" onload="alert(1)\n</code><script>alert(1)</script>\n```',
    "`</code><script>alert(1)</script>`",
    "> - <script>alert(1)</script>",
    "# <img src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "**<b onmouseover=alert(1)>**x**",
    "|<script>|\n|-|\n|<img src=x onerror=alert(1)>|",
    "{{7*7}} {% raw %} ${7*7}",
]


class Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("render", [render_markdown, render_article])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_leaves_more_than_plain_elements_and_safe_links(render, payload):
    for text in (payload, f"你好\n\n{payload}\n\n**{payload}**", f"> {payload}"):
        for tag, attributes in Elements(render(text)).found:
            assert tag in ALLOWED
            assert set(attributes) <= ALLOWED[tag]
            if tag == "a":
                assert (attributes.get("href") or "https://").startswith(("http://", "https://", "mailto:"))
                assert attributes["rel"] == "nofollow ugc noopener noreferrer"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("他说**“要坚持。”**然后", "他说<strong>“要坚持。”</strong>然后"),
        ("他說**「要堅持。」**然後", "他說<strong>「要堅持。」</strong>然後"),
        ("**《指南》**里写了", "<strong>《指南》</strong>里写了"),
        ("达标率**100%**的人", "达标率<strong>100%</strong>的人"),
        ("记得**(重要)**复查", "记得<strong>(重要)</strong>复查"),
        ("记得*（重要）*复查", "记得<em>（重要）</em>复查"),
        ("药名：**二甲双胍**，每天两次", "药名：<strong>二甲双胍</strong>，每天两次"),
        ("先**`测量`**再吃", "先<strong><code>测量</code></strong>再吃"),
        ("**注意！**不要停药", "<strong>注意！</strong>不要停药"),
        ("She said **“keep going.”** Then", "She said <strong>“keep going.”</strong> Then"),
        ("用 0.5*2 片，晚上 0.5*3 片", "用 0.5*2 片，晚上 0.5*3 片"),
        ("snake_case_name", "snake_case_name"),
        ("5 * 3 * 2", "5 * 3 * 2"),
    ],
)
def test_emphasis_works_beside_chinese_words_and_marks(text, html):
    assert render_markdown(text).strip() == f"<p>{html}</p>"


def test_enter_makes_a_line_break_and_an_empty_line_a_paragraph():
    assert render_markdown("一\n二\n\n三") == "<p>一<br>\n二</p>\n<p>三</p>\n"


def test_indented_paragraphs_and_lines_of_dashes_stay_text():
    assert "<code>" not in render_markdown("    今天去复查")
    assert "<h" not in render_markdown("今天\n----").replace("<hr>", "")


def test_post_headings_start_at_three_and_article_headings_at_two_without_gaps():
    text = "# 一\n\n### 二\n\n# 三"
    assert [tag for tag, _ in Elements(render_markdown(text)).found] == ["h3", "h4", "h3"]
    assert [tag for tag, _ in Elements(render_article(text)).found] == ["h2", "h3", "h2"]


def test_only_articles_have_tables():
    table = "|药|量|\n|-|-:|\n|甲|1|"
    assert "<td>甲</td>" in render_article(table)
    assert "<table>" not in render_markdown(table)


def test_lists_quotes_and_code_keep_their_structure():
    html = render_markdown("> 引用\n\n3. 甲\n4. 乙\n\n- 丙\n\n```\n<b>\n```")
    for piece in ("<blockquote>", '<ol start="3">', "<ul>", "<pre><code>&lt;b&gt;"):
        assert piece in html


def test_direction_overrides_are_dropped():
    assert render_markdown("a\u202eb\u2066c\u0000") == "<p>abc</p>\n"


def test_plain_text_is_one_line_without_markup():
    written = "# 标题\n\n他说**“好”**\n然后 [看](https://a.example)\n\n- 甲 `乙`"
    assert plain_text(written) == "标题 他说“好” 然后 看 甲 乙"
    assert plain_text("```\n代码\n```") == "代码"
    assert plain_text("字" * 300, limit=20) == "字" * 19 + "…"
    assert plain_text("<b>x</b>") == "<b>x</b>"


HOSTILE = {
    "quotes": ">" * 10_000,
    "brackets": "[" * 10_000,
    "images": "![" * 5_000,
    "links": "[a](" * 2_500,
    "pointed links": "[a](<" * 2_000,
    "stars": "*a " * 3_300,
    "mixed emphasis": "*_" * 5_000,
    "ticks": "".join("`" * n + " " for n in range(140)),
    "deep list": "".join(" " * (2 * n) + "- a\n" for n in range(100)),
    "quoted lists": "> - " * 2_500,
    "entities": "&" * 10_000,
    "fences": "```\n" * 2_500,
    "escapes": "\\" * 10_000,
}


@pytest.mark.parametrize("render", [render_markdown, render_article, plain_text])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_nesting_ends_within_a_fifth_of_a_second(render, name):
    assert fastest(render, HOSTILE[name], runs=3) <= 0.2


def test_a_post_of_two_thousand_characters_renders_within_six_milliseconds_on_a_busy_machine():
    post = ("今天复查血糖又高了，医生让我少吃主食多走路。\n大家有什么**好办法**控制吗？谢谢！\n\n" * 60)[:2_000]
    assert fastest(render_markdown, post, runs=30) <= 0.006


def fastest(render, text: str, runs: int) -> float:
    render("暖身")
    spent = []
    for _ in range(runs):
        begun = time.process_time()
        render(text)
        spent.append(time.process_time() - begun)
    return min(spent)
