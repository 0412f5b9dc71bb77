from datetime import timedelta

import pytest
from django.urls import reverse

from fulian import clock
from projects.models import Catalogue, Notice, Project
from tests import factories
from tests.queries import assert_constant_queries

FRONT = reverse("projects:catalogue")


def text_of(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


@pytest.fixture
def draft(department):
    catalogue = factories.make_catalogue(state="draft", published_at=None)
    return factories.make_project(department=department, catalogue=catalogue, state="draft")


def test_the_front_page_shows_what_is_open_and_how_long(client, project):
    page = text_of(client, FRONT)
    assert project.name in page
    assert "还剩 7 天" in page


def test_the_front_page_shows_no_drafts(client, draft, catalogue):
    Notice.objects.create(catalogue=catalogue, title="未发布的公示", body="无")
    page = text_of(client, FRONT)
    assert draft.name not in page
    assert draft.catalogue.title not in page
    assert "未发布的公示" not in page
    assert "正在申报" in page


def test_a_catalogue_that_opens_tomorrow_is_announced(client, project):
    Catalogue.objects.filter(pk=project.catalogue_id).update(open_at=clock.now() + timedelta(days=1))
    page = text_of(client, FRONT)
    assert "即将开始" in page
    assert "目前没有正在申报的项目" in page


def test_the_catalogue_is_shown_in_the_ten_official_columns(client, project):
    page = text_of(client, project.catalogue.get_absolute_url())
    for field in ("goal", "content", "beneficiaries", "bidders", "period", "requirements"):
        assert Project._meta.get_field(field).verbose_name in page
        assert getattr(project, field) in page
    assert "合计" in page
    assert "操作记录" not in page


@pytest.mark.parametrize("person", [None, "li", "stranger"])
def test_drafts_do_not_exist_for_outsiders(client, request, draft, person):
    if person:
        client.force_login(request.getfixturevalue(person))
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(draft.catalogue.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("person", [None, "li", "wang", "head", "office", "leader", "expert", "stranger"])
def test_public_pages_open_for_everybody(client, request, project, catalogue, person):
    factories.close(factories.make_project().catalogue)
    notice = Notice.objects.create(
        catalogue=catalogue, title="公示", body="无", state="published",
        starts_on=clock.today(), ends_on=clock.today(),
    )  # fmt: skip
    if person:
        client.force_login(request.getfixturevalue(person))
    for url in (
        FRONT,
        catalogue.get_absolute_url(),
        notice.get_absolute_url(),
        reverse("projects:notice_index"),
    ):
        text_of(client, url)
    for one in Project.objects.all():
        text_of(client, one.get_absolute_url())


def test_a_visitor_is_asked_to_sign_in_before_applying(client, project):
    page = text_of(client, project.get_absolute_url())
    assert f"{reverse('account_login')}?next={project.get_absolute_url()}" in page
    assert reverse("applications:application_start", args=[project.pk]) not in page


def test_a_member_applies_with_one_button(client, project, organisation, li):
    client.force_login(li)
    page = text_of(client, project.get_absolute_url())
    assert reverse("applications:application_start", args=[project.pk]) in page


def test_somebody_without_an_organisation_registers_one_first(client, project, stranger):
    client.force_login(stranger)
    assert reverse("applications:organisation_register") in text_of(client, project.get_absolute_url())


def test_after_closing_nobody_can_apply(client, project, organisation, li):
    factories.close(project.catalogue)
    client.force_login(li)
    page = text_of(client, project.get_absolute_url())
    assert reverse("applications:application_start", args=[project.pk]) not in page
    assert "截止" in page


def test_the_entry_says_what_each_clause_will_make_one_do(client, department, catalogue):
    project = factories.make_project("AUDIT_REPORT", "PROGRESS_QUARTERLY", catalogue=catalogue)
    page = text_of(client, project.get_absolute_url())
    assert "专项资金审计报告" in page
    assert "每季度末报送进展报告" in page


def test_a_running_project_leads_to_its_follow_up_page(client, agreement):
    page = text_of(client, agreement.project.get_absolute_url())
    assert reverse("supervision:follow_up", args=[agreement.project_id]) in page


@pytest.mark.parametrize("name", ["index", "catalogue_index"])
@pytest.mark.parametrize("person", ["li", "stranger", "expert"])
def test_staff_lists_are_closed_to_others(client, request, name, person):
    client.force_login(request.getfixturevalue(person))
    assert client.get(reverse(f"projects:{name}")).status_code == 403


def test_the_catalogue_page_says_what_is_missing_before_publication(client, draft, office):
    client.force_login(office)
    page = text_of(client, draft.catalogue.get_absolute_url())
    assert "发布前还需要" in page
    assert "尚未经部室负责人审核通过" in page


def test_the_office_sets_window_and_policy(client, draft, office):
    catalogue = draft.catalogue
    client.force_login(office)
    page = reverse("projects:catalogue_edit", args=[catalogue.pk])
    form = {
        name: value for name, value in client.get(page).context["form"].initial.items() if value is not None
    }
    form |= {"open_at": "2024-05-01T09:00", "close_at": "2024-05-15T16:00", "publicity_days": 7}
    assert client.post(page, form).status_code == 302
    catalogue.refresh_from_db()
    assert f"{catalogue.close_at:%Y-%m-%d %H:%M}" == "2024-05-15 08:00"  # UTC
    assert catalogue.publicity_days == 7


def test_a_window_that_ends_before_it_begins_keeps_what_was_typed(client, draft, office):
    client.force_login(office)
    page = reverse("projects:catalogue_edit", args=[draft.catalogue.pk])
    form = {
        name: value for name, value in client.get(page).context["form"].initial.items() if value is not None
    }
    form |= {"title": "改了的标题", "open_at": "2024-05-15T09:00", "close_at": "2024-05-01T16:00"}
    response = client.post(page, form)
    assert "改了的标题" in response.content.decode()
    assert "应晚于开始时间" in response.content.decode()


def edit_data(client, page, **changes):
    """What the browser would send back, with ``changes``."""
    context = client.get(page).context
    data = {name: value for name, value in context["form"].initial.items() if value is not None}
    rows = context["rows"]
    data |= {"indicators-TOTAL_FORMS": len(rows.forms), "indicators-INITIAL_FORMS": rows.initial_form_count()}
    for form in rows.forms:
        for name in form.fields:
            value = form[name].value()
            if value not in {None, False}:
                data[form.add_prefix(name)] = value
    return data | changes


def test_the_officer_edits_the_ten_columns_and_the_indicators(client, draft, wang):
    client.force_login(wang)
    page = reverse("projects:edit", args=[draft.pk])
    data = edit_data(
        client, page, **{"name": "新名称", "indicators-0-value": "5", "indicators-1-DELETE": "on"}
    )
    assert client.post(page, data).url == draft.get_absolute_url()
    draft.refresh_from_db()
    assert draft.name == "新名称"
    assert [str(one) for one in draft.indicators.all()] == ["开展活动≥5场"]
    assert draft.requirements_confirmed


def test_new_requirements_are_split_again_and_must_be_confirmed(client, draft, wang):
    client.force_login(wang)
    page = reverse("projects:edit", args=[draft.pk])
    words = "1.项目结束后提交结项报告。\r\n2.提交专项资金审计报告。"
    client.post(page, edit_data(client, page, requirements=words))
    draft.refresh_from_db()
    assert draft.codes() == {"FINAL_REPORT", "AUDIT_REPORT"}
    assert not draft.requirements_confirmed


def test_line_ends_of_the_browser_are_no_change(client, draft, wang):
    Project.objects.filter(pk=draft.pk).update(requirements="1.甲。\n2.乙。")
    client.force_login(wang)
    page = reverse("projects:edit", args=[draft.pk])
    client.post(page, edit_data(client, page, requirements="1.甲。\r\n2.乙。"))
    draft.refresh_from_db()
    assert draft.requirements_confirmed


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "项目名称"),
        ({"starts_on": "2024-05-01", "ends_on": "2024-04-01"}, "结束日期应晚于开始日期"),
        ({"amount": "-5"}, "项目金额"),
        ({"indicators-0-value": ""}, "请填写指标值"),
    ],
)
def test_a_wrong_entry_is_explained_and_nothing_is_lost(client, draft, wang, changes, said):
    client.force_login(wang)
    page = reverse("projects:edit", args=[draft.pk])
    response = client.post(page, edit_data(client, page, goal="写了很久的目标", **changes))
    assert said in response.content.decode()
    assert "写了很久的目标" in response.content.decode()
    draft.refresh_from_db()
    assert draft.goal != "写了很久的目标"


def test_a_number_is_given_once_per_catalogue(client, draft, wang):
    factories.make_project(catalogue=draft.catalogue, number="99", state="draft")
    client.force_login(wang)
    page = reverse("projects:edit", args=[draft.pk])
    assert "已有这个编号" in client.post(page, edit_data(client, page, number="99")).content.decode()


def test_the_officer_confirms_requirement_types(client, draft, wang):
    client.force_login(wang)
    page = reverse("projects:confirm", args=[draft.pk])
    clause = draft.clauses.get()
    assert "项目结束后提交结项报告" in text_of(client, page)
    data = {"seen": str(clause.pk), f"clause_{clause.pk}": ["FINAL_REPORT", "THIRD_PARTY_EVAL"]}
    client.post(page, data)
    assert draft.codes() == {"FINAL_REPORT", "THIRD_PARTY_EVAL"}


def test_a_stale_confirmation_does_not_wipe_new_clauses(client, draft, wang):
    client.force_login(wang)
    page = reverse("projects:confirm", args=[draft.pk])
    old = draft.clauses.get()
    draft.write_clauses([])
    response = client.post(page, {"seen": str(old.pk), f"clause_{old.pk}": ["OTHER"]})
    assert "刚刚被修改" in response.content.decode()


@pytest.mark.parametrize("name", ["edit", "confirm"])
def test_what_was_handed_in_cannot_be_edited(client, draft, wang, name):
    draft.hand_in(by=wang)
    client.force_login(wang)
    page = reverse(f"projects:{name}", args=[draft.pk])
    assert client.get(page).url == draft.get_absolute_url()
    assert client.post(page, {"name": "改"}).url == draft.get_absolute_url()


def test_entries_are_found_by_year_department_state_and_words(client, draft, project, wang):
    client.force_login(wang)
    page = reverse("projects:index")
    assert project.name in text_of(client, page)
    for query, hit, miss in [
        (f"year={draft.catalogue.year}", draft, project),
        ("state=published", project, draft),
        (f"q={draft.name}", draft, project),
    ]:
        text = text_of(client, f"{page}?{query}")
        assert hit.name in text
        assert miss.get_absolute_url() not in text
    assert "没有符合条件的条目" in text_of(client, f"{page}?q=不存在")
    assert client.get(f"{page}?department=abc&year=x&page=-1").status_code == 200


@pytest.mark.parametrize("name", ["index", "catalogue_index", "notice_index", "catalogue"])
def test_lists_cost_the_same_however_long(client, office, name):
    client.force_login(office)

    def add_one():
        project = factories.make_project()
        Notice.objects.create(
            catalogue=project.catalogue, title="公示", body="无", state="published",
            starts_on=clock.today(), ends_on=clock.today(),
        )  # fmt: skip

    assert_constant_queries(client, reverse(f"projects:{name}"), add_one)


def test_the_catalogue_page_costs_the_same_however_many_entries(client, catalogue, office):
    client.force_login(office)
    assert_constant_queries(
        client, catalogue.get_absolute_url(), lambda: factories.make_project(catalogue=catalogue)
    )


def test_the_entry_page_costs_the_same_however_many_clauses(client, project):
    def add_one():
        clause = project.clauses.create(ordinal=project.clauses.count() + 1, text="要求")
        clause.requirements.create(code="OTHER")

    assert_constant_queries(client, project.get_absolute_url(), add_one)
