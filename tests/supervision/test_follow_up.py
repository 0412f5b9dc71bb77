import pytest
from django.urls import reverse

from tests import factories
from tests.queries import assert_constant_queries
from tests.supervision.closing import make_accepted, make_running, pay, spend
from tests.supervision.records import make_activity, make_confirmed


@pytest.fixture
def running(department, organisation):
    return make_running(department, organisation)


def page_of(client, agreement):
    return client.get(reverse("supervision:follow_up", args=[agreement.project_id]))


def test_everybody_sees_what_was_promised_and_done(client, running, li, wang, head, finance):
    make_confirmed(running, li, wang, title="巾帼宣讲进社区")
    pay(running.instalments.get(number=1), li, head, finance)
    page = page_of(client, running).content.decode()
    for text in [running.project.name, "自贡市紫薇社工服务中心", "≥2场", "巾帼宣讲进社区", "50%", "4.6 万元"]:
        assert text in page
    assert "第1期（协议签订后，50%）：<strong>已拨付</strong>" in page
    assert "第2期（中期检查合格后，40%）：未拨付" in page


def test_activities_are_shown_once_confirmed(client, running, li):
    make_activity(running, li, title="尚未确认的活动")
    assert "尚未确认的活动" not in page_of(client, running).content.decode()


def test_the_grade_is_shown_and_nothing_of_the_panel(client, department, organisation, li, wang, head):
    agreement = make_accepted(department, organisation, li, wang, head)
    page = page_of(client, agreement).content.decode()
    assert "优秀" in page
    for hidden in ["吴部长", "何教授", "92"]:
        assert hidden not in page


def test_no_personal_data_is_shown(client, running, li, wang):
    organisation = running.organisation
    type(running).objects.filter(pk=running.pk).update(
        account_number="6200999988887777", contractor_representative="陈代表"
    )
    make_confirmed(running, li, wang, lead="张负责", title="亲子阅读")
    spend(running, li, payee="王收款")
    hidden = [organisation.contact, organisation.mobile, organisation.account_number, "6200999988887777",
              "陈代表", "张负责", "王收款", "王经办", "李申报", "何部长", "photo", "files/"]  # fmt: skip
    for response in (page_of(client, running), client.get(reverse("supervision:follow_up_index"))):
        page = response.content.decode().split('<main id="main"')[1]
        assert [text for text in hidden if text in page] == []


def test_what_is_not_signed_or_not_published_is_not_there(client, department, organisation):
    drafted = factories.make_agreement(
        project=factories.make_project(department=department), organisation=organisation, signed=False
    )
    hidden = factories.make_agreement(
        project=factories.make_project(department=department, state="ready"), organisation=organisation
    )
    assert page_of(client, drafted).status_code == 404
    assert page_of(client, hidden).status_code == 404


def test_the_index_says_so_when_there_is_nothing(client, db):
    assert "还没有已签订协议的项目" in client.get(reverse("supervision:follow_up_index")).content.decode()


def test_the_index_costs_the_same_however_long(client, department, organisation):
    url = reverse("supervision:follow_up_index")
    assert_constant_queries(client, url, lambda: make_running(department, organisation))
