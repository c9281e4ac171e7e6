import time

import pytest

from portal.safety.ads import score_ads
from portal.safety.contacts import find_contacts
from portal.safety.crisis import find_crisis
from portal.safety.folding import fold
from portal.safety.red_flags import find_red_flag
from portal.safety.screen import screen, screen_fields


@pytest.mark.parametrize(
    ("text", "verdict", "reasons"),
    [
        ("今天血糖 6.5，开心", "publish", ()),
        ("这个药怎么吃", "publish", ()),
        ("关注医院微信公众号", "publish", ()),
        ("胸痛 出冷汗", "publish", ("red_flag",)),
        ("住院号：0012345678，帮我看看", "publish", ()),
        ("加 薇 信", "hold", ("ad",)),
        ("加V信", "hold", ("ad",)),
        ("加微信", "hold", ("ad",)),
        ("請加我微信", "hold", ("ad",)),
        ("有事打 13800138000", "hold", ("contact",)),
        ("我不想活了", "help", ("crisis_high",)),
        ("活着真没意思", "help", ("crisis_elevated",)),
        ("我不想活了，加微信abc123", "help", ("crisis_high", "ad", "contact")),
        ("想死你了，什么时候回来", "publish", ()),
        ("she is a skilled surgeon", "publish", ()),
    ],
)
def test_the_verdict_follows_what_was_found(text, verdict, reasons):
    screening = screen(text)
    assert (screening.verdict, screening.reasons) == (verdict, reasons)


def test_spans_point_at_the_words_as_written():
    text = "大家好，我 不 想 活 了。"
    hit = screen(text).crisis
    assert hit is not None
    assert text[slice(*hit.span)].startswith("不 想 活")


def test_an_idiom_does_not_hide_a_plan_beside_it():
    assert screen("想死你了，可是我真的不想活了").verdict == "help"


def test_a_denied_symptom_is_not_an_emergency_but_a_later_one_is():
    assert find_red_flag("没有胸痛出冷汗") is None
    assert find_red_flag("没有发烧，但是呼吸困难") is not None


def test_a_phrase_split_over_title_and_body_is_seen():
    assert screen_fields("血糖", "今天很好").verdict == "publish"
    assert screen_fields("大家好", "我不想活了", lang="zh-Hans").verdict == "help"
    assert screen_fields("加\n微", "信").verdict == "hold"


HOSTILE = [
    *(
        piece * (100_000 // len(piece))
        for piece in ("1", "1 ", "13-", "a", "a@", "a-", "+1 ", "+", " ", "\u0301", "00")
    ),
    *(
        piece * (100_000 // len(piece))
        for piece in ("加", "加 ", "微信 ", "代购", "vx:", "line ", "我.", "不想", "想…")
    ),
    *(
        piece * (100_000 // len(piece))
        for piece in ("suicide ", "i want to ", "胸痛", "没胸痛", "chest pain ", "没有自")
    ),
]


@pytest.mark.parametrize("detector", [fold, find_crisis, find_contacts, score_ads, find_red_flag])
def test_no_attack_string_of_a_hundred_kilobytes_slows_a_detector(detector):
    for attack in HOSTILE:
        text = attack if detector is fold else fold(attack)
        assert fastest(detector, text, runs=4) <= 0.12, attack[:12]


def test_time_grows_in_step_with_length():
    """Ten times the text may cost thirty times as much on a busy machine; a quadratic one would cost a hundred."""
    for attack in HOSTILE:
        short, long = fastest(screen, attack[:10_000], runs=3), fastest(screen, attack, runs=3)
        assert long <= max(30 * short, 0.12), attack[:12]


def test_a_post_of_two_thousand_characters_is_screened_within_four_milliseconds_on_a_busy_machine():
    post = ("今天复查血糖又高了，医生让我少吃主食多走路。大家有什么好办法吗？ I take 500 mg twice a day.\n\n" * 60)[
        :2_000
    ]
    assert fastest(screen, post, runs=30) <= 0.004


def fastest(call, text, runs: int) -> float:
    call(text)
    spent = []
    for _ in range(runs):
        begun = time.process_time()
        call(text)
        spent.append(time.process_time() - begun)
    return min(spent)
