// The page: a pasted list or a CSV goes to /cleanse and /audit of this server, and the answers are shown as text, never as markup.
"use strict";
const $ = (id) => document.getElementById(id);
const SHOWN = 300; // rows in the page; the CSV has all
const STATUS = { matched: "特定", ambiguous: "候補が複数", unmatched: "特定できず" };
const LEVEL = { pref: "都道府県まで", city: "市区町村まで", machiaza: "町・大字まで", machiaza_detail: "丁目・小字まで", rsdtdsp_blk: "街区まで", rsdtdsp_rsdt: "住居番号まで", parcel: "地番まで" };
const SEVERITY = { error: "誤り", warning: "要確認", info: "参考" };
const LABELS = ["行", "入力", "整えた住所", "状態", "郵便番号", "コード"]; // beside the cells on a phone
const state = { file: null, chosen: [], body: null, query: null, table: null, filter: "all" };

const node = (tag, text, attributes = {}) => {
  const made = document.createElement(tag);
  if (text !== null && text !== undefined) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
};
const say = (text, bad = false) => { $("message").textContent = text; $("message").classList.toggle("error", bad); };
const quoted = (cell) => `"${String(cell ?? "").replaceAll('"', '""')}"`;
// a spreadsheet must not take a cell for a formula
const inert = (cell) => (typeof cell === "string" && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);

async function ask(path, query, body) {
  const answer = await fetch(`${path}?${query}`, { method: "POST", body, headers: { "Content-Type": "text/csv" } }).catch(() => null);
  if (!answer) throw new Error("サーバーに接続できません。動いているか確かめてください。");
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => ({}));
  const reason = { 413: "大きすぎます。分けて送るか、コマンド addrreg cleanse を使ってください。", 429: "混み合っています。少し待ってからもう一度実行してください。" }[answer.status];
  throw new Error(reason ?? `処理できませんでした：${said.message ?? answer.status}${said.remedy ? `（${said.remedy}）` : ""}`);
}

// ── input ─────────────────────────────────────────────────────────────────────────────────────────────
async function take(file) {
  state.file = file;
  $("file-name").textContent = file ? file.name : "ここへドロップすることもできます";
  $("remove").hidden = $("columns").hidden = true;
  $("text").disabled = Boolean(file);
  say("");
  if (!file) { $("file").value = ""; return; }
  $("remove").hidden = false;
  if (/\.(xls[xmb]?|ods)$/i.test(file.name)) {
    state.file = null;
    $("text").disabled = false;
    say("表計算のブックはそのままでは読めません。「名前を付けて保存」で「CSV UTF-8」を選び、できたファイルを入れてください。", true);
    return;
  }
  $("header").checked = true;
  // a name of a column is no number: the corporate numbers, for one, come without names
  if ((await look()).some((name) => /^[0-9]{4,}$/.test(name))) { $("header").checked = false; await look(); }
}

async function look() {
  try {
    const found = await (await ask("columns", new URLSearchParams({ header: $("header").checked }), state.file)).json();
    const names = Array.from({ length: found.width }, (_, i) => found.header[i] || `${i + 1}列目`);
    state.chosen = found.column.map((column) => column - 1);
    $("address").replaceChildren(...names.map((name, i) => {
      const label = node("label"), box = node("input", null, { type: "checkbox", value: i }), order = node("span", "", { class: "order" });
      box.checked = state.chosen.includes(i);
      box.addEventListener("change", () => { state.chosen = box.checked ? [...state.chosen, i] : state.chosen.filter((one) => one !== i); number(); });
      label.append(box, node("span", name), order);
      return label;
    }));
    number();
    for (const [id, like] of [["postal_column", /郵便|〒|zip|postal/i], ["code_column", /団体コード|市区町村コード|lg_code/i]]) {
      $(id).replaceChildren(node("option", "なし", { value: "" }), ...names.map((name, i) => node("option", name, { value: i + 1 })));
      $(id).value = names.findIndex((name) => like.test(name)) + 1 || "";
    }
    $("columns").hidden = false;
    if (!state.chosen.length) say("住所の列を選んでください。");
    return found.header;
  } catch (error) { say(error.message, true); return []; }
}

function number() {
  [...$("address").children].forEach((label, i) => {
    const at = state.chosen.indexOf(i);
    label.lastChild.textContent = state.chosen.length > 1 && at >= 0 ? at + 1 : "";
  });
}

// ── work ──────────────────────────────────────────────────────────────────────────────────────────────
async function run() {
  const query = new URLSearchParams();
  if (state.file) {
    if (!state.chosen.length) { say("住所の列を選んでください。", true); return; }
    query.set("header", $("header").checked);
    state.chosen.forEach((i) => query.append("column", i + 1));
    state.body = state.file;
  } else {
    const lines = $("text").value.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
    if (!lines.length) { say("住所を貼り付けるか、CSVファイルを選んでください。", true); $("text").focus(); return; }
    query.set("column", "1");
    state.body = `${["住所", ...lines].map(quoted).join("\r\n")}\r\n`;
  }
  state.query = query;
  $("run").disabled = true;
  say("処理しています…");
  try {
    const cleansing = new URLSearchParams(query);
    cleansing.set("format", "json");
    state.table = await (await ask("cleanse", cleansing, state.body)).json();
    state.filter = "all";
    showTable();
    say(`${state.table.rows.length.toLocaleString("ja")}件を処理しました。`);
    $("result").focus({ preventScroll: true });
    $("result").scrollIntoView();
    showAudit(await (await ask("audit", auditQuery("json"), state.body)).json());
  } catch (error) { say(error.message, true); } finally { $("run").disabled = false; }
}

function auditQuery(format) {
  const query = new URLSearchParams(state.query);
  if (state.file) for (const id of ["postal_column", "code_column"]) if ($(id).value) query.set(id, $(id).value);
  query.set("format", format);
  return query;
}

// ── result ────────────────────────────────────────────────────────────────────────────────────────────
function records() {
  const { header, column, rows, candidates } = state.table, at = (name) => header.lastIndexOf(name);
  const cells = column.map((one) => one - 1);
  const names = ["status", "match_level", "address", "post_code", "lg_code", "machiaza_id", "rest"];
  return rows.map((row, i) => ({ row: i + 1, candidates: candidates[i + 1] ?? [], input: cells.map((c) => row[c]).join(""), ...Object.fromEntries(names.map((name) => [name, row[at(`abr_${name}`)]])) }));
}

function showTable() {
  const all = records();
  const groups = { all: ["すべて", all], ...Object.fromEntries(Object.entries(STATUS).map(([status, name]) => [status, [name, all.filter((one) => one.status === status)]])) };
  $("filters").replaceChildren(...Object.entries(groups).map(([key, [name, rows]]) => {
    const button = node("button", null, { type: "button", "aria-pressed": key === state.filter, "data-filter": key });
    button.append(name, " ", node("b", rows.length.toLocaleString("ja")));
    button.disabled = !rows.length;
    button.addEventListener("click", () => { state.filter = key; showTable(); $("filters").querySelector("[aria-pressed=true]").focus(); });
    return button;
  }));
  const shown = groups[state.filter][1];
  $("table").tBodies[0].replaceChildren(...shown.slice(0, SHOWN).map(line));
  $("more").hidden = shown.length <= SHOWN;
  $("more").textContent = `先頭の${SHOWN}件を表示しています。残りは保存したCSVにあります。`;
  $("result").hidden = false;
}

function line(one) {
  const cells = [node("td"), node("td"), node("td", null, { class: "address" }), node("td", null, { class: "state" }), node("td", null, { class: "code" }), node("td", null, { class: "code" })];
  cells[0].className = "n";
  cells[0].append(node("span", one.row));
  if (one.input) cells[1].append(node("span", one.input));
  if (one.address) cells[2].append(node("span", one.address));
  if (one.candidates.length) cells[2].append(node("mark", `候補：${one.candidates.slice(0, 5).join("、")}${one.candidates.length > 5 ? " ほか" : ""}`));
  else if (one.rest) cells[2].append(node("mark", `読めなかった部分：${one.rest}`));
  cells[3].append(node("span", STATUS[one.status], { class: `tag ${one.status}` }));
  if (LEVEL[one.match_level]) cells[3].append(node("span", LEVEL[one.match_level], { class: "soft" }));
  if (one.post_code) cells[4].append(node("span", `${one.post_code.slice(0, 3)}-${one.post_code.slice(3)}`));
  if (one.lg_code) cells[5].append(node("span", [one.lg_code, one.machiaza_id].filter(Boolean).join("-")));
  cells.forEach((cell, i) => cell.setAttribute("data-label", LABELS[i]));
  const row = node("tr");
  row.append(...cells);
  return row;
}

function showAudit(found) {
  const { error, warning, info, none } = found.severity;
  $("audit-summary").textContent = `${found.rows.toLocaleString("ja")}行のうち、誤り${error}行、要確認${warning}行、参考${info}行、指摘なし${none}行。`;
  const order = Object.keys(SEVERITY), sorted = [...found.findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || b.rows - a.rows);
  $("findings").replaceChildren(...sorted.map((kind) => {
    const block = node("details"), head = node("summary"), list = node("ul");
    head.append(node("span", SEVERITY[kind.severity], { class: `tag ${kind.severity}` }), node("b", kind.title), node("span", `${kind.rows.toLocaleString("ja")}行`, { class: "n soft" }));
    list.append(...kind.samples.slice(0, 5).map((sample) => {
      const item = node("li", `${sample.row}行目　${sample.value}`);
      if (sample.suggestion) item.append(node("span", ` → ${sample.suggestion}`, { class: "fix" }));
      return item;
    }));
    block.append(head, node("p", `${kind.description} ${kind.remedy}`, { class: "soft" }), list);
    return block;
  }));
  if (!sorted.length) $("findings").replaceChildren(node("p", "指摘はありません。"));
  $("audit").hidden = false;
}

// ── files ─────────────────────────────────────────────────────────────────────────────────────────────
function save(content, type, name) {
  const link = node("a", null, { href: URL.createObjectURL(new Blob([content], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
const base = () => (state.file ? state.file.name.replace(/\.[^.]*$/, "") : "住所");

function saveCsv() {
  const { header, rows } = state.table;
  const names = header.map((name, i) => name || `${i + 1}列目`);
  const lines = [names, ...rows].map((row) => row.map((cell) => quoted(inert(cell))).join(","));
  save(`\ufeff${lines.join("\r\n")}\r\n`, "text/csv", `${base()}_整形済み.csv`);
}
async function saveAudit(format, name) {
  try {
    const answer = await ask("audit", auditQuery(format), state.body);
    save(await answer.blob(), answer.headers.get("Content-Type"), name);
  } catch (error) { say(error.message, true); }
}

// ── events ────────────────────────────────────────────────────────────────────────────────────────────
$("form").addEventListener("submit", (event) => { event.preventDefault(); if (!$("run").disabled) run(); });
addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); $("form").requestSubmit(); } });
$("file").addEventListener("change", () => take($("file").files[0] ?? null));
$("remove").addEventListener("click", () => { take(null); $("text").focus(); });
$("header").addEventListener("change", look);
for (const kind of ["dragover", "dragleave", "drop"]) addEventListener(kind, (event) => { event.preventDefault(); $("drop").classList.toggle("over", kind === "dragover"); });
addEventListener("drop", (event) => { const file = event.dataTransfer?.files[0]; if (file) take(file); });
$("save-csv").addEventListener("click", saveCsv);
$("save-html").addEventListener("click", () => saveAudit("html", `${base()}_監査報告.html`));
$("save-findings").addEventListener("click", () => saveAudit("csv", `${base()}_指摘.csv`));
fetch("health").then((answer) => answer.json()).then((health) => {
  $("version").textContent = `addrreg ${health.version}　レジストリ ${health.vintage}`;
  $("attribution").textContent = health.attribution;
}).catch(() => {});
