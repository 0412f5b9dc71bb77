"""Stretches 5 and 6: from the opened applications to a signed agreement and its duties."""

from django.urls import reverse

from applications.models import Agreement, Application, Award
from projects.models import Notice, Project
from tests.road.publish import PDF

COMMENT = "方案清楚可行，目标可衡量，预算依据充分，建议立项并加强资料留存。"


def screen(cast, project: Project) -> None:
    """The department sees what came in only now, and passes both."""
    officer = cast.officers["组联部"]
    officer.go(reverse("applications:project_applications", args=[project.pk]))
    for application in project.applications.all():
        officer.reads(application.organisation.name)
    for application in project.applications.all():
        officer.go(reverse("applications:screening", args=[application.pk]))
        for n in range(officer.page.locator('[name^="reason"]').count()):
            officer.fill(**{f"result{n}": "pass"})
        officer.press("提交审查结论")


def review(cast, project: Project) -> None:
    """Three experts declare before they read, score by the rubric and sign; nobody sees scores early."""
    officer = cast.officers["组联部"]
    officer.go(reverse("applications:assign", args=[project.pk]))
    for expert in cast.experts:
        officer.page.get_by_label(expert.user.name).check()
    officer.press("分配专家")
    for expert in cast.experts:
        for item in expert.user.reviews.order_by("pk"):
            expert.go(item).does_not_read(item.application.plan)
            expert.press("声明无利害关系")
            share = 0.9 if item.application.organisation.name.startswith("自贡市紫薇") else 0.7
            for criterion in item.criteria():
                mark = round(criterion.weight * share * 2) / 2
                expert.page.locator(f'[name="c{criterion.pk}-score"]').fill(str(mark))
            expert.fill(comment=COMMENT, recommendation="fund").press("签署提交")
            if expert is not cast.experts[-1]:
                cast.leader.go(reverse("applications:ranking", args=[project.pk])).reads("评审")
                cast.leader.does_not_read("87.", "88.", "89.", "90.")


def decide(cast, project: Project, application: Application) -> Notice:
    """The leader takes the first of the ranking; the office puts it up for five working days."""
    leader, office = cast.leader, cast.office
    leader.go(reverse("applications:ranking", args=[project.pk])).reads(application.organisation.name)
    leader.go(reverse("applications:decide", args=[application.pk]))
    leader.fill(minutes="主席办公会〔2024〕6号").press("确定拟立项")
    office.go(reverse("applications:award_index")).press("拟公示")
    notice = Notice.objects.get()
    office.go(notice).press("发布公示").reads("5个工作日")
    cast.public.go(notice).reads(application.organisation.name, project.name)
    leader.go(reverse("applications:award_index"))
    assert Award.objects.get().application_id == application.pk
    return notice


def award_and_sign(cast, application: Application, notice: Notice) -> Agreement:
    """After the last day: award, agreement as PDF with the amount in capitals, signed scan, start."""
    office, officer = cast.office, cast.officers["组联部"]
    office.go(notice).press("结束公示")
    cast.leader.go(reverse("applications:award_index")).press("正式立项")
    agreement = Agreement.objects.get(application=application)
    officer.go(agreement).reads("壹拾万元整")
    assert officer.fetch(reverse("applications:agreement_pdf", args=[agreement.pk])).startswith(b"%PDF")
    officer.go(reverse("applications:agreement_sign", args=[agreement.pk]))
    officer.fill(scan=PDF).press("登记签订")
    officer.go(agreement).press("项目启动")
    agreement.refresh_from_db()
    owners = set(agreement.duties.values_list("owner", flat=True))
    assert owners == {"contractor", "department", "finance"}
    cast.newcomer.go(reverse("supervision:project", args=[agreement.pk])).reads("任务", "第三方绩效评估报告")
    return agreement
