// <guideline-chat>: asks for smaller parts of the pages that work without it. On our own page it wraps what the
// server rendered; with a `server` attribute, on any other page, it fills its own shadow root.

const PART = { "x-fragment": "1" };
const HERE = new URL(import.meta.url);

class GuidelineChat extends HTMLElement {
  connectedCallback() {
    if (this.root) return;
    const away = this.hasAttribute("server");
    this.server = away ? new URL(this.getAttribute("server") || HERE.origin, HERE).origin : "";
    this.root = away ? this.attachShadow({ mode: "open" }) : this;
    for (const name of ["submit", "click", "keydown"]) this.root.addEventListener(name, (event) => this[name](event));
    if (away) this.fill();
    else this.settle();
  }

  // ---- the widget begins

  async fill() {
    try {
      const [part] = await Promise.all([
        this.get("/embed?" + new URLSearchParams(this.chosen())),
        this.wears(new URL("guideline.css" + HERE.search, HERE)),
      ]);
      this.root.append(parsed(await part.text()));
      this.settle();
    } catch {
      this.root.textContent = `The guideline chat at ${this.server} may not be used from ${location.origin}.`;
    }
  }

  async wears(path) {
    const sheet = new CSSStyleSheet();
    await sheet.replace(await (await this.get(path)).text());
    this.root.adoptedStyleSheets.push(sheet);
  }

  chosen() {
    const names = ["reader", "country", "lang"];
    return Object.fromEntries(names.filter((name) => this.hasAttribute(name)).map((name) => [name, this.getAttribute(name)]));
  }

  settle() {
    this.chat = this.root.querySelector(".chat") || this;
    this.said = this.chat.dataset;
    this.status = this.root.querySelector(".status");
    this.turns = this.root.querySelector(".turns");
  }

  get(path, options = {}) {
    const credentials = this.server ? "omit" : "same-origin";
    const [key, lang] = [this.getAttribute("key"), this.server && this.getAttribute("lang")];
    const headers = { ...PART, ...(key && { authorization: `Bearer ${key}` }), ...(lang && { "accept-language": lang }) };
    return fetch(new URL(path, this.server || location.href), { credentials, ...options, headers });
  }

  // ---- what people do

  submit(event) {
    const form = event.target;
    const does = { ask: "asks", again: "asksAgain", feedback: "feedsBack", follow: "asks", format: "copies" };
    const kind = does[event.submitter?.name] ? event.submitter.name : Object.keys(does).find((name) => name in form.dataset);
    if (!kind) return;
    event.preventDefault();
    if (this.waits) return; // one thing at a time: what is shown is what was asked last
    const fields = new URLSearchParams(new FormData(form, event.submitter));
    for (const [name, value] of Object.entries(this.chosen())) fields.set(name, value);
    this.place = "again" in form.dataset && event.submitter?.closest("li, .follow, .acts") || form;
    this[does[kind]](form, fields);
  }

  click(event) {
    const link = event.composedPath().find((each) => each instanceof HTMLAnchorElement);
    if (event.composedPath().some((each) => each.classList?.contains("shut"))) return this.shut();
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const opens = link.matches(".n") ? this.root.querySelector(link.getAttribute("href") + " a") : link;
    if (opens?.matches(".refs li > a")) this.opens(event, link, opens.getAttribute("href"));
    else if ("earlier" in link.dataset) this.recalls(event, link);
    else if (this.server) this.leads(event, link.getAttribute("href"));
  }

  keydown(event) {
    const box = event.target;
    if (event.key === "Escape" && this.panel) this.shut();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || box.name !== "question") return;
    event.preventDefault();
    if (box.value.trim()) box.form.requestSubmit();
  }

  // ---- what follows

  async asks(form, fields) {
    const part = await this.sent(form, fields, this.said.asking);
    if (!part) return;
    this.chat.classList.remove("fresh");
    this.root.querySelector(".starters")?.remove();
    this.root.querySelector(".hello")?.classList.replace("hello", "unseen");
    this.turns.querySelectorAll(".turn").forEach((each) => each.remove() || this.remember(each));
    this.turns.append(part);
    this.arrived(this.turns.lastElementChild);
    const box = this.root.querySelector(".box");
    if (!box) return;
    box.querySelector("[name=question]").value = "";
    box.querySelector("label").textContent = this.said.next;
  }

  async asksAgain(form, fields) {
    const old = form.closest(".turn");
    const part = await this.sent(form, fields, this.said.asking);
    if (!part) return;
    const turn = part.querySelector(".turn");
    old.replaceWith(part);
    this.arrived(turn);
  }

  async copies(form, fields) {
    fields.set("format", "text");
    const response = await this.answer("/ask", fields);
    if (!response?.ok) return this.fail(response);
    await copied(await response.text());
    this.tell(this.said.copied);
  }

  async feedsBack(form, fields) {
    const part = await this.sent(form, fields, "");
    if (part) form.replaceWith(part);
  }

  async recalls(event, link) {
    event.preventDefault();
    const response = await this.get(link.getAttribute("href"));
    const turn = parsed(await response.text());
    link.parentElement.append(turn);
    link.remove();
  }

  // In a page of others our addresses lie on another server, and our places in the shadow.
  leads(event, href) {
    event.preventDefault();
    if (href[0] === "#") this.root.getElementById(href.slice(1))?.scrollIntoView();
    else open(new URL(href, this.server), "_blank", "noopener");
  }

  async opens(event, link, href) {
    event.preventDefault();
    const [response] = await Promise.all([this.get(href), this.dresses()]);
    if (!response.ok) return;
    this.shut();
    this.from = link;
    this.panel = make("aside", { className: "panel", tabIndex: -1 }, { "aria-label": this.said.source });
    const bar = make("div", { className: "bar", textContent: this.said.source });
    bar.append(make("button", { className: "shut quiet", type: "button", textContent: this.said.close }));
    this.panel.append(bar, parsed(await response.text()));
    this.chat.append(this.panel);
    this.chat.classList.add("beside-source");
    const place = this.panel.querySelector("mark") || this.panel.querySelector(".here");
    place?.scrollIntoView({ block: "center" });
    (this.panel.querySelector("mark") || this.panel).focus({ preventScroll: true });
  }

  // A source has a sheet of its own; without it, it is read undressed.
  dresses() {
    if (this.sheet) return null;
    if (this.server) return (this.sheet = this.wears(this.said.sheet));
    this.sheet = make("link", { rel: "stylesheet", href: this.said.sheet });
    document.head.append(this.sheet);
    return new Promise((done) => (this.sheet.onload = this.sheet.onerror = done));
  }

  shut() {
    this.panel?.remove();
    this.panel = null;
    this.chat.classList.remove("beside-source");
    this.from?.focus();
  }

  // ---- how it is done

  async sent(form, fields, saying) {
    this.root.querySelectorAll(".problem[role=alert]").forEach((each) => each.remove());
    this.place.classList.add("busy");
    const late = setTimeout(() => this.tell(saying, true), 400);
    const response = await this.answer(form.getAttribute("action"), fields);
    clearTimeout(late);
    this.place.classList.remove("busy");
    if (!response?.ok) return this.fail(response);
    this.tell("");
    return parsed(await response.text());
  }

  async answer(path, body) {
    this.waits = true;
    try {
      return await this.get(path, { method: "POST", body });
    } catch {
      return null;
    } finally {
      this.waits = false;
    }
  }

  async fail(response) {
    const offline = make("div", { className: "problem", textContent: this.said.offline }, { role: "alert" });
    this.tell("");
    const told = response ? parsed(await response.text()) : offline;
    this.place[this.place.matches("li") ? "append" : "after"](told);
    return null;
  }

  arrived(turn) {
    const verdict = turn.querySelector(".verdict");
    verdict.focus({ preventScroll: true });
    turn.scrollIntoView({ block: "start" });
    this.tell([...verdict.children].slice(0, 2).map((each) => spoken(each)).join(". "));
    this.carry(turn);
    if (turn.dataset.at && location.pathname !== turn.dataset.at && !this.server) {
      history.pushState(null, "", turn.dataset.at);
      at = location.pathname;
    }
  }

  // The next question goes on from this turn.
  carry(turn) {
    const box = this.root.querySelector(".box");
    if (!box) return;
    const from = new Map([...turn.querySelector("[data-again]").elements].map((each) => [each.name, each.value]));
    box.querySelectorAll("input[type=hidden]").forEach((each) => each.remove());
    const set = (name, value) => box.prepend(make("input", { type: "hidden", name, value }));
    if (from.has("conversation")) return set("conversation", from.get("conversation"));
    const earlier = JSON.parse(from.get("history") || "[]");
    set("history", JSON.stringify([...earlier, from.get("question")]));
    set("given", from.get("carried") || from.get("given"));
    set("unsaved", "1");
  }

  remember(turn) {
    const list = this.root.querySelector(".earlier") || make("ol", { className: "earlier" });
    if (!list.isConnected) this.turns.before(list);
    const details = make("details");
    details.append(make("summary", { textContent: turn.querySelector(".asked").textContent }), turn);
    const item = make("li");
    item.append(details);
    list.append(item);
  }

  // Said to screen readers; shown only while something is awaited.
  tell(text, busy = false) {
    if (!this.status) return;
    this.status.classList.toggle("busy", busy);
    this.status.textContent = text;
  }
}

async function copied(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const box = make("textarea", { value: text }); // a page that came without TLS has no clipboard
  document.body.append(box);
  const from = document.activeElement;
  box.select();
  document.execCommand("copy");
  box.remove();
  from.focus();
}

function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

function make(tag, properties = {}, attributes = {}) {
  const made = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function spoken(part) {
  const copy = part.cloneNode(true);
  copy.querySelectorAll("[aria-hidden], .n").forEach((each) => each.remove());
  return copy.textContent.trim();
}

// A long source is read in parts: an address that names a passage of another part leads there.
const meant = location.hash.slice(1);
if (meant && document.querySelector("nav.leaves") && !document.getElementById(meant) && !location.search.includes("p=")) {
  location.replace(`?p=${meant}#${meant}`);
}

// An address that was left shows what stands there.
let at = location.pathname;
if (document.querySelector("guideline-chat:not([server])")) addEventListener("popstate", () => at !== location.pathname && location.reload());

customElements.define("guideline-chat", GuidelineChat);
