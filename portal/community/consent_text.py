"""What a disease group asks its members to agree to: the exact words, by edition and locale.

These words are evidence, not interface: they are never changed in place and never go through the catalogs. A change
is a new edition under a higher number; a group whose `consent_version` is raised to it asks everyone again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from portal.core.i18n import DEFAULT_LOCALE

EDITIONS: dict[int, dict[str, tuple[str, ...]]] = {
    1: {
        "zh_Hans": (
            "加入“{group}”，可能会让别人知道您或您的家人患有这种病。健康信息属于敏感个人信息，所以我们单独征求您的同意。",
            "我们会保存：您加入了这个小组、您的身份（患者、家属或医护人员），以及您在组里写的内容。",
            "我们用这些信息：让您阅读和参与小组讨论，向您推荐小组的活动和文章，保护小组的安全。",
            "能看到的人：能够阅读这个小组的人，会看到您的昵称、身份和您写的内容；本院管理社区的人员也能看到。我们不会卖给别人，也不会用来做广告。",
            "您可以不同意。不同意不会影响您看病，也不会影响您使用社区的其他部分。",
            "您可以随时在“小组设置”里撤回同意。撤回后您会马上退出小组，您写的内容会改用“已退出的成员”署名；您也可以另外要求删除。",
        ),
        "zh_Hant": (
            "加入「{group}」，可能會讓別人知道您或您的家人患有這種病。健康資訊屬於敏感個人資料，所以我們單獨徵求您的同意。",
            "我們會保存：您加入了這個小組、您的身分（病友、家屬或醫護人員），以及您在小組裡寫的內容。",
            "我們用這些資訊：讓您閱讀和參與小組討論，向您推薦小組的活動和文章，保護小組的安全。",
            "能看到的人：能夠閱讀這個小組的人，會看到您的暱稱、身分和您寫的內容；本院管理社群的人員也能看到。我們不會賣給別人，也不會用來做廣告。",
            "您可以不同意。不同意不會影響您看診，也不會影響您使用社群的其他部分。",
            "您可以隨時在「小組設定」裡撤回同意。撤回後您會馬上退出小組，您寫的內容會改用「已退出的成員」署名；您也可以另外要求刪除。",
        ),
        "en": (
            "Joining “{group}” may tell other people that you or someone in your family has this illness. "
            "Health details are sensitive, so we ask for your consent on its own.",
            "What we keep: that you joined this group, whether you are a patient, family or a clinician, "
            "and what you write in the group.",
            "What we use it for: letting you read and take part, showing you the group's events and articles, "
            "and keeping the group safe.",
            "Who can see it: those who can read this group see your nickname, your role and what you write. "
            "So do the staff who run this community. We do not sell it or use it for adverts.",
            "You may say no. That changes nothing about your treatment or about the rest of this community.",
            "You can withdraw your consent at any time in the group settings. You then leave the group at once, and "
            "what you wrote is shown as from a former member. You may also ask us to delete it.",
        ),
    },
}


@dataclass(frozen=True, slots=True)
class ConsentText:
    version: int
    locale: str
    points: tuple[str, ...]

    @property
    def digest(self) -> str:
        """SHA-256, in hex, of version, locale and every word shown."""
        whole = "\n".join((str(self.version), self.locale, *self.points))
        return hashlib.sha256(whole.encode()).hexdigest()


def consent_text(version: int, locale: str, group_name: str) -> ConsentText:
    """What is shown when a group asks for consent of a version: the newest edition that is not newer than it."""
    edition = EDITIONS[max(number for number in EDITIONS if number <= version)]
    locale = locale if locale in edition else DEFAULT_LOCALE
    return ConsentText(version, locale, tuple(point.format(group=group_name) for point in edition[locale]))
