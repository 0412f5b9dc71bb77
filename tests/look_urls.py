"""The portal with one page more: every piece of the look on it, for test_look.py."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from fulian.forms import PortalForm, RowForm, row_formset
from fulian.urls import urlpatterns as portal


class TryForm(PortalForm, forms.Form):
    UNITS = {"amount": "元"}

    title = forms.CharField(label="项目名称", max_length=20, help_text="与目录一致。")
    amount = forms.DecimalField(label="项目金额（元）", max_digits=8, decimal_places=2)
    starts_on = forms.DateField(label="开始日期", required=False)
    plan = forms.CharField(
        label="实施方案", widget=forms.Textarea(attrs={"data-counter": 20}), required=False
    )


class LineForm(RowForm, forms.Form):
    item = forms.CharField(label="支出内容")
    unit_price = forms.DecimalField(label="单价（元）")
    quantity = forms.DecimalField(label="数量")


LineFormSet = row_formset(LineForm, extra=2)

PAGE = """
{% extends "base.html" %}{% load fulian %}
{% block title %}样张{% endblock %}
{% block breadcrumbs %}<li class="breadcrumb-item active" aria-current="page">样张</li>{% endblock %}
{% block main %}
  <h1>样张</h1>
  <nav class="tabs" aria-label="栏目"><a href="?a" aria-current="page">概况</a><a href="?b">资金</a></nav>
  <section class="panel"><h2>概况</h2>
    <dl class="facts"><dt>承接单位</dt><dd>紫薇社工</dd><dt>协议金额</dt><dd>46,000.00 元</dd></dl>
    <p><span class="light-green">正常</span> <span class="light-amber">临近到期</span>
       <span class="light-red">已逾期</span>
       <progress max="100" value="40" aria-label="活动场次">40%</progress></p>
    <p>{% for state in states %}<span class="state state-{{ state }}">{{ state }}</span> {% endfor %}</p>
  </section>
  {% include "_empty.html" with text="还没有活动。" url="/" action="登记活动" only %}
  <form method="post" class="panel">
    {% csrf_token %}
    {% include "_form.html" with form=form only %}
    {% include "_formset.html" with formset=lines caption="资金预算" sum="unit_price quantity" only %}
    <p>合计：<output data-total="lines" data-limit="100">0.00</output> 元</p>
    <div class="actions">
      <button class="btn btn-primary" name="save">保存</button>
      <button class="btn btn-danger" name="drop" formnovalidate data-confirm="确定删除吗？">删除</button>
      <button class="btn btn-outline-secondary" type="button">取消</button>
    </div>
  </form>
  <div class="table-responsive"><table class="table table-hover">
    <thead><tr><th scope="col">摘要</th><th scope="col" class="num">金额（元）</th></tr></thead>
    <tbody><tr><td>物料</td><td class="num">1,000.00</td></tr></tbody>
  </table></div>
{% endblock %}
"""
STATES = ["draft", "submitted", "returned", "running", "published", "accepted", "closed", "reserve"]
posted = []  # the names of the buttons that reached the server


def look(request):
    form = TryForm(request.POST or None)
    lines = LineFormSet(request.POST or None, prefix="lines")
    if request.method == "POST":
        posted.append("drop" if "drop" in request.POST else "save")
        if form.is_valid() and lines.is_valid():
            messages.success(request, "已保存。")
    context = {"form": form, "lines": lines, "states": STATES}
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


def broken(request):
    raise RuntimeError("broken on purpose")


urlpatterns = [*portal, path("look/", look), path("broken/", broken)]
