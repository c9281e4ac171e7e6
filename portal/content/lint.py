"""What must not stand in a health text: contact details and links to shops, each with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from portal.safety.contacts import find_contacts

SHOPS = (
    *("taobao.com", "tmall.com", "jd.com", "jd.hk", "pinduoduo.com", "yangkeduo.com", "suning.com", "vip.com"),
    *("1688.com", "alibaba.com", "aliexpress.com", "weidian.com", "youzan.com", "dangdang.com", "kaola.com"),
    *("amazon.com", "amazon.cn", "amazon.co.jp", "ebay.com", "shopee.tw", "shopee.com", "momoshop.com.tw"),
    *("pchome.com.tw", "ruten.com.tw", "hktvmall.com", "iherb.com", "walmart.com", "temu.com", "shein.com"),
    *("yaofangwang.com", "111.com.cn", "jianke.com", "dingdangkuaiyao.com", "alihealth.cn", "watsons.com.cn"),
)
CHATS = ("wa.me", "whatsapp.com", "t.me", "telegram.me", "line.me", "u.wechat.com", "weixin.qq.com", "qm.qq.com")
_SHOP_WORDS = {"shop", "store", "mall", "buy", "tb", "cart", "weidian"}
_TOLL_FREE = re.compile(r"1?8(?:00|33|44|55|66|77|88)\d{7}")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"'，。、；）】》]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """A place that blocks publishing: the 1-based line, the kind (`contact` or `shop`) and the words found."""

    line: int
    kind: str
    words: str


def find_problems(text: str, lang: str = "zh-Hans") -> list[Finding]:
    """Contact details, invitations to private chats and shop links of a Markdown text, in order.

    Toll-free numbers in an English text are public help lines, not contacts.
    """
    links = list(_LINK.finditer(text))
    prose = _LINK.sub(lambda link: " " * len(link[0]), text)
    hits = [(hit.span[0], "contact", text[slice(*hit.span)]) for hit in find_contacts(prose)]
    found = [hit for hit in hits if lang != "en" or not _TOLL_FREE.fullmatch(re.sub(r"\D", "", hit[2]))]
    found += [(link.start(), kind, link[0]) for link in links if (kind := _kind_of_link(link[0]))]
    return [Finding(text.count("\n", 0, start) + 1, kind, words) for start, kind, words in sorted(found)]


def _kind_of_link(link: str) -> str | None:
    try:
        host = (urlsplit(link if "://" in link else f"http://{link}").hostname or "").lower()
    except ValueError:
        return "contact"
    if _within(host, CHATS):
        return "contact"
    return "shop" if _within(host, SHOPS) or _SHOP_WORDS & set(host.split(".")[:-1]) else None


def _within(host: str, sites: tuple[str, ...]) -> bool:
    return any(host == site or host.endswith(f".{site}") for site in sites)
