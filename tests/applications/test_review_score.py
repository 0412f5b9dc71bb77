"""An expert's own pages: declare, read, score, sign."""

from decimal import Decimal
from statistics import mean

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from applications import blind
from applications.models import Application, Review
from applications.models.review import State, aggregate
from tests.applications import choosing
from tests.queries import assert_constant_queries


@pytest.fixture
def review(project, wang):
    (first, _), _ = choosing.assigned(project, wang)
    return first.reviews.order_by("pk").first()


@pytest.fixture
def as_expert(client, review):
    client.force_login(review.expert)
    return client


def address(name, review):
    return reverse(f"applications:review_{name}", args=[review.pk])


def form_of(review, total, **fields):
    data = {"comment": choosing.COMMENT, "recommendation": "fund"}
    for key, (value, remark) in choosing.spread(review, total).items():
        data |= {f"c{key}-score": value, f"c{key}-comment": remark}
    return data | fields


def test_before_declaring_nothing_of_the_application_is_shown(as_expert, review):
    Application.objects.filter(pk=review.application_id).update(need="需求机密", plan="方案机密")
    page = as_expert.get(address("detail", review)).content.decode()
    assert review.application.organisation.name in page
    assert review.application.project.name in page
    assert "机密" not in page
    assert "活动物料" not in page
    assert "自流井区" not in page


def test_nor_can_anything_be_scored(as_expert, review):
    as_expert.post(address("score", review), form_of(review, 90))
    as_expert.post(address("sign", review), form_of(review, 90))
    assert Review.objects.get(pk=review.pk).state == State.ASSIGNED
    assert not review.scores.exists()
    page = as_expert.post(address("score", review), form_of(review, 90)).content.decode()
    assert "活动物料" not in page


def test_nor_does_the_declaration_happen_by_a_link(as_expert, review):
    assert as_expert.get(address("declare", review)).status_code == 405
    assert Review.objects.get(pk=review.pk).state == State.ASSIGNED


def test_after_declaring_all_is_shown_but_the_way_to_its_people(as_expert, review):
    organisation = review.application.organisation
    Application.objects.filter(pk=review.application_id).update(
        plan="请拨打13912345678或0813-2201234，账号6222020200112233445"
    )
    as_expert.post(address("declare", review))
    page = as_expert.get(address("detail", review)).content.decode()
    assert "139****5678" in page
    assert "活动物料" in page
    secrets = [organisation.mobile, organisation.account_number, organisation.legal_representative + "，",
               "13912345678", "2201234", "6222020200112233445"]  # fmt: skip
    assert [secret for secret in secrets if secret in page] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13800138000。", "电话138****8000。"),
        ("服务200人，经费46000元", "服务200人，经费46000元"),
        ("2024年4月8日至2024年12月31日", "2024年4月8日至2024年12月31日"),
        ("0813-8203456", "0813-****456"),
    ],
)
def test_numbers_that_lead_to_people_are_masked(text, shown):
    assert blind.mask(text) == shown


def test_attachments_stay_closed_to_experts(as_expert, review):
    review.declare(by=review.expert)
    assert as_expert.get(review.application.get_absolute_url()).status_code == 404


def test_scores_are_saved_as_far_as_they_are_given(as_expert, review):
    review.declare(by=review.expert)
    first, second, *_ = review.criteria()
    data = {f"c{first.pk}-score": "12.5", "comment": "", "recommendation": ""}
    assert as_expert.post(address("score", review), data).url == review.get_absolute_url()
    review.refresh_from_db()
    assert (review.state, review.total) == (State.SCORED, Decimal("12.5"))
    page = as_expert.get(address("detail", review)).content.decode()
    assert f"“{second.name}”尚未评分。" in page
    data[f"c{first.pk}-score"] = ""
    as_expert.post(address("score", review), data)
    assert not review.scores.exists()  # cleared on the page is cleared


@pytest.mark.parametrize("value", ["16", "-1", "7.3", "多"])
def test_a_score_out_of_range_is_refused_beside_its_field(as_expert, review, value):
    review.declare(by=review.expert)
    first = review.criteria()[0]
    data = form_of(review, 80, **{f"c{first.pk}-score": value})
    page = as_expert.post(address("score", review), data).content.decode()
    assert "没有保存" in page
    assert choosing.COMMENT in page
    assert not review.scores.exists()


@pytest.mark.parametrize("value", [Decimal(16), Decimal("-0.5"), Decimal("7.3")])
def test_the_step_itself_refuses_it_too(review, value):
    review.declare(by=review.expert)
    scores = {review.criteria()[0].pk: (value, "")}
    with pytest.raises(ValidationError) as refusal:
        review.score(by=review.expert, scores=scores, comment="", recommendation="")
    assert refusal.value.code == "range"


@pytest.mark.parametrize(
    ("total", "fields", "missing"),
    [
        (80, {"comment": "太短"}, "总体意见不少于20字。"),
        (80, {"recommendation": ""}, "请选择评审建议。"),
    ],
)
def test_signing_says_what_is_missing_and_keeps_the_rest(as_expert, review, total, fields, missing):
    review.declare(by=review.expert)
    page = as_expert.post(address("sign", review), form_of(review, total, **fields), follow=True)
    assert missing in page.content.decode()
    review.refresh_from_db()
    assert (review.state, review.total) == (State.SCORED, total)


def test_a_low_score_needs_its_reason(review):
    choosing.fill_in(review, 80)
    low = review.criteria()[0]
    review.scores.filter(criterion=low).update(value=Decimal("8.5"), comment="")
    assert review.problems() == [f"“{low.name}”低于60%，请写明理由。"]
    review.scores.filter(criterion=low).update(value=Decimal(9))
    assert review.problems() == []


def test_signed_is_final(as_expert, review):
    review.declare(by=review.expert)
    as_expert.post(address("sign", review), form_of(review, 88))
    review.refresh_from_db()
    assert (review.state, review.total) == (State.SIGNED, 88)
    as_expert.post(address("score", review), form_of(review, 20))
    review.refresh_from_db()
    assert review.total == 88
    assert "签署提交</button>" not in as_expert.get(address("detail", review)).content.decode()


def test_anothers_review_does_not_exist(client, review, project):
    other = Review.objects.exclude(expert=review.expert).first().expert
    client.force_login(other)
    for name in ("detail", "declare", "score", "sign", "recuse"):
        method = client.get if name == "detail" else client.post
        assert method(address(name, review)).status_code == 404


def test_an_expert_steps_aside_with_a_reason(as_expert, review):
    as_expert.post(address("recuse", review), {"reason": ""})
    assert Review.objects.get(pk=review.pk).state == State.ASSIGNED
    as_expert.post(address("recuse", review), {"reason": "亲属在该单位任职"})
    review.refresh_from_db()
    assert (review.state, review.recusal_reason) == (State.RECUSED, "亲属在该单位任职")
    assert "活动物料" not in as_expert.get(address("detail", review)).content.decode()


def test_the_list_shows_what_is_to_do_first(as_expert, review, project, wang):
    page = as_expert.get(reverse("applications:review_index")).content.decode()
    assert "待评审（2）" in page


def test_the_list_costs_the_same_however_long(client, project, wang, expert):
    experts = [expert, *choosing.make_experts(2)]
    client.force_login(expert)

    def add_one():
        Review.objects.assign(choosing.hand_in(project, 1, state="qualified"), experts, by=wang)

    assert_constant_queries(client, reverse("applications:review_index"), add_one)


@pytest.mark.parametrize(
    ("totals", "score"),
    [
        (["80", "90", "85.5"], "85.17"),  # mean of three: 255.5 / 3
        (["60", "70", "80", "90", "100"], "80.00"),  # five: without 60 and 100
        (["88.5", "90", "92", "75", "99.5"], "90.17"),  # without 75 and 99.5: 270.5 / 3
        (["70", "70", "70", "70", "70", "0", "100"], "70.00"),
    ],
)
def test_the_panels_score_by_hand(totals, score):
    assert aggregate([Decimal(total) for total in totals]) == Decimal(score)


halves = st.integers(0, 200).map(lambda half: Decimal(half) / 2)


@given(st.lists(halves, min_size=3, max_size=15))
def test_the_panels_score_lies_between_the_lowest_and_the_highest(totals):
    assert min(totals) <= aggregate(totals) <= max(totals)


@given(st.lists(halves, min_size=5, max_size=9))
def test_one_extreme_expert_cannot_move_it_beyond_the_others(totals):
    for outlier in (Decimal(0), Decimal(100)):
        assert min(totals) <= aggregate([*totals, outlier]) <= max(totals)
    assert abs(aggregate(totals) - mean(sorted(totals)[1:-1])) <= Decimal("0.005")
