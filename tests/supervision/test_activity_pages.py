from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from fulian import clock
from projects.codes import Code
from supervision.models import Activity
from supervision.tally import progress
from tests import factories
from tests.queries import assert_constant_queries
from tests.supervision.records import make_activity, make_confirmed


@pytest.fixture
def agreement(department, organisation):
    codes = [Code.ACTIVITY_EVIDENCE_SET, Code.BRAND_NAME, Code.BRAND_ATTIRE]
    project = factories.make_project(*codes, department=department)
    return factories.make_agreement(project=project, organisation=organisation)


@pytest.fixture
def activity(agreement, li):
    return make_activity(agreement, li)


def url(name, record):
    return reverse(f"supervision:{name}", args=[record.pk])


def plan_data(**fields):
    start = clock.now() + timedelta(days=10)
    return {
        "title": "家庭教育讲座",
        "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{start + timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "place": "妇女之家",
        "lead": "陈某",
        "plan_text": "讲座与互动。",
    } | fields


def test_the_contractor_plans_an_activity(client, agreement, li):
    client.force_login(li)
    assert "登记活动计划" in client.get(url("activity_index", agreement)).content.decode()
    response = client.post(url("activity_create", agreement), plan_data())
    activity = Activity.objects.get()
    assert response.url == activity.get_absolute_url()
    assert (activity.title, activity.state) == ("家庭教育讲座", "planned")


def test_nothing_typed_is_lost_when_the_plan_is_refused(client, agreement, li):
    client.force_login(li)
    late = clock.now() + timedelta(days=400)
    data = plan_data(
        starts_at=f"{late:%Y-%m-%dT%H:%M}", ends_at=f"{late + timedelta(hours=1):%Y-%m-%dT%H:%M}"
    )
    page = client.post(url("activity_create", agreement), data).content.decode()
    assert "活动应在项目实施期内" in page
    assert "家庭教育讲座" in page
    assert not Activity.objects.exists()


def test_it_ends_after_it_starts(client, agreement, li):
    client.force_login(li)
    data = plan_data()
    page = client.post(url("activity_create", agreement), data | {"ends_at": data["starts_at"]})
    assert "结束时间应晚于开始时间。" in page.content.decode()


@pytest.mark.parametrize("person", ["wang", "leader", "observer"])
def test_only_the_contractor_plans(client, agreement, request, person):
    client.force_login(request.getfixturevalue(person))
    client.post(url("activity_create", agreement), plan_data())
    assert not Activity.objects.exists()
    assert "登记活动计划" not in client.get(url("activity_index", agreement)).content.decode()


def test_a_project_that_is_over_takes_no_more(agreement, li):
    type(agreement).objects.filter(pk=agreement.pk).update(state="accepted")
    agreement.refresh_from_db()
    with pytest.raises(ValidationError) as refusal:
        make_activity(agreement, li)
    assert refusal.value.code == "not_in_force"


@pytest.mark.parametrize("days", [-1, 201])
def test_it_cannot_be_moved_out_of_the_term(activity, li, days):
    elsewhere = clock.at(activity.agreement.starts_on + timedelta(days=days), 9)
    with pytest.raises(ValidationError) as refusal:
        activity.edit(by=li, starts_at=elsewhere, ends_at=elsewhere + timedelta(hours=1))
    assert refusal.value.code == "outside_term"


def test_the_record_form_comes_once_it_has_begun(client, agreement, activity, li):
    client.force_login(li)
    later = make_activity(agreement, li, starts_at=clock.now() + timedelta(days=5), photos=0)
    assert "实到人数" in client.get(url("activity_edit", activity)).content.decode()
    assert "实到人数" not in client.get(url("activity_edit", later)).content.decode()


def test_the_ticks_are_asked_only_where_a_clause_demands_them(client, activity, organisation, department, li):
    client.force_login(li)
    assert "以市妇联名义开展" in client.get(url("activity_edit", activity)).content.decode()
    plain = factories.make_agreement(
        project=factories.make_project(department=department), organisation=organisation
    )
    other = make_activity(plain, li)
    assert "以市妇联名义开展" not in client.get(url("activity_edit", other)).content.decode()


def test_women_and_children_are_no_more_than_all(client, activity, li):
    client.force_login(li)
    data = plan_data(attendance=10, women=8, children=3, volunteers=0)
    data |= {"starts_at": f"{clock.now():%Y-%m-%dT%H:%M}"}
    page = client.post(url("activity_edit", activity), data).content.decode()
    assert "妇女、儿童人次之和不能超过实到人数。" in page


def test_several_photos_at_once_and_one_taken_away(client, activity, li):
    client.force_login(li)
    photos = [factories.make_photo(f"新{n}.jpg", "green", (50 + n, 40)) for n in range(3)]
    client.post(url("activity_attach", activity), {"slot": "photo", "files": photos})
    assert activity.files.filter(slot="photo").count() == 6
    stored = activity.files.filter(name="新1.jpg").get()
    client.post(reverse("supervision:activity_detach", args=[activity.pk, stored.pk]))
    assert not activity.files.filter(pk=stored.pk).exists()
    page = client.get(url("activity_detail", activity)).content.decode()
    assert f"活动照片：新1.jpg（{stored.sha256[:12]}）" in page


def test_a_file_of_another_activity_cannot_be_taken_away(client, agreement, activity, li):
    client.force_login(li)
    other = make_activity(agreement, li)
    stored = other.files.first()
    client.post(reverse("supervision:activity_detach", args=[activity.pk, stored.pk]))
    assert other.files.filter(pk=stored.pk).exists()


def test_an_unknown_place_is_refused(client, activity, li):
    client.force_login(li)
    before = activity.files.count()
    client.post(url("activity_attach", activity), {"slot": "x", "files": [factories.make_photo()]})
    assert activity.files.count() == before


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ({"attendance": None, "women": 0, "children": 0}, "请填写实到人数。"),
        ({"women": 25, "children": 6}, "妇女、儿童人次之和不能超过实到人数。"),
        ({"plan_text": ""}, "请填写或上传活动方案。"),
        ({"bulletin_text": ""}, "请填写或上传活动简报。"),
        ({"photos": 2}, "请上传至少3张活动照片。"),
        ({"brand_ok": False}, "相关要求规定以市妇联名义开展，请确认。"),
        ({"attire_ok": False}, "相关要求规定着装或佩戴标志，请确认。"),
    ],
)
def test_an_incomplete_record_is_refused_and_says_what_is_missing(client, agreement, li, missing, message):
    activity = make_activity(agreement, li, **missing)
    assert activity.gaps() == [message]
    client.force_login(li)
    assert message in client.get(url("activity_detail", activity)).content.decode()
    page = client.post(url("activity_record", activity), follow=True).content.decode()
    assert message in page
    activity.refresh_from_db()
    assert activity.state == "planned"


def test_the_video_is_missed_where_a_clause_demands_it(activity):
    activity.files.filter(slot="video").delete()
    assert activity.gaps() == ["相关要求规定须有小视频，请上传。"]


def test_a_record_before_the_activity_is_refused(agreement, li):
    activity = make_activity(agreement, li, starts_at=clock.now() + timedelta(hours=1))
    with pytest.raises(ValidationError) as refusal:
        activity.record(by=li)
    assert refusal.value.code == "future"


def test_record_confirm_and_count(client, activity, li, wang):
    client.force_login(li)
    client.post(url("activity_record", activity))
    assert wang.inbox.filter(subject="请确认活动记录：亲子阅读").exists()
    assert progress(activity.agreement)[0].actual == 0
    client.force_login(wang)
    client.post(url("activity_confirm", activity))
    activity.refresh_from_db()
    assert activity.state == "confirmed"
    assert progress(activity.agreement)[0].actual == 1
    page = client.get(url("activity_index", activity.agreement)).content.decode()
    assert "30 人次" in page
    assert "50%" in page


def test_a_returned_record_goes_round_again(client, activity, li, wang):
    activity.record(by=li)
    client.force_login(wang)
    client.post(url("activity_return", activity), {"reason": "简报太短"})
    activity.refresh_from_db()
    assert activity.state == "held"
    assert li.inbox.filter(body="简报太短").exists()
    client.force_login(li)
    client.post(url("activity_record", activity))
    activity.refresh_from_db()
    assert activity.state == "recorded"


def test_a_cancelled_activity_counts_nowhere(client, activity, li):
    client.force_login(li)
    client.post(url("activity_cancel", activity), {"reason": "场地停电"})
    activity.refresh_from_db()
    assert activity.state == "cancelled"
    assert not activity.agreement.activities.live().exists()


def test_a_record_that_is_late_says_so(client, activity, li):
    client.force_login(li)
    with clock.travel(clock.now() + timedelta(days=7)):
        assert "记录已逾期" not in client.get(url("activity_index", activity.agreement)).content.decode()
    with clock.travel(clock.now() + timedelta(days=8)):
        assert "记录已逾期" in client.get(url("activity_index", activity.agreement)).content.decode()


@pytest.mark.parametrize("name", ["activity_detail", "activity_record", "activity_confirm", "activity_edit"])
def test_another_contractor_does_not_find_it(client, activity, rival, other_organisation, name):
    client.force_login(rival)
    assert client.post(url(name, activity)).status_code == 404


def test_the_evidence_duty_waits_for_all_confirmations(agreement, activity, li, wang):
    duty = agreement.duties.get(code=Code.ACTIVITY_EVIDENCE_SET)
    assert duty.missing() == ["活动“亲子阅读”的记录尚未经部室确认。"]
    activity.record(by=li)
    activity.confirm(by=wang)
    assert duty.missing() == []


def test_the_list_costs_the_same_however_long(client, agreement, li, wang):
    client.force_login(li)
    assert_constant_queries(
        client, url("activity_index", agreement), lambda: make_confirmed(agreement, li, wang)
    )


def test_photos_are_shown_by_the_download_view(client, activity, wang, rival, other_organisation):
    photo = activity.files.filter(slot="photo").first()
    client.force_login(wang)
    assert photo.get_absolute_url() in client.get(url("activity_detail", activity)).content.decode()
    shown = client.get(photo.get_absolute_url())
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(shown).startswith(b"\xff\xd8")
    client.force_login(rival)
    assert client.get(photo.get_absolute_url()).status_code == 404
