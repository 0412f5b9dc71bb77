"""History: added to, never changed; and in the words of the forms."""

import pytest

from fulian import clock
from fulian.history.models import AppendOnlyError, Entry, record
from projects.models import Catalogue, Project
from supervision.models import Instalment
from tests.factories import make_organisation, make_pdf


@pytest.fixture
def entry(organisation, li):
    return record(organisation, "edit", by=li, changes={"contact": ["甲", "乙"]})


def refused(act):
    with pytest.raises(AppendOnlyError):
        act()


def test_a_line_cannot_be_changed(entry):
    entry.note = "改过"
    refused(entry.save)
    refused(lambda: entry.save(update_fields=["note"]))
    refused(lambda: Entry.objects.update(note="改过"))
    refused(lambda: Entry.objects.filter(pk=entry.pk).update(note="改过"))
    refused(lambda: Entry.objects.bulk_update([entry], ["note"]))
    refused(lambda: Entry.objects.update_or_create(pk=entry.pk, defaults={"note": "改过"}))
    assert Entry.objects.get(pk=entry.pk).note == ""


def test_a_line_cannot_be_deleted(entry):
    refused(entry.delete)
    refused(Entry.objects.all().delete)
    refused(Entry.objects.filter(pk=entry.pk).delete)
    assert Entry.objects.filter(pk=entry.pk).exists()


def test_the_lines_of_a_record_are_its_own_newest_first(organisation, li):
    record(make_organisation(), "edit", by=li)
    record(organisation, "edit", by=li, note="一")
    record(organisation, "edit", by=li, note="二")
    assert [line.note for line in Entry.objects.of(organisation)] == ["二", "一"]


def stored(entry):
    """As the page reads it: from the database."""
    return Entry.objects.get(pk=entry.pk).differences


def test_a_change_reads_like_the_form_and_in_its_order(organisation, project, catalogue, li):
    changes = {
        "women_org": [False, True],
        "grade": ["", "3A"],
        "registered_on": [None, clock.today()],
        "state": ["unverified", "verified"],
        "contact": ["甲", ""],
    }
    lines = stored(record(organisation, "verify", by=li, changes=changes))
    assert lines == [
        ("登记日期", "", clock.today().isoformat()),
        ("已建立妇女组织", "否", "是"),
        ("社会组织评估等级", "", "3A"),
        ("联系人", "甲", ""),
        ("状态", "未核验", "已核验"),
    ]


def test_a_moment_reads_in_chinese_time(catalogue, li):
    before = clock.at(clock.today(), 17, 30)
    line = stored(record(catalogue, "edit", by=li, changes={"close_at": [before, None]}))
    assert line == [(Catalogue._meta.get_field("close_at").verbose_name, f"{clock.today()} 17:30", "")]


def test_a_related_record_reads_by_its_name(project, department, li):
    line = stored(record(project, "edit", by=li, changes={"department": [None, department]}))
    assert line == [(Project._meta.get_field("department").verbose_name, "", "权宣部")]


def test_a_field_that_is_gone_is_still_read(organisation, li):
    line = stored(record(organisation, "edit", by=li, changes={"fax": ["1", "2"]}))
    assert line == [("fax", "1", "2")]


def test_money_is_kept_to_the_cent(agreement, li):
    instalment = Instalment.objects.filter(agreement=agreement).first()
    line = stored(record(instalment, "edit", by=li, changes={"amount": [instalment.amount, None]}))
    assert line[0][1] == f"{instalment.amount:.2f}"


def test_each_step_of_a_life_leaves_a_line_with_before_and_after(organisation, li, office):
    """An organisation's way: asked, returned, asked again, verified, suspended, restored."""
    organisation.attach(make_pdf(), by=li)
    way = [
        ("ask_verification", {}, li, "pending"),
        ("return_", {"reason": "证书不清晰"}, office, "unverified"),
        ("ask_verification", {}, li, "pending"),
        ("verify", {}, office, "verified"),
        ("suspend", {"reason": "年检不合格"}, office, "suspended"),
        ("restore", {}, office, "verified"),
    ]
    before = organisation.state
    for step, words, person, after in way:
        getattr(organisation, step)(by=person, **words)
        line = Entry.objects.of(organisation)[0]
        assert (line.verb, line.by, line.label) == (step, person, organisation.STEPS[step].label)
        assert line.changes["state"] == [before, after]
        assert line.note == words.get("reason", "")
        before = after
