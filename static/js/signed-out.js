// Before a form that was open for long is sent, asks whether somebody is still signed in: else what
// was typed would be lost on the way to the page for signing in.

const LONG = 10 * 60 * 1000; // milliseconds

class SignedOut extends HTMLElement {
  connectedCallback() {
    this.since = Date.now();
    document.addEventListener("submit", this);
  }

  disconnectedCallback() {
    document.removeEventListener("submit", this);
  }

  async handleEvent(event) {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || form.method !== "post" || Date.now() - this.since < LONG) return;
    event.preventDefault();
    const state = await this.ask();
    if (state !== "in") return this.say(state);
    this.since = Date.now();
    // Signing in again in another tab gives a new one.
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
    if (token && form.elements.csrfmiddlewaretoken) form.elements.csrfmiddlewaretoken.value = token;
    form.requestSubmit(submitter);
  }

  async ask() {
    try {
      const answer = await fetch(this.dataset.address, { cache: "no-store" });
      return (await answer.json()).is_signed_in ? "in" : "out";
    } catch {
      return "away";
    }
  }

  say(state) {
    for (const words of this.children) words.hidden = words.dataset.when !== state;
    this.querySelector(":scope > :not([hidden])").focus();
  }
}

customElements.define("signed-out", SignedOut);
