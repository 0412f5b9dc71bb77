"""择优: where the choosing for one project stands, and the one thing to do next."""

from functools import cached_property
from typing import NamedTuple

from django.urls import reverse

from applications.models import Agreement, Application, Award, Review
from applications.models.application import State
from applications.models.review import State as ReviewState
from fulian import clock


class Next(NamedTuple):
    """The next thing: what, where, and what the link says (empty: nothing to open)."""

    text: str
    url: str = ""
    label: str = ""


class Panel(NamedTuple):
    """The experts of one application and how far each has come; no scores."""

    application: Application
    reviews: list[Review]

    @property
    def judges(self) -> list[Review]:
        return [review for review in self.reviews if review.state != ReviewState.RECUSED]

    @property
    def signed(self) -> int:
        return sum(review.state == ReviewState.SIGNED for review in self.judges)

    @property
    def is_short(self) -> bool:
        """Whether experts must still be named: too few, or an even number."""
        size = len(self.judges)
        return size < self.application.project.catalogue.experts_min or size % 2 == 0


class Selection:
    """The choosing for ``project``, read once: at most six queries however many applications came in."""

    def __init__(self, project):
        self.project = project

    @cached_property
    def is_closed(self) -> bool:
        return self.project.is_closed()

    @cached_property
    def count(self) -> int:
        """How many were handed in: all that anybody may know before closing."""
        return Application.objects.filter(project=self.project, state=State.SUBMITTED).count()

    @cached_property
    def applications(self) -> list[Application]:
        """What came in, in the order of receipt; empty before closing."""
        if not self.is_closed:
            return []
        found = Application.objects.filter(project=self.project).exclude(
            state__in=[State.DRAFT, State.WITHDRAWN]
        )
        return list(found.for_list().order_by("submitted_at", "pk").prefetch_related("submissions", "budget"))

    def of(self, *states: str) -> list[Application]:
        return [application for application in self.applications if application.state in states]

    @cached_property
    def panels(self) -> list[Panel]:
        """One per application that passed the screening."""
        reviews = Review.objects.filter(application__project=self.project).defer("total", "comment")
        rows: dict[int, list[Review]] = {}
        for review in reviews.select_related("expert").order_by("expert__name", "pk"):
            rows.setdefault(review.application_id, []).append(review)
        passed = self.of(State.QUALIFIED) or [one for one in self.applications if one.pk in rows]
        return [Panel(application, rows.get(application.pk, [])) for application in passed]

    @property
    def scores_are_open(self) -> bool:
        """Whether scores may be shown: every application of the project is settled."""
        return not self.of(State.SUBMITTED, State.RETURNED, State.QUALIFIED)

    @property
    def next(self) -> Next:
        """The one thing to do now, in the order of the procedure (domain.md b.3, 6 to 11)."""
        if not self.is_closed:
            return Next(f"已收到{self.count}份申报书。申报截止后才能查看内容并开始资格审查。")
        for step in (self._screening, self._experts, self._decision, self._award):
            if found := step():
                return found
        if not self.applications:
            return Next("申报期内没有收到申报书。请研究是否重新发布或取消该项目。")
        return Next("没有申报书入围，本项目未立项。")

    def _screening(self) -> Next | None:
        waiting = self.of(State.SUBMITTED)
        if waiting:
            url = reverse("applications:screening", args=[waiting[0].pk])
            return Next(f"还有{len(waiting)}份申报书待资格审查。", url, "开始资格审查")
        returned = self.of(State.RETURNED)
        if not returned:
            return None
        late = [one for one in returned if one.supplement_until and one.supplement_until < clock.today()]
        if late:
            url = reverse("applications:screening", args=[late[0].pk])
            return Next(f"{late[0].organisation}未在期限内补正，请作出审查结论。", url, "作出结论")
        until = max(one.supplement_until for one in returned)
        return Next(f"等待{len(returned)}家单位补正材料（{until:%-m月%-d日}前）。")

    def _experts(self) -> Next | None:
        if not self.of(State.QUALIFIED):
            return None
        url = reverse("applications:assign", args=[self.project.pk])
        short = [panel for panel in self.panels if panel.is_short]
        if short:
            return Next(f"{len(short)}份申报书需要分配评审专家。", url, "分配专家")
        signed = sum(panel.signed for panel in self.panels)
        wanted = sum(len(panel.judges) for panel in self.panels)
        return Next(f"专家评审中：已签署{signed}份，共{wanted}份。", url, "查看评审进度")

    def _decision(self) -> Next | None:
        if self.of(State.PROPOSED, State.AWARDED) or not self.of(State.REVIEWED, State.RESERVE):
            return None
        url = reverse("applications:ranking", args=[self.project.pk])
        return Next("评审已完成，请分管领导根据排名研究决定。", url, "查看排名")

    def _award(self) -> Next | None:
        chosen = self.of(State.PROPOSED, State.AWARDED)
        if not chosen:
            return None
        agreement = Agreement.objects.filter(application=chosen[0]).first()
        if agreement:
            return Next(
                f"已立项，{agreement.kind_label}{agreement.number}。", agreement.get_absolute_url(), "打开"
            )
        award = Award.objects.filter(application=chosen[0]).select_related("notice").first()
        return Next(award.waits_for, reverse("applications:award_index"), "查看立项结果") if award else None
