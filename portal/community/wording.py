"""The words for the codes that groups and posts carry."""

from __future__ import annotations

from portal.core.i18n import lazy

LABELS = {
    "patient": lazy("Patient"),
    "family": lazy("Family member"),
    "clinician": lazy("Clinician"),
    "staff": lazy("Staff"),
}
LABEL_CHOICES = {
    "patient": lazy("I am a patient"),
    "family": lazy("I care for someone in my family"),
    "clinician": lazy("I treat patients as a clinician"),
}
VISIBILITIES = {
    "public": lazy("Everyone can read"),
    "members": lazy("Members only"),
    "approval": lazy("Join by request"),
    "hidden": lazy("By invitation"),
}
HELD = {
    "contact": lazy("It seems to hold a phone number or another contact. Please take it out, for your own safety."),
    "ad": lazy("It reads a little like an advert. A moderator takes a short look first."),
    "edited": lazy("You changed a hidden post. A moderator looks at it again."),
}
HELD_KINDLY = lazy("A moderator takes a look before others can read it. Nothing you wrote is lost.")
HIDDEN = {
    "ad": lazy("It reads like an advert."),
    "abuse": lazy("It may hurt someone."),
    "privacy": lazy("It shows private details, such as a phone number or a real name."),
    "misinformation": lazy("It gives medical advice that may do harm."),
    "off_topic": lazy("It does not fit this group."),
}
HIDDEN_PLAINLY = lazy("A moderator has hidden it.")
ARCHIVED = {"question": lazy("Imported question"), "answer": lazy("Doctor's answer (archive)")}
ARCHIVE = lazy("Archive")
FORMER_MEMBER = lazy("Former member")
