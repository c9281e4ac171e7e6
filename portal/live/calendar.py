"""One session as an iCalendar file: the same instant in every calendar, its own zone written beside it."""

from __future__ import annotations

from datetime import datetime

from portal.core import clock
from portal.live.models import LiveSession

FOLD = 73


def calendar_of(session: LiveSession, url: str, host: str) -> str:
    """The text of an `.ics` file (RFC 5545) with the session as one event; a cancelled one takes it back."""
    cancelled = session.state == "cancelled"
    start = session.scheduled_at.astimezone(clock.zone(session.zone))
    end = session.ends_at.astimezone(clock.zone(session.zone))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//patient portal//live//EN",
        f"METHOD:{'CANCEL' if cancelled else 'PUBLISH'}",
        *_zone(session.zone, start),
        "BEGIN:VEVENT",
        f"UID:{session.public_id}@{host}",
        f"DTSTAMP:{session.closed_at or session.created_at:%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{int(cancelled)}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        f"DTSTART;TZID={session.zone}:{start:%Y%m%dT%H%M%S}",
        f"DTEND;TZID={session.zone}:{end:%Y%m%dT%H%M%S}",
        f"SUMMARY:{_text(session.title)}",
        f"DESCRIPTION:{_text(session.description)}",
        f"URL:{url}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _zone(name: str, start: datetime) -> list[str]:
    """A zone with the one offset that holds at the session's start: all that a single event needs."""
    offset = f"{start:%z}"
    rule = [f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}", "DTSTART:19700101T000000"]
    return ["BEGIN:VTIMEZONE", f"TZID:{name}", "BEGIN:STANDARD", *rule, "END:STANDARD", "END:VTIMEZONE"]


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets, never splitting a character."""
    pieces, piece = [], ""
    for letter in line:
        if len((piece + letter).encode()) > FOLD:
            pieces.append(piece)
            piece = ""
        piece += letter
    return "\r\n ".join([*pieces, piece])
