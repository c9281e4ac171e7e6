"""Member-written Markdown becomes safe HTML once, when it is stored."""

import re
from functools import cache, lru_cache
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

POST_HEADING: Final = 3
ARTICLE_HEADING: Final = 2

_CJK = re.compile(
    "[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
_QUOTE_LIKE = frozenset("“”‘’…—·")
_UNSEEN = dict.fromkeys([0, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s\\]", re.IGNORECASE)
_RULES = [
    *("blockquote", "fence", "heading", "hr", "list", "paragraph"),
    *("autolink", "backticks", "emphasis", "entity", "escape", "link", "newline"),
    *("balance_pairs", "fragments_join", "text_join"),
]
_TAGS = {
    *("a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"),
    *("h2", "h3", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_cleaner = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style"},
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    link_rel="nofollow ugc noopener noreferrer",
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
)


class _State(StateInline):
    """Emphasis beside Chinese punctuation, and beside any punctuation that touches a Chinese word."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        marker = self.src[start]
        end = start
        while end < self.posMax and self.src[end] == marker:
            end += 1
        last = self.src[start - 1] if start > 0 else " "
        following = self.src[end] if end < self.posMax else " "
        if marker == "*" and last.isdecimal() and following.isdecimal():
            return Scanned(False, False, end - start)  # 0.5*2 is a dose, not emphasis

        last_space, next_space = isWhiteSpace(ord(last)), isWhiteSpace(ord(following))
        last_mark, next_mark = _is_mark(last), _is_mark(following)
        left = not next_space and (not next_mark or last_space or last_mark or _is_cjk(last))
        right = not last_space and (not last_mark or next_space or next_mark or _is_cjk(following))
        can_open = left and (canSplitWord or not right or last_mark)
        can_close = right and (canSplitWord or not left or next_mark)
        return Scanned(can_open, can_close, end - start)


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


@lru_cache(4096)
def _is_cjk(character: str) -> bool:
    return character in _QUOTE_LIKE or _CJK.match(character) is not None


@lru_cache(4096)
def _is_mark(character: str) -> bool:
    return (isMdAsciiPunct(ord(character)) or isPunctChar(character)) and not _is_cjk(character)


@cache
def _parser(*extra_rules: str) -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 20})
    parser.inline = _Inline()
    active = {"text", *_RULES, *extra_rules}
    for ruler in (parser.block.ruler, parser.inline.ruler, parser.inline.ruler2):
        ruler.enableOnly([name for name in ruler.get_all_rules() if name in active])
    parser.validateLink = lambda url: _SAFE_LINK.match(url) is not None  # type: ignore[method-assign]
    return parser


def _lower_headings(tokens: list[Token], top: int) -> None:
    """The highest heading written becomes `top` and no level is skipped, whatever the author started with."""
    levels = sorted({token.tag for token in tokens if token.type == "heading_open"})
    lowered = {tag: f"h{min(top + rank, 6)}" for rank, tag in enumerate(levels)}
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = lowered[token.tag]


def _render(parser: MarkdownIt, text: str, top: int) -> str:
    env: EnvType = {}
    tokens = parser.parse(text.translate(_UNSEEN), env)
    _lower_headings(tokens, top)
    return _cleaner.clean(parser.renderer.render(tokens, parser.options, env))


def render_markdown(text: str) -> str:
    """Sanitized HTML of a post: line breaks kept, headings from h3, no images, no raw HTML."""
    return _render(_parser(), text, POST_HEADING)


def render_article(text: str) -> str:
    """Sanitized HTML of an article: as a post, with tables and headings from h2."""
    return _render(_parser("table"), text, ARTICLE_HEADING)


def plain_text(markdown: str, limit: int = 140) -> str:
    """One line of text without markup for lists, at most `limit` characters, cut with an ellipsis."""
    words: list[str] = []
    for block in _parser().parse(markdown[: limit * 8].translate(_UNSEEN)):
        if block.type == "fence":
            words.append(block.content)
        for token in block.children or ():
            words.append(token.content if token.type in {"text", "code_inline"} else " " * token.type.endswith("break"))
        words.append(" ")
    line = " ".join("".join(words).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
