"""What a doctor answered live is found afterwards by those who may read the session."""

from __future__ import annotations

from portal.live.actions.questions import answer_question, approve_question
from portal.search.queries import find
from tests.live.conftest import ask, live, scheduled

__all__ = ["ask", "live", "scheduled"]


def titles(query, viewer=None):
    return [result.row.title for result in find(query, viewer).results]


def test_only_an_answered_question_is_found_and_only_inside_its_group(ask, ana, ben, chen, deliver):
    question = ask("晚上血糖低怎么办？")
    approve_question(question.id, by=chen.id)
    deliver()
    assert titles("血糖", ana) == []
    answer_question(question.id, "先吃含糖食物，十五分钟后复测。", by=chen.id)
    deliver()
    assert titles("复测", ana) == titles("血糖", ana) == ["晚上血糖低怎么办？"]
    assert titles("血糖", ben) == titles("血糖") == []
