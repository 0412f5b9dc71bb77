"""Working days: the table, its pages, and the counting that every period stands on."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fulian import clock
from fulian.history.models import Entry
from fulian.workdays import official
from fulian.workdays.days import add_working_days, calendar_known, is_working_day
from fulian.workdays.models import Holiday
from tests.queries import assert_constant_queries

INDEX = "/workdays/"
IN_ONE_DATABASE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def naive(start, days, exceptions):
    """The slowest way there is: one day after the other."""
    day = start
    while days:
        day += timedelta(days=1)
        if exceptions.get(day, day.weekday() in {0, 1, 2, 3, 4}):
            days -= 1
    return day


@IN_ONE_DATABASE
@given(
    start=st.dates(date(2024, 1, 1), date(2024, 3, 31)),
    days=st.integers(0, 30),
    table=st.dictionaries(st.dates(date(2024, 1, 1), date(2024, 6, 30)), st.booleans(), max_size=40),
)
def test_counting_agrees_with_one_day_after_the_other(db, start, days, table):
    Holiday.objects.all().delete()
    Holiday.objects.bulk_create(Holiday(day=day, works=works) for day, works in table.items())
    assert add_working_days(start, days) == naive(start, days, table)


def test_every_day_of_2024_is_as_the_state_council_set_it(db):
    official.load(2024)
    year = [date(2024, 1, 1) + timedelta(days=n) for n in range(366)]
    assert [day for day in year if is_working_day(day) != chinese_calendar.is_workday(day)] == []


@IN_ONE_DATABASE
@given(start=st.dates(date(2024, 1, 1), date(2024, 11, 30)), days=st.integers(1, 15))
def test_periods_of_2024_agree_with_the_calendar(db, start, days):
    official.load(2024)
    end = add_working_days(start, days)
    assert chinese_calendar.is_workday(end)
    assert len(chinese_calendar.get_workdays(start + timedelta(days=1), end)) == days


def test_five_working_days_over_the_national_day_of_2024(db):
    """公示 from Friday 27 September: the 29th is worked, 1–7 October are off."""
    official.load(2024)
    assert add_working_days(date(2024, 9, 27), 5) == date(2024, 10, 10)


def test_without_the_years_table_monday_to_friday_count(db):
    assert not calendar_known(2024)
    assert add_working_days(date(2024, 9, 27), 5) == date(2024, 10, 4)


def test_no_day_at_all_is_the_start_itself(db):
    assert add_working_days(date(2024, 10, 1), 0) == date(2024, 10, 1)


def test_loading_twice_adds_nothing_and_changes_nothing(db):
    Holiday.objects.create(day=date(2024, 10, 1), works=True, name="本会值班")
    assert official.load(2024) > 20
    assert official.load(2024) == 0
    assert Holiday.objects.get(day=date(2024, 10, 1)).name == "本会值班"


def test_the_command_loads_what_is_not_there_yet(db, capsys):
    call_command("load_holidays", 2024)
    count = Holiday.objects.count()
    call_command("load_holidays")
    assert all(calendar_known(year) for year in official.known_years())
    assert Holiday.objects.filter(day__year=2024).count() == count
    capsys.readouterr()
    call_command("load_holidays")
    assert capsys.readouterr().out == ""


def test_the_command_says_which_year_it_does_not_know(db):
    with pytest.raises(CommandError, match="2999"):
        call_command("load_holidays", 2999)


def test_a_year_is_loaded_from_the_page(client, office):
    client.force_login(office)
    with clock.travel(to=date(2024, 12, 2)):
        page = client.get(INDEX)
        assert "暂按周一至周五推算" in page.content.decode()
        page = client.post(reverse("workdays:load"), {"year": "2024"}, follow=True)
    assert page.redirect_chain == [("/workdays/?year=2024", 302)]
    text = page.content.decode()
    assert "暂按周一至周五推算" not in text
    assert "10月1日" in text
    assert Entry.objects.of_kind(Holiday).get().verb == "载入国家法定节假日"


def test_an_unknown_year_says_what_to_do(client, office):
    client.force_login(office)
    page = client.post(reverse("workdays:load"), {"year": "2035"}, follow=True).content.decode()
    assert "请对照国务院办公厅通知逐日录入" in page
    assert "载入 2035 年国家法定节假日" not in page
    assert not Holiday.objects.exists()


@pytest.mark.parametrize("year", ["abc", "-1", "99999999999", "0", "²"])
def test_a_senseless_year_is_this_year(client, office, year):
    client.force_login(office)
    assert client.get(INDEX, {"year": year}).context["year"] == clock.today().year


def test_a_day_is_entered_and_deleted_with_history(client, office):
    client.force_login(office)
    client.post(reverse("workdays:add"), {"day": "2027-02-08", "works": "off", "name": "春节"})
    holiday = Holiday.objects.get()
    assert (holiday.day, holiday.works) == (date(2027, 2, 8), False)
    page = client.post(reverse("workdays:delete", args=[holiday.pk]), follow=True)
    assert page.redirect_chain == [("/workdays/?year=2027", 302)]
    assert not Holiday.objects.exists()
    lines = [(entry.verb, entry.note, entry.by) for entry in Entry.objects.of_kind(Holiday)]
    assert lines == [
        ("删除", "2027-02-08 春节，放假", office),
        ("录入", "2027-02-08 春节，放假", office),
    ]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"day": "2027-02-08", "works": "on", "name": "上班"}, "works"),  # a Monday is worked anyhow
        ({"day": "2027-10-01", "works": "off", "name": "国庆节"}, "day"),  # is there already
        ({"day": "2027-02-30", "works": "off", "name": "春节"}, "day"),
        ({"day": "2027-02-06", "works": "", "name": "春节"}, "works"),
    ],
)
def test_a_day_that_makes_no_sense_is_refused(client, office, fields, wrong):
    Holiday.objects.create(day=date(2027, 10, 1), name="国庆节")
    client.force_login(office)
    page = client.post(reverse("workdays:add"), fields | {"year": "2027"})
    assert page.context["form"].errors.keys() == {wrong}
    assert page.context["year"] == 2027
    assert Holiday.objects.count() == 1


@pytest.mark.parametrize("person", ["wang", "head", "finance", "leader", "observer", "expert", "li"])
def test_only_office_and_administrator_keep_the_table(client, request, person):
    client.force_login(request.getfixturevalue(person))
    assert client.get(INDEX).status_code == 403
    assert client.post(reverse("workdays:add"), {"day": "2027-02-08"}).status_code == 403
    assert client.post(reverse("workdays:load"), {"year": "2024"}).status_code == 403
    assert not Holiday.objects.exists()


def test_the_administrator_keeps_it_too(client, administrator):
    client.force_login(administrator)
    assert client.get(INDEX).status_code == 200


def test_the_page_costs_the_same_however_many_days(client, office):
    client.force_login(office)
    days = iter(range(1, 20))
    assert_constant_queries(
        client,
        INDEX + "?year=2027",
        lambda: Holiday.objects.enter(by=office, day=date(2027, 5, next(days)), name="节"),
    )
