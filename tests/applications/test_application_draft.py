"""A draft can be saved at any time, however incomplete, and nothing that was typed is lost."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Application
from fulian.files.models import StoredFile
from projects.codes import Code
from tests import factories
from tests.applications.forms import payload


def save(client, application, **changes):
    return client.post(f"/applications/{application.pk}/edit/", payload(application, **changes))


@pytest.fixture
def at_desk(client, li):
    client.force_login(li)
    return client


def test_an_empty_draft_can_be_saved(at_desk, project, organisation, li):
    application = Application.objects.start(project=project, organisation=organisation, by=li)
    empty = dict.fromkeys(["title", "starts_on", "ends_on"], "")
    assert save(at_desk, application, **empty).status_code == 302
    application.refresh_from_db()
    assert (application.title, application.starts_on, application.version) == ("", None, 2)


def test_words_dates_and_numbers_are_saved_as_typed(at_desk, application):
    response = save(at_desk, application, plan="第一步\r\n第二步", direct_count="321", promise_name="李某")
    assert response["Location"] == f"/applications/{application.pk}/edit/"
    application.refresh_from_db()
    assert application.plan == "第一步\r\n第二步"
    assert application.direct_count == 321
    assert application.promise_name == "李某"


def test_saving_and_checking_leads_to_the_check(at_desk, application):
    assert save(at_desk, application, check="yes")["Location"] == application.get_absolute_url()


def test_half_a_budget_row_is_kept_and_named_before_submission(at_desk, application):
    rows = {
        "budget-TOTAL_FORMS": 5,
        "budget-3-item": "场地布置",
        "budget-3-quantity": "1",
        "budget-3-times": "1",
    }
    save(at_desk, application, **rows)
    line = application.budget.last()
    assert (line.item, line.unit_price, line.amount) == ("场地布置", 0, 0)
    assert "预算第4行“场地布置”缺少：费用类别、单价（元）。" in application.budget_problems()
    page = at_desk.get(f"/applications/{application.pk}/edit/").content.decode()
    assert "预算第4行" in page


def test_blank_rows_and_deleted_rows_are_dropped_and_the_rest_keeps_its_order(at_desk, application):
    rows = {
        "budget-TOTAL_FORMS": 6,
        "budget-0-DELETE": "on",
        "budget-3-quantity": "1", "budget-3-times": "1", "budget-3-own": "0",
        "budget-5-item": "宣传册", "budget-5-unit_price": "5.5", "budget-5-quantity": "100",
        "budget-5-times": "1", "budget-5-own": "50", "budget-5-category": "publicity",
    }  # fmt: skip
    save(at_desk, application, **rows)
    kept = [(line.ordinal, line.item, line.amount) for line in application.budget.all()]
    assert kept == [
        (1, "审计费", Decimal(3000)),
        (2, "第三方评估费", Decimal(3000)),
        (3, "宣传册", Decimal("550.00")),
    ]
    assert application.budget.last().requested == Decimal("500.00")


def test_a_row_wiped_clean_is_gone(at_desk, application):
    wiped = dict.fromkeys(
        [
            f"budget-2-{name}"
            for name in ("category", "item", "unit_price", "unit", "quantity", "times", "own")
        ],
        "",
    )
    save(at_desk, application, **wiped)
    assert [line.item for line in application.budget.all()] == ["活动物料", "审计费"]


def test_half_a_plan_and_half_a_team_are_kept(at_desk, application):
    rows = {
        "activities-TOTAL_FORMS": 2, "activities-1-place": "东兴寺社区",
        "team-TOTAL_FORMS": 2, "team-1-name": "赵某",
    }  # fmt: skip
    save(at_desk, application, **rows)
    assert "活动计划表第2行缺少活动名称。" in application.problems()
    assert "项目团队第2行请填写姓名和项目职务。" in application.problems()


def test_too_long_a_text_comes_back_with_everything_that_was_typed(at_desk, application):
    long = "长" * 501
    response = save(
        at_desk, application, summary=long, plan="别的栏目也改了", **{"budget-0-item": "改名的物料"}
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert long in page
    assert "别的栏目也改了" in page
    assert "改名的物料" in page
    assert "没有保存" in page
    application.refresh_from_db()
    assert (application.version, application.summary) == (1, "内容已写明。")


def test_nonsense_in_a_row_is_named_and_the_row_comes_back(at_desk, application):
    response = save(at_desk, application, **{"budget-0-unit_price": "十块", "budget-0-item": "记得我"})
    page = response.content.decode()
    assert "没有保存" in page
    assert "十块" in page
    assert "记得我" in page
    assert application.budget.first().unit_price == 1000


def test_the_over_budget_draft_is_saved_and_the_problem_shown(at_desk, application):
    save(at_desk, application, **{"budget-0-unit_price": "3000"})
    page = at_desk.get(f"/applications/{application.pk}/edit/").content.decode()
    assert "申请资金126,000.00元，超过项目金额10万元，请调减。" in page
    assert "126,000.00" in page


def test_a_stale_tab_overwrites_nothing_and_keeps_what_was_typed(at_desk, application, li):
    other_tab = payload(application, goal="另一个标签页写的目标")
    application.edit(by=li, version=1, goal="先保存的目标", need="先保存的需求")
    page = at_desk.post(f"/applications/{application.pk}/edit/", other_tab).content.decode()
    application.refresh_from_db()
    assert application.goal == "先保存的目标"
    for text in ["刚刚在别处保存过", "先保存的目标", "另一个标签页写的目标", "先保存的需求"]:
        assert text in page
    assert 'name="version" value="2"' in page  # having compared, the person may save


def test_after_comparing_the_stale_tab_may_save_and_loses_no_row(at_desk, application, li):
    more = {"budget-TOTAL_FORMS": 4, "budget-3-item": "餐费", "budget-3-unit_price": "30"}
    first = payload(application, **more)
    at_desk.post(f"/applications/{application.pk}/edit/", first)
    stale = first | {"goal": "另一个目标"}  # INITIAL_FORMS is still 3, though 4 rows are stored by now
    assert at_desk.post(f"/applications/{application.pk}/edit/", stale).status_code == 200
    at_desk.post(f"/applications/{application.pk}/edit/", stale | {"version": 2})
    application.refresh_from_db()
    assert application.goal == "另一个目标"
    assert application.budget.count() == 4


def test_a_second_click_on_save_is_no_conflict(at_desk, application):
    data = payload(application, goal="目标")
    for _ in range(2):
        response = at_desk.post(f"/applications/{application.pk}/edit/", data)
        assert response.status_code == 302
    application.refresh_from_db()
    assert application.version == 2


def test_a_stale_tab_cannot_change_what_was_submitted(at_desk, application, li):
    data = payload(application, plan="迟到的修改")
    application.submit(by=li)
    page = at_desk.post(f"/applications/{application.pk}/edit/", data).content.decode()
    application.refresh_from_db()
    assert application.plan == "内容已写明。"
    assert "当前状态为“已提交”" in page
    assert "迟到的修改" in page  # what was typed can still be copied


def test_a_submitted_one_is_shown_not_edited(at_desk, application, li):
    application.submit(by=li)
    response = at_desk.get(f"/applications/{application.pk}/edit/")
    assert response["Location"] == application.get_absolute_url()


def test_staff_may_read_but_never_write(client, project, organisation, wang):
    application = factories.make_submitted(project=project, organisation=organisation)
    factories.close(project.catalogue)
    client.force_login(wang)
    assert client.get(f"/applications/{application.pk}/edit/").status_code == 403
    assert save(client, application, plan="代写").status_code == 403


def test_attachments_are_saved_along_with_the_words(at_desk, application):
    files = {"files-women_org": [factories.make_pdf("证明.pdf")], "files-other": [factories.make_photo()]}
    save(at_desk, application, plan="新方案", **files)
    application.refresh_from_db()
    assert application.plan == "新方案"
    assert {(one.slot, one.name) for one in application.files.all()} == {
        ("women_org", "证明.pdf"),
        ("other", "照片.jpg"),
    }


def test_attachments_are_kept_even_when_the_words_are_refused(at_desk, application):
    files = {"files-other": [factories.make_pdf("证明.pdf")]}
    page = save(at_desk, application, summary="长" * 501, **files).content.decode()
    assert "没有保存" in page
    assert "证明.pdf" in page
    assert application.files.count() == 1


def test_a_renamed_program_is_refused_with_a_message_and_nothing_is_stored(at_desk, application):
    program = SimpleUploadedFile("证明.pdf", b"MZ\x90\x00" + b"\x00" * 200, "application/pdf")
    response = at_desk.post(
        f"/applications/{application.pk}/attach/", {"slot": "other", "upload": program}, follow=True
    )
    assert "“证明.pdf”不是可接受的文件" in response.content.decode()
    program.seek(0)
    response = at_desk.post(
        f"/applications/{application.pk}/edit/",
        payload(application, plan="文字照样保存", **{"files-other": [program]}),
        follow=True,
    )
    assert "“证明.pdf”不是可接受的文件" in response.content.decode()
    assert StoredFile.objects.count() == 0
    application.refresh_from_db()
    assert application.plan == "文字照样保存"


def test_an_attachment_can_be_taken_off_while_drafting(at_desk, application, li):
    application.attach(factories.make_pdf(), by=li, slot="other")
    stored = application.files.get()
    at_desk.post(f"/applications/{application.pk}/detach/{stored.pk}/")
    assert not application.files.exists()
    at_desk.post(f"/applications/{application.pk}/detach/{stored.pk}/")  # the second click


def test_taking_off_on_the_edit_page_happens_on_saving(at_desk, application, li):
    application.attach(factories.make_pdf(), by=li, slot="other")
    save(at_desk, application, **{"files-remove": [application.files.get().pk]})
    assert not application.files.exists()


def test_what_was_handed_in_once_is_never_destroyed(application, li, wang):
    application.attach(factories.make_pdf(), by=li, slot="other")
    application.submit(by=li)
    factories.close(application.project.catalogue)
    application.return_(by=wang, reason="换证明")
    application.detach(application.files.get().pk, by=li)
    assert application.attachments() == []
    assert application.files.get().slot == "earlier"
    assert application.content()["files"] == []


def test_the_attachments_of_another_application_cannot_be_taken_off(at_desk, application, rival):
    other = factories.make_application()
    stored = StoredFile.objects.keep(factories.make_pdf(), owner=other, slot="other", by=rival)
    at_desk.post(f"/applications/{application.pk}/detach/{stored.pk}/")
    assert StoredFile.objects.filter(pk=stored.pk, owner_id=other.pk).exists()


def test_an_unknown_kind_of_attachment_is_refused(application, li):
    with pytest.raises(ValidationError, match="附件类别"):
        application.attach(factories.make_pdf(), by=li, slot="signed")


def test_the_entrys_indicators_and_clauses_stand_beside_the_goal(
    at_desk, department, catalogue, organisation
):
    project = factories.make_project(Code.AUDIT_REPORT, department=department, catalogue=catalogue)
    application = factories.make_application(project=project, organisation=organisation)
    page = at_desk.get(f"/applications/{application.pk}/edit/").content.decode()
    assert "开展活动≥2场" in page
    assert "专项资金审计报告" in page
