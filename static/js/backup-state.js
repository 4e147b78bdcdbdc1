// Keeps a <backup-state> up to date while a backup is being made: how far it is changes every few seconds.
import { LookAgain } from "./look-again.js";

class BackupState extends LookAgain {
  get longestPause() {
    return 4;
  }
}

customElements.define("backup-state", BackupState);
