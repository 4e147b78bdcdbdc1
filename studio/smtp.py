"""Django's SMTP backend, which also says whether a mail that failed may have arrived."""

import smtplib
from contextlib import suppress

from django.core.mail.backends import smtp


class DeliveryUnknown(Exception):
    """The mail server got the whole mail and never said whether it takes it."""


class Telling:
    """For smtplib's connections: tells a refusal from silence after the mail was handed over.

    Until the final dot is handed over, a server must not deliver anything. After it, only the
    server's reply says what happened (RFC 5321, 4.2.5 and 6.1).
    """

    waits_for_verdict = False

    def data(self, msg):
        try:
            code, words = super().data(msg)
        except Exception as error:
            if self.waits_for_verdict:
                raise DeliveryUnknown(str(error)) from error
            raise
        finally:
            self.waits_for_verdict = False
        if code // 100 == 2:
            return 250, words  # smtplib takes every other success for a failure
        if code // 100 in (4, 5):
            return code, words
        raise DeliveryUnknown(f"The reply was no SMTP: {code}")

    def send(self, s):
        super().send(s)
        # data() sends the whole mail with its final dot at once, and ends no other command so.
        self.waits_for_verdict = s[-5:] == b"\r\n.\r\n"


class Connection(Telling, smtplib.SMTP):
    pass


class TLSConnection(Telling, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    @property
    def connection_class(self):
        return TLSConnection if self.use_ssl else Connection

    def close(self):
        """Say goodbye; a server that does not answer to that has taken the mail all the same."""
        with suppress(smtplib.SMTPException):
            super().close()
