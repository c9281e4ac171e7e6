"""A page as every page must be: `Page(response, lang).problems()` names what is wrong with its HTML, in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

LABELLED = {"input", "select", "textarea"}
NEEDS_NO_LABEL = {"hidden", "submit", "button", "image", "reset"}
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list", "form")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
RAW_TEMPLATE = re.compile(r"%\(\w+\)[sd]|\{\{|\}\}|\{%|LazyString|<flask|Undefined")
LONG_FRACTION = re.compile(r"\.\d{4}")
WORD = re.compile(r"\b[A-Za-z][A-Za-z'’-]+\b")
HAN = re.compile(r"[\u3400-\u9fff]")
UNREAD = {"script", "style", "template", "code", "pre", "textarea"}
ERROR_PREFIXES = ("Error: ", "错误", "錯誤")
GREETING = {"/", "/me"}
NAMES = {"Markdown", "PNG", "JPEG", "PDF", "QR", "SMS", "Simplified", "Traditional", "English"}


class Page:
    """One answered page, parsed as a browser parses it; `lang` is the tag it must declare and speak."""

    def __init__(self, response: Any, lang: str) -> None:
        self.lang = lang
        self.url = response.request.path
        self.status = response.status_code
        self.text = response.get_data(as_text=True)
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.root: Element = parser.parse(self.text)
        self.parse_errors = [f"{code} at {position}" for position, code, _values in parser.errors]

    @cached_property
    def elements(self) -> list[Element]:
        return [element for element in self.root.iter() if isinstance(element.tag, str)]

    @cached_property
    def ids(self) -> set[str]:
        return {element.attrib["id"] for element in self.elements if "id" in element.attrib}

    @cached_property
    def parents(self) -> dict[Element, Element]:
        return {child: parent for parent in self.root.iter() for child in parent}

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]

    @property
    def heading(self) -> str:
        found = self.all("h1")
        return words(found[0]) if found else ""

    @property
    def title(self) -> str:
        found = self.all("title")
        return words(found[0]) if found else ""

    @property
    def links(self) -> list[str]:
        return [link.attrib["href"] for link in self.all("a") if "href" in link.attrib]

    def problems(self) -> list[str]:
        """What breaks a rule that every page keeps."""
        found = [f"does not parse: {error}" for error in self.parse_errors]
        for check in (self._structure, self._references, self._fields, self._forms, self._names, self._inline):
            found += check()
        return found

    def _structure(self) -> Iterator[str]:
        declared = self.all("html")[0].attrib.get("lang")
        if declared != self.lang:
            yield f"declares lang={declared}, not {self.lang}"
        headings = self.all(*HEADINGS)
        if len(self.all("h1")) != 1:
            yield f"has {len(self.all('h1'))} h1"
        if len(self.all("main")) != 1:
            yield f"has {len(self.all('main'))} main"
        subject = self.title.partition(": ")[2] if self.title.startswith(ERROR_PREFIXES) else self.title
        is_named = self.url in GREETING or subject.split(" - ")[0] in self.heading or self.heading in subject
        if " - " not in subject or not is_named:
            yield f"is titled {self.title!r} but headed {self.heading!r}"
        level = 1
        for heading in headings:
            if int(heading.tag[1]) > level + 1:
                yield f"skips a heading level at {words(heading)!r}"
            level = int(heading.tag[1])
        seen: set[str] = set()
        for element in self.elements:
            name = element.attrib.get("id")
            if name is not None and name in seen:
                yield f"repeats the id {name!r}"
            seen.add(name or "")
        if RAW_TEMPLATE.search(words(self.all("body")[0])):
            yield f"shows raw template text: {RAW_TEMPLATE.search(words(self.all('body')[0]))}"

    def _references(self) -> Iterator[str]:
        for element in self.elements:
            for attribute in REFERENCES:
                for name in element.attrib.get(attribute, "").split():
                    if name not in self.ids:
                        yield f"{attribute}={name!r} of <{element.tag}> points at nothing"
            if LONG_FRACTION.search(element.attrib.get("datetime", "")):
                yield f"the time {element.attrib['datetime']} has more than milliseconds"
            href = element.attrib.get("href", "")
            if element.tag == "a" and href.startswith("#") and href[1:] not in self.ids:
                yield f"the link {href!r} points at nothing"

    def _fields(self) -> Iterator[str]:
        labels = {label.attrib["for"] for label in self.all("label") if "for" in label.attrib and words(label)}
        for element in self.all(*LABELLED):
            if element.attrib.get("type") in NEEDS_NO_LABEL:
                continue
            named = "aria-label" in element.attrib or "aria-labelledby" in element.attrib
            inside = any(outer.tag == "label" and words(outer) for outer in self.around(element))
            if not (named or inside or element.attrib.get("id") in labels):
                yield f"<{element.tag} name={element.attrib.get('name')!r}> has no label"

    def _senders(self) -> set[str]:
        """The forms that buttons elsewhere on the page send, each to an address of this portal."""
        buttons = [button.attrib for button in self.all("button") if "form" in button.attrib]
        strays = {button["form"] for button in buttons if not button.get("formaction", "").startswith("/")}
        return {button["form"] for button in buttons} - strays

    def _forms(self) -> Iterator[str]:
        for form in self.all("form"):
            action = form.attrib.get("action", "")
            if not action and form.attrib.get("id") in self._senders():
                action = "/"  # nothing but its buttons sends it, each to an address of its own
            if not action.startswith("/") or action.startswith("//"):
                yield f"a form goes to {action!r}"
            tokens = [field for field in form.iter("input") if field.attrib.get("name") == "csrf_token"]
            if form.attrib.get("method", "get").lower() == "post":
                if not (tokens and tokens[0].attrib.get("value")):
                    yield f"the form to {action!r} carries no CSRF token"
            elif tokens:
                yield f"the GET form to {action!r} leaks its CSRF token into the address"

    def _names(self) -> Iterator[str]:
        for element in self.all("a", "button", "summary"):
            pictures = " ".join(image.attrib.get("alt", "") for image in element.iter("img"))
            if not (words(element) or element.attrib.get("aria-label") or pictures.strip()):
                yield f"<{element.tag} {element.attrib.get('href', '')}> has no name"
        for image in self.all("img"):
            if "alt" not in image.attrib:
                yield f"the image {image.attrib.get('src')!r} has no alt"

    def _inline(self) -> Iterator[str]:
        for element in self.elements:
            for attribute, value in element.attrib.items():
                runs = attribute.startswith("on") or value.strip().lower().startswith("javascript:")
                if runs or attribute == "style":
                    yield f"<{element.tag} {attribute}={value!r}> is inline script or style"
            if element.tag == "style" or (element.tag == "script" and "src" not in element.attrib):
                yield f"<{element.tag}> is inline"

    def around(self, element: Element) -> Iterator[Element]:
        while element in self.parents:
            element = self.parents[element]
            yield element

    def foreign_words(self, known: Iterable[str] = ()) -> Iterator[str]:
        """Text in another language than the page's, outside elements with a `lang` of their own and `known` texts."""
        for text in self._spoken(self.all("body")[0], self.lang):
            for phrase in known:
                text = text.replace(phrase, "")
            latin = [word for word in WORD.findall(text) if word not in NAMES]
            if self.lang.startswith("zh") and not HAN.search(text) and len(latin) >= 3:
                yield f"speaks English: {text!r}"
            if self.lang == "en" and HAN.search(text):
                yield f"speaks Chinese: {text!r}"

    def _spoken(self, element: Element, lang: str) -> Iterator[str]:
        lang = element.attrib.get("lang", lang)
        if element.tag in UNREAD:
            return
        if lang == self.lang:
            heard = [element.attrib.get(name) for name in ("alt", "aria-label", "placeholder", "title")]
            yield from (text.strip() for text in [element.text, *heard] if text and text.strip())
        for child in element:
            yield from self._spoken(child, lang) if isinstance(child.tag, str) else ()
            if lang == self.lang and child.tail and child.tail.strip():
                yield child.tail.strip()


def words(element: Element) -> str:
    """The text inside an element, blanks joined."""
    return " ".join("".join(element.itertext()).split())
