/* What pages do beyond HTML. Everything works without it except adding rows beyond the blank ones. */
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/* The menu is folded on narrow screens only. */
function foldMenu() {
  const menu = document.querySelector("details.menu");
  if (!menu) return;
  const narrow = window.matchMedia("(max-width: 860px)");
  const fold = () => { menu.open = !narrow.matches; };
  fold();
  narrow.addEventListener("change", fold);
}

/* An error summary takes the focus, so that it is read out and seen. */
function focusErrors() {
  const summary = document.querySelector(".error-summary");
  if (summary) summary.focus();
}

/* <button data-confirm="…">: ask once before the form is sent. */
function ask(text, style) {
  return new Promise((answer) => {
    const dialog = document.createElement("dialog");
    dialog.className = "confirm";
    dialog.setAttribute("aria-labelledby", "confirm-text");
    const words = document.createElement("p");
    words.id = "confirm-text";
    words.textContent = text;
    const form = document.createElement("form");
    form.method = "dialog";
    form.className = "actions";
    const choice = (value, label, look) => {
      const button = document.createElement("button");
      button.value = value;
      button.textContent = label;
      button.className = `btn ${look}`;
      form.append(button);
    };
    choice("no", "取消", "btn-outline-secondary");
    choice("yes", "确定", style);
    dialog.append(words, form);
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      answer(dialog.returnValue === "yes");
      dialog.remove();
    });
    dialog.showModal();
  });
}

function confirmFirst() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-confirm], input[data-confirm]");
    if (!button || !button.form || button.dataset.confirmed) return;
    event.preventDefault();
    if (!button.formNoValidate && !button.form.reportValidity()) return;
    const style = button.classList.contains("btn-danger") ? "btn-danger" : "btn-primary";
    if (!await ask(button.dataset.confirm, style)) return button.focus();
    button.dataset.confirmed = "yes";
    button.form.requestSubmit(button);
    delete button.dataset.confirmed;
  });
}

/* A second click while the first is under way sends nothing. */
function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    all("button, input[type=submit]", form).forEach((button) => button.setAttribute("aria-disabled", "true"));
  });
  window.addEventListener("pageshow", () => {
    all("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      all("[aria-disabled]", form).forEach((button) => button.removeAttribute("aria-disabled"));
    });
  });
}

/* Leaving a form with changes asks first. Forms with data-guard, and all that hold a textarea or rows. */
function guardChanges() {
  let changed = false;
  const guarded = (form) => form && form.method === "post"
    && (form.hasAttribute("data-guard") || form.querySelector("textarea, [data-formset]"))
    && !form.closest(".step-reason");
  document.addEventListener("input", (event) => { if (guarded(event.target.form)) changed = true; });
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented) changed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!changed) return;
    event.preventDefault();
    event.returnValue = "";
  });
}

/* Rows: table[data-formset=prefix] with template[data-formset-empty=prefix]. */
function growTable(table) {
  const prefix = table.dataset.formset;
  const empty = document.querySelector(`template[data-formset-empty="${prefix}"]`);
  const total = document.getElementById(`id_${prefix}-TOTAL_FORMS`);
  const most = document.getElementById(`id_${prefix}-MAX_NUM_FORMS`);
  if (!empty || !total) return;
  const add = document.createElement("button");
  add.type = "button";
  add.className = "btn btn-outline-primary btn-sm";
  add.textContent = "增加一行";
  add.addEventListener("click", () => {
    const number = Number(total.value);
    const holder = document.createElement("tbody");
    holder.innerHTML = empty.innerHTML.replace(/__prefix__/g, String(number));
    const row = holder.querySelector("tr");
    row.cells[0].textContent = String(table.tBodies[0].rows.length + 1);
    table.tBodies[0].append(row);
    total.value = String(number + 1);
    add.disabled = most !== null && number + 1 >= Number(most.value);
    const first = row.querySelector("input:not([type=hidden]), select, textarea");
    if (first) first.focus();
    table.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const place = document.createElement("p");
  place.append(add);
  table.closest(".table-responsive").after(place);
  table.addEventListener("change", (event) => {
    if (/-DELETE$/.test(event.target.name)) event.target.closest("tr").classList.toggle("struck", event.target.checked);
  });
}

/* Sums in 分, so that they never drift. data-sum on the table names the fields that multiply to a row's amount,
   e.g. data-sum="unit_price quantity times". A row's [data-row-sum] and the table's or page's
   [data-total=prefix] show the result; data-limit (元) on the latter marks what is over. */
const cents = (text) => Math.round(Number(String(text).replace(/,/g, "") || 0) * 100);
const yuan = (number) => (number / 100).toLocaleString("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

function rowCents(row, fields) {
  const remove = row.querySelector("[name$='-DELETE']");
  if (remove && remove.checked) return 0;
  const values = fields.map((name) => row.querySelector(`[name$="-${name}"]`)).filter(Boolean).map((input) => input.value.trim());
  if (!values.length || values[0] === "") return 0;
  return Math.round(values.slice(1).reduce((sum, value) => sum * (value === "" ? 1 : Number(value)), cents(values[0])));
}

/* The sum of one column in 分: data-less on a total takes it off (what the organisation pays itself). */
function columnCents(table, name) {
  return [...table.tBodies[0].rows].reduce((sum, row) => sum + (rowCents(row, [name]) || 0), 0);
}

function sumTable(table) {
  const fields = table.dataset.sum.split(/[ ,]+/);
  const outputs = all(`[data-total="${table.dataset.formset}"]`);
  const refresh = () => {
    let total = 0;
    for (const row of table.tBodies[0].rows) {
      const amount = rowCents(row, fields) || 0;
      const output = row.querySelector("[data-row-sum]");
      if (output) output.textContent = amount ? yuan(amount) : "";
      total += amount;
    }
    outputs.forEach((output) => {
      const shown = total - (output.dataset.less ? columnCents(table, output.dataset.less) : 0);
      output.textContent = yuan(shown);
      output.classList.toggle("over", Boolean(output.dataset.limit) && shown > cents(output.dataset.limit));
    });
  };
  table.addEventListener("input", refresh);
  table.addEventListener("change", refresh);
  refresh();
}

/* Characters as the server counts them (code points, line ends as two). */
function countCharacters(area) {
  const output = document.createElement("div");
  output.className = "counter";
  const refresh = () => {
    const used = [...area.value.replace(/\r?\n/g, "\r\n")].length;
    output.textContent = `${used} / ${area.dataset.counter} 字`;
    output.classList.toggle("over", used > Number(area.dataset.counter));
  };
  area.after(output);
  area.addEventListener("input", refresh);
  refresh();
}

/* A table that scrolls sideways can be scrolled by keyboard too. */
function reachWideTables() {
  all(".table-responsive").forEach((box) => {
    if (box.scrollWidth > box.clientWidth && !box.querySelector("a, button, input, select, textarea")) box.tabIndex = 0;
  });
}

foldMenu();
reachWideTables();
focusErrors();
confirmFirst();
sendOnce();
guardChanges();
all("table[data-formset]").forEach(growTable);
all("table[data-sum]").forEach(sumTable);
all("textarea[data-counter]").forEach(countCharacters);
all("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
