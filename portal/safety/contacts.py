"""Find phone numbers, messenger accounts, e-mail addresses and identity numbers, and cover them."""

import re
from dataclasses import dataclass
from itertools import chain

from portal.safety.folding import Folded, fold

STRANGER_KINDS = frozenset({"phone", "messenger", "email"})
COVER = "×"

_NUMERALS = str.maketrans("零〇洞一幺二两三四五六七八九", "00011223456789")
_PATTERNS = (
    ("id_card", r"(?<!\d)([1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx])(?![\da-z])"),
    ("id_card", r"(?<![a-z0-9])([a-z][12]\d{8}|[a-z]{1,2}\d{6}\([\da]\))(?!\d)"),
    ("email", r"(?<![a-z0-9._%+-])([a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4})"),
    ("phone", r"(?<!\d)((?:\+?86[ -]?)?1[3-9](?:\d{9}|\d([ .-])\d{4}\2\d{4}|(?:[ .-]\d){9})|1(?:[ .-]\d){10})(?!\d)"),
    ("phone", r"(?<!\d)((?:\+?852[ -]?)[4-9]\d{3}[ -]?\d{4}|09\d\d[ -]?\d{3}[ -]?\d{3})(?!\d)"),
    (
        "phone",
        r"(?<!\d)(\+\d{1,3}[ -]?\(?\d{2,4}\)?(?:[ -]?\d{2,4}){2,3}"
        r"|\(\d{3}\) ?\d{3}-\d{4}|(?!400|800)\d{3}-\d{3}-\d{4})(?!\d)",
    ),
    ("landline", r"(?<!\d)(0\d{2,3}[ -]\d{7,8})(?!\d)"),
)
_KEYED = (
    (
        "messenger",
        r"(?:微信|微x|威信|维信|卫星|扣扣|企鹅号|(?<![a-z])(?:vx|wx|wechat|weixin|whatsapp|telegram|tg|line|qq|skype|v(?=:))"
        r"|加赖|赖)(?:号码|号|id|同号|群号|群|咨询|联系|私聊| id)?(?:[ :是为=@]|我){0,3}"
        r"((?=[a-z_-]{0,19}\d)[a-z0-9_-]{5,20})(?![a-z0-9])",
    ),
    (
        "messenger",
        r"(?:微信|vx|wx|wechat|telegram|line|赖)(?:号|id)?[ ]?(?::|@|: ?@)[ ]?([a-z][a-z0-9_.-]{4,19})(?![a-z0-9])",
    ),
    (
        "record_number",
        r"(?:住院|病案|病历|门诊|就诊|登记|挂号|影像|检查|医保|社保|诊疗)(?:卡|证)?(?:号码|编号|号|no)"
        r"[.: 是为=]{0,3}([a-z]{0,3}\d{5,20})(?!\d)",
    ),
    (
        "record_number",
        r"(?<![a-z])(?:inpatient|patient|hospital|record|mrn)(?: (?:no|number|id))?"
        r"[.:# ]{1,3}([a-z]{0,3}\d{5,12})(?!\d)",
    ),
    (
        "phone",
        r"(?:电话|手机|致电|(?<![a-z])(?:tel|phone|call|mobile))(?:号码|号)?"
        r"[.: 是为]{0,3}(\d{4}[ -]?\d{4}|\d{7})(?!\d)",
    ),
)
_NUMBER_LIKE = re.compile(r"\d(?:[ .()-]{0,2}\d){6}|@")
_KEYWORD = re.compile(
    "微信|微x|威信|维信|卫星|扣扣|企鹅号|vx|wx|v:|wechat|weixin|whatsapp|telegram|tg|line|qq|skype|赖|号|卡no|证no"
    "|电话|手机|致电|tel|phone|call|mobile|inpatient|patient|hospital|record|mrn"
)
_ON_TEXT = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)
_ON_JOINED = tuple((kind, re.compile(pattern)) for kind, pattern in _KEYED)


@dataclass(frozen=True)
class Contact:
    """A detail that leads to a person; the span is the secret part alone, in the original text.

    `kind` is phone, messenger, email, landline, id_card or record_number.
    """

    kind: str
    span: tuple[int, int]


def find_contacts(text: str | Folded) -> tuple[Contact, ...]:
    """Every contact detail and identity number, in order, none overlapping. Public short numbers are none."""
    folded = text if isinstance(text, Folded) else fold(text)
    numbers = folded.text.translate(_NUMERALS)
    shapes = (
        (_ON_TEXT if _NUMBER_LIKE.search(numbers) else (), numbers, folded.text_span),
        (_ON_JOINED if _KEYWORD.search(folded.joined) else (), folded.joined, folded.joined_span),
    )
    found = chain.from_iterable(
        (Contact(kind, to_original(*match.span(1))) for kind, pattern in patterns for match in pattern.finditer(shape))
        for patterns, shape, to_original in shapes
    )
    kept: list[Contact] = []
    for contact in sorted(found, key=lambda contact: (contact.span[0], -contact.span[1])):
        if not kept or contact.span[0] >= kept[-1].span[1]:
            kept.append(contact)
    return tuple(kept)


def mask(text: str) -> str:
    """The text with every letter and digit of its contact details covered, same length, safe inside Markdown."""
    characters = list(text)
    for contact in find_contacts(text):
        for at in range(*contact.span):
            characters[at] = COVER if characters[at].isalnum() else characters[at]
    return "".join(characters)
