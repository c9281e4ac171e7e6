import pytest

from portal.safety.contacts import find_contacts, mask

FOUND = [
    ("加微信abc123 13800138000", ["messenger", "phone"]),
    ("电话 138-0013-8000", ["phone"]),
    ("+86 13800138000", ["phone"]),
    ("1 3 8 0 0 1 3 8 0 0 0", ["phone"]),
    ("一三八零零一三八零零零", ["phone"]),
    ("１３８００１３８０００", ["phone"]),
    ("+852 9123 4567", ["phone"]),
    ("0912-345-678", ["phone"]),
    ("call (202) 555-0147", ["phone"]),
    ("010-82951332", ["landline"]),
    ("vx zhiliao88", ["messenger"]),
    ("微信：xiaoming", ["messenger"]),
    ("加 薇 信 号 wxid_abc88", ["messenger"]),
    ("扣扣 12345678", ["messenger"]),
    ("LINE：health888", ["messenger"]),
    ("身份证110101199003078515", ["id_card"]),
    ("11010119900307851X", ["id_card"]),
    ("A123456789", ["id_card"]),
    ("住院号：0012345678", ["record_number"]),
    ("MRN: 0012345", ["record_number"]),
    ("a.b+c@mail.example.org", ["email"]),
]

CLEAN = [
    "血压 138 90 135 85 140 92",
    "血糖 6.5 7.2 8.1，CA125 35.2",
    "2024-01-02 13:00 复查",
    "急救 120，心理援助 12356，400-810-5120",
    "用微信小程序挂号",
    "line dancing on Monday",
    "my wechat account is old",
    "剂量 1000000 单位",
]


@pytest.mark.parametrize(("text", "kinds"), FOUND)
def test_a_contact_is_found_and_covered(text, kinds):
    assert [contact.kind for contact in find_contacts(text)] == kinds
    covered = mask(text)
    assert len(covered) == len(text)
    assert find_contacts(covered) == ()
    for contact in find_contacts(text):
        assert not any(character.isalnum() for character in covered[slice(*contact.span)] if character != "×")


@pytest.mark.parametrize("text", CLEAN)
def test_measurements_dates_and_public_numbers_are_no_contacts(text):
    assert find_contacts(text) == ()
    assert mask(text) == text


def test_only_the_secret_part_is_covered():
    assert mask("加微信abc123，谢谢") == "加微信××××××，谢谢"
