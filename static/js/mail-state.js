// Keeps a <mail-state> up to date while its mail is on its way.
import { LookAgain } from "./look-again.js";

customElements.define("mail-state", class extends LookAgain {});
