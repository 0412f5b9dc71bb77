"""One clock, in Chinese time wherever the server stands, and a submission is judged by when it came in."""

import os
import time
from datetime import UTC, date, datetime, timedelta

import pytest

from fulian import clock


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def elsewhere(request, monkeypatch):
    """The server stands in another country."""
    here = os.environ.get("TZ")
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    assert os.environ.get("TZ") == here
    time.tzset()


def test_the_date_is_that_of_zigong(elsewhere):
    """Half past four in the afternoon in Greenwich is half past midnight of the next day here."""
    with clock.travel(to=datetime(2024, 5, 31, 16, 30, tzinfo=UTC)):
        assert clock.today() == date(2024, 6, 1)
    with clock.travel(to=datetime(2024, 5, 31, 15, 59, tzinfo=UTC)):
        assert clock.today() == date(2024, 5, 31)


def test_a_minute_of_a_day_is_that_of_zigong(elsewhere):
    assert clock.at(date(2024, 6, 1), 17, 30) == datetime(2024, 6, 1, 9, 30, tzinfo=UTC)


def test_time_runs_on_while_travelling_and_is_itself_again_after():
    before = clock.now()
    with clock.travel(to=date(2024, 6, 1)):
        first = clock.now()
        assert clock.today() == date(2024, 6, 1)
        assert timedelta(0) <= clock.now() - first < timedelta(seconds=5)
        with clock.travel(to=date(2025, 1, 1)):
            assert clock.today().year == 2025
        assert clock.today().year == 2024
    assert timedelta(0) <= clock.now() - before < timedelta(seconds=5)


def test_travel_ends_even_when_something_goes_wrong():
    year = clock.today().year
    with pytest.raises(ZeroDivisionError), clock.travel(to=date(2020, 1, 1)):
        1 / 0  # noqa: B018
    assert clock.today().year == year


def test_a_request_is_dated_before_anything_can_make_it_wait(rf):
    def slow(request):
        with clock.travel(to=request.received_at + timedelta(hours=1)):
            return request.received_at, clock.now()

    received, answered = clock.ReceivedAt(slow)(rf.get("/"))
    assert answered - received >= timedelta(hours=1)


def test_the_note_is_made_before_all_other_middleware(settings):
    assert settings.MIDDLEWARE[0] == "fulian.clock.ReceivedAt"


@pytest.mark.parametrize(
    ("moment", "open_"),
    [((17, 59, 59, 999_999), True), ((18, 0, 0, 1), False), ((18, 0, 1, 0), False)],
)
def test_the_window_shuts_at_the_closing_second(catalogue, project, moment, open_):
    day = clock.today()
    catalogue.close_at = clock.at(day, 18)
    catalogue.open_at = clock.at(day - timedelta(days=15))
    hour, minute, second, micro = moment
    at = clock.at(day, hour, minute, second) + timedelta(microseconds=micro)
    assert catalogue.is_open(at) == open_
