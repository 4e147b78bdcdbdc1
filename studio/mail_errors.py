"""What a mail server's refusal or silence means, in plain words. Never with a password."""

import smtplib
import socket
import ssl

from django.conf import settings

from .mailing import leaves_the_house, one_line

NO_VERDICT = (
    "The mail server got the whole mail, but the connection ended before it said whether it "
    "takes it."
)
OUR_MISTAKE = "The software made a mistake; whoever looks after the site finds it in the log."
GIVEN_UP = "The worker ended while the mail was being sent."


def is_final(error):
    """Whether the server refuses this mail for good: its sender, its recipient or its content."""
    code, _ = refusal(error)
    return code // 100 == 5


def refusal(error):
    """Return (code, words) with which a server refused this mail; (0, "") where it did not."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError):
        return error.smtp_code, error.smtp_error
    return 0, ""


def in_words(error):
    """Say what an OSError of sending was; smtplib's exceptions are such."""
    if not leaves_the_house():
        return f"The mail could not be written to a file: {error.strerror or 'unknown reason'}."
    code, said = refusal(error)
    if code:
        return f"The mail server said: {code} {quoted(said)}"
    server = f"{settings.EMAIL_HOST}, port {settings.EMAIL_PORT}"
    match error:
        case smtplib.SMTPAuthenticationError():  # its words may repeat what was sent to it
            return f"The mail server does not take the name or the password ({error.smtp_code})."
        case smtplib.SMTPNotSupportedError():
            return "The mail server does not offer what EMAIL_URL asks for: encryption, a password."
        case smtplib.SMTPResponseException():
            return f"The mail server said: {error.smtp_code} {quoted(error.smtp_error)}"
        case ssl.SSLCertVerificationError():
            return f"The certificate of the mail server is not valid: {error.verify_message}."
        case ssl.SSLError():
            return f"No encrypted connection came about with the mail server ({server})."
        case socket.gaierror():
            return f"No mail server of that name is found ({server})."
        case ConnectionRefusedError():
            return f"No mail server answers there ({server})."
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return f"The mail server did not answer in time ({server})."
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return f"The mail server ended the connection ({server})."
    return f"The mail server cannot be reached ({server})."


def quoted(said):
    """Return a server's words as one line."""
    words = one_line(said.decode(errors="replace") if isinstance(said, bytes) else said)
    password = settings.EMAIL_HOST_PASSWORD
    return words.replace(password, "…") if password else words
