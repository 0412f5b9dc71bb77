"""The leader's decision: by the ranking or with a reason, and what becomes of the rivals."""

import io
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from openpyxl import load_workbook

from applications.models import Application, Award
from applications.models.application import State
from applications.ranking import standings
from fulian.documents.pdf import count_pages
from fulian.history.models import Entry
from fulian.inbox.models import Message
from tests.applications import choosing
from tests.factories import make_application, make_project
from tests.queries import count_queries


@pytest.fixture
def three(project, wang):
    """Scored 90, 75 and 50: the pass line is 60."""
    return choosing.ranked(project, wang, 90, 75, 50)


def states(applications):
    return [Application.objects.get(pk=one.pk).state for one in applications]


def refused(application, leader, **fields) -> str:
    with pytest.raises(ValidationError) as refusal:
        choosing.decided(application, leader, **fields)
    assert not Award.objects.filter(application=application).exists()
    return refusal.value.code


def test_the_chosen_is_proposed_and_its_rivals_wait_or_go(three, leader, office):
    award = choosing.decided(three[0], leader)
    assert states(three) == [State.PROPOSED, State.RESERVE, State.DECLINED]
    assert Entry.objects.of(award).get().note.startswith("会议纪要 〔2024〕5号")
    told = Message.objects.get(to__in=three[2].organisation.people())
    assert "50.00" in told.body
    assert Message.objects.get(to=office).subject.startswith("请拟公示")


def test_leaving_the_ranking_needs_a_reason(three, leader):
    assert refused(three[1], leader) == "ranking"
    assert refused(three[1], leader, reason=" ") == "ranking"
    choosing.decided(three[1], leader, reason="第一名近三年有项目未按期结项")
    assert states(three)[:2] == [State.RESERVE, State.PROPOSED]


def test_equal_scores_need_none(project, wang, leader):
    _, second = choosing.ranked(project, wang, 80, 80)
    choosing.decided(second, leader)


def test_below_the_line_nobody_is_chosen(three, leader):
    assert refused(three[2], leader, reason="无人可选") == "below_line"


@pytest.mark.parametrize("amount", ["0", "-1", "100000.01"])
def test_the_amount_lies_within_the_entrys(three, leader, amount):
    assert refused(three[0], leader, amount=Decimal(amount)) == "amount"


def test_one_project_has_one_winner(three, leader):
    choosing.decided(three[0], leader)
    assert refused(three[1], leader, reason="也很好") == "decided"


def test_nothing_is_decided_while_a_rival_is_under_review(project, wang, leader):
    (first, _), _ = choosing.assigned(project, wang)
    assert refused(first, leader) == "unsettled"


def test_an_organisation_wins_no_more_than_its_number(three, leader, catalogue, department):
    other = make_project(catalogue=catalogue, department=department)
    make_application(project=other, organisation=three[0].organisation, state=State.PROPOSED)
    assert refused(three[0], leader) == "wins"
    choosing.decided(three[1], leader, reason="第一名已达承接上限")


def test_another_years_win_does_not_count(three, leader, department):
    other = make_project(department=department)
    make_application(project=other, organisation=three[0].organisation, state=State.AWARDED)
    choosing.decided(three[0], leader)


@pytest.mark.parametrize("person", ["wang", "head", "office", "finance", "observer", "expert", "li"])
def test_only_the_leader_decides(three, request, person):
    with pytest.raises(PermissionDenied):
        choosing.decided(three[0], request.getfixturevalue(person))
    assert states(three) == [State.REVIEWED] * 3


def test_when_the_proposed_one_falls_the_reserve_moves_up(three, leader):
    choosing.decided(three[0], leader)
    three[0].decline(by=leader, reason="公示期间异议成立")
    choosing.decided(three[1], leader, reason="第一名异议成立，由候补承接")
    assert states(three)[:2] == [State.DECLINED, State.PROPOSED]


# --- the ranking ---------------------------------------------------------------------------------------


def test_equal_scores_share_a_rank_and_the_next_is_skipped(project, wang):
    choosing.ranked(project, wang, 80, 90, 80, 70)
    assert [(row.rank, int(row.application.final_score)) for row in standings(project)] == [
        (1, 90), (2, 80), (2, 80), (4, 70),
    ]  # fmt: skip


def test_the_page_shows_scores_places_and_the_line(client, project, three, wang):
    client.force_login(wang)
    page = client.get(reverse("applications:ranking", args=[project.pk])).content.decode()
    assert page.index("90.00") < page.index("75.00") < page.index("50.00")
    assert page.count("未达线") == 1
    assert "拟立项</a>" not in page


def test_its_queries_do_not_grow_with_the_rivals(client, project, wang, leader):
    choosing.ranked(project, wang, 80, 70)
    other = make_project(catalogue=project.catalogue, department=project.department)
    choosing.ranked(other, wang, 90, 80, 70, 60)
    client.force_login(leader)
    urls = [reverse("applications:ranking", args=[one.pk]) for one in (project, other)]
    client.get(urls[0])
    assert count_queries(client, urls[0]) == count_queries(client, urls[1])


def test_the_leader_decides_from_it(client, project, three, leader):
    client.force_login(leader)
    assert (
        client.get(reverse("applications:ranking", args=[project.pk])).content.decode().count("拟立项</a>")
        == 2
    )
    url = reverse("applications:decide", args=[three[0].pk])
    assert 'value="46000.00"' in client.get(url).content.decode()  # what was asked for
    client.post(url, {"minutes": "〔2024〕6号", "amount": "45000", "reason": ""})
    assert Award.objects.get(application=three[0]).amount == 45000


def test_a_refused_decision_keeps_what_was_typed(client, three, leader):
    client.force_login(leader)
    url = reverse("applications:decide", args=[three[1].pk])
    page = client.post(url, {"minutes": "〔2024〕6号", "amount": "45000", "reason": ""}).content.decode()
    assert "不是得分最高的，请写明理由" in page
    assert "〔2024〕6号" in page


def test_an_officer_is_led_back_to_the_ranking(client, three, wang):
    client.force_login(wang)
    url = reverse("applications:decide", args=[three[0].pk])
    assert client.post(url, {"minutes": "1", "amount": "1"}).url == reverse(
        "applications:ranking", args=[three[0].project_id]
    )
    assert not Award.objects.exists()


def test_the_leader_can_decline_with_a_reason(client, three, leader, wang):
    url = reverse("applications:decline", args=[three[0].pk])
    client.force_login(leader)
    client.post(url, {"reason": ""})
    assert states(three)[0] == State.REVIEWED
    client.post(url, {"reason": "资金安排调整"})
    assert states(three)[0] == State.DECLINED
    client.force_login(wang)
    assert (
        client.post(reverse("applications:decline", args=[three[1].pk]), {"reason": "x"}).status_code == 403
    )


def test_the_ranking_is_exported_as_sheet_and_paper(client, project, three, observer):
    client.force_login(observer)
    response = client.get(reverse("applications:ranking_export", args=[project.pk, "xlsx"]))
    sheet = load_workbook(io.BytesIO(response.content))["排名"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [(row[0], row[7]) for row in rows] == [(1, 90), (2, 75), (3, 50)]
    assert rows[0][3:6] == [90, 90, 90]
    pdf = client.get(reverse("applications:ranking_export", args=[project.pk, "pdf"]))
    assert count_pages(pdf.content) >= 1
    assert client.get(reverse("applications:ranking_export", args=[project.pk, "exe"])).status_code == 404
