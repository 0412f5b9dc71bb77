"""What the department sees of what came in, from before closing to the agreement."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.models import Application, Review
from applications.selection import Selection
from fulian import clock
from tests.applications import choosing
from tests.factories import close, make_application, make_organisation, make_project, make_submitted
from tests.queries import assert_constant_queries


def url(project):
    return reverse("applications:project_applications", args=[project.pk])


def test_before_closing_staff_see_the_number_only(client, project, organisation, wang):
    make_submitted(project=project, organisation=organisation)
    make_application(project=project, organisation=make_organisation())
    client.force_login(wang)
    page = client.get(url(project)).content.decode()
    assert "已收到1份申报书" in page
    assert organisation.name not in page


def test_after_closing_they_see_who_applied_with_receipt_and_sum(client, project, organisation, wang):
    application = make_submitted(project=project, organisation=organisation)
    close(project.catalogue)
    client.force_login(wang)
    page = client.get(url(project)).content.decode()
    assert organisation.name in page
    assert application.receipt().number in page
    assert "46,000.00" in page


def test_drafts_and_withdrawn_ones_never_show(client, project, organisation, wang):
    make_application(project=project, organisation=organisation)
    make_application(project=project, state="withdrawn")
    close(project.catalogue)
    client.force_login(wang)
    page = client.get(url(project)).content.decode()
    assert organisation.name not in page
    assert "没有收到申报书" in page


@pytest.mark.parametrize("person", ["wang", "head", "office", "leader", "observer"])
def test_those_who_follow_the_choosing_see_it(client, project, request, person):
    client.force_login(request.getfixturevalue(person))
    assert client.get(url(project)).status_code == 200


@pytest.mark.parametrize("person", ["keeper", "finance", "administrator", "expert", "li", "stranger"])
def test_for_others_it_does_not_exist(client, project, request, person):
    client.force_login(request.getfixturevalue(person))
    assert client.get(url(project)).status_code == 404


def test_its_queries_do_not_grow_with_the_applications(client, project, wang):
    close(project.catalogue)
    client.force_login(wang)
    assert_constant_queries(client, url(project), lambda: make_submitted(project=project))


def test_it_always_names_the_next_thing(project, wang, leader, office):
    def text():
        return Selection(project).next.text

    assert text() == "已收到0份申报书。申报截止后才能查看内容并开始资格审查。"
    first, second = choosing.hand_in(project, 2)
    project.refresh_from_db()
    assert text() == "还有2份申报书待资格审查。"
    first.qualify(by=wang)
    second.return_(by=wang, reason="缺证书")
    assert text().startswith("等待1家单位补正材料")
    with clock.travel(second.supplement_until + timedelta(days=1)):
        assert text() == f"{second.organisation}未在期限内补正，请作出审查结论。"
        second.disqualify(by=wang, reason="逾期")
    assert text() == "1份申报书需要分配评审专家。"
    Review.objects.assign([first], choosing.make_experts(3), by=wang)
    assert text() == "专家评审中：已签署0份，共3份。"
    (first,) = choosing.score_all([first], [80, 80, 80])
    assert text() == "评审已完成，请分管领导根据排名研究决定。"
    award = choosing.decided(first, leader)
    assert text() == "办公室拟公示"
    notice = choosing.displayed(award, office)
    assert text() == f"公示至{notice.ends_on:%Y年%-m月%-d日}"
    with choosing.after(notice):
        assert text() == "公示期满，请分管领导正式立项"
        agreement = award.confirm(by=leader)
        assert text() == f"已立项，协议书{agreement.number}。"


def test_a_project_that_nobody_may_have_says_so(project, wang, leader):
    (only,) = choosing.ranked(project, wang, 40)
    only.decline(by=leader, reason="未达到分数线")
    assert Selection(project).next.text == "没有申报书入围，本项目未立项。"


def test_the_number_counts_this_project_only(project, department):
    make_submitted(project=make_project(department=department))
    assert Selection(project).count == 0
    assert Application.objects.count() == 1
